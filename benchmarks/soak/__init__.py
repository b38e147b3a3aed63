"""Lets a made-up visitor use a site for an hour, and watches what the browser's memory does."""
