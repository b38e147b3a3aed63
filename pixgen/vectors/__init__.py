"""Vectors that the user has made: read from a file, joined to the images."""
