"""Measures the viewer, each figure beside the same quantity drawn PixPlot's way."""
