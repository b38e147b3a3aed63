"""Turns pictures into vectors in which likeness is an angle."""
