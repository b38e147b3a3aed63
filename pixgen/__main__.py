"""Lets ``python -m pixgen`` do what the command ``pixgen`` does."""

from pixgen.cli import main

if __name__ == "__main__":
    main()
