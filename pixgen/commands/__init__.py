"""The commands that have more to say than a few lines; each imports its work when it is called."""
