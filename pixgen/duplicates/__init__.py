"""Finds copies of one picture: resized, recompressed, mirrored, cropped a little, recoloured."""
