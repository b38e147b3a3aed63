"""Finds the images of a collection and joins their metadata."""
