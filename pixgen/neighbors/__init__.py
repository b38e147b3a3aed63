"""Finds what looks like what: the nearest, the farthest, and the nearest among a few."""
