"""Owns the errors that pixgen raises for its users to read."""


class PixgenError(Exception):
    """Base of every error whose message is meant for the user.

    The message names the bad value, what is allowed and what to do next. The command line prints
    it without a traceback and ends with `exit_code`.
    """

    exit_code = 1


class ConfigError(PixgenError):
    """A setting, a flag or the configuration file is wrong."""

    exit_code = 2


class InputError(PixgenError):
    """The images or the metadata cannot be used at all."""


class ModelError(PixgenError):
    """A network cannot be loaded, fetched or run."""


class PublishError(PixgenError):
    """The finished site cannot be put in its place."""


class StrictError(PixgenError):
    """Something was wrong with the input, and the user wants a build to fail for that."""


class DiskError(PixgenError):
    """A disk is full, may not be written to, or gives back other bytes than it got."""


class CacheError(DiskError):
    """A kept result turned out to be damaged and was removed; another try computes it anew."""


class BusyError(PixgenError):
    """Another process works in the same folder."""
