"""pixgen turns a folder of images into a static site in which one flies through the collection."""

__version__ = "0.1.0"
