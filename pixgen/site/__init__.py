"""Writes the finished site: bytes of each format, files, page, and the swap into place."""
