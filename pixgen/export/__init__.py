"""Takes vectors, neighbours, places and clusters out of a finished site."""
