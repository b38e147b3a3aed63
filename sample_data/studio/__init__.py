"""The drawing tools shared by every family of the sample collection."""
