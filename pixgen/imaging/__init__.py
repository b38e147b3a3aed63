"""Reads each image file once and makes every picture pixgen needs from that one decode."""
