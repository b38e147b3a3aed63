"""Keeps what outlives a build, whole and checked, in the work folder of a site."""
