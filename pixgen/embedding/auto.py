"""Owns the choice of a network where the user leaves it to pixgen."""

from pixgen.embedding.keras_files import fetch, present
from pixgen.embedding.registry import MODELS
from pixgen.errors import ModelError
from pixgen.progress import Progress

AUTO = "auto"
BEST, FALLBACK = "inception_v3", "builtin"
_CHANGE = "--model NAME chooses another, and pixgen models lists them"


def decide(progress: Progress, *, labels: bool) -> tuple[str, str]:
    """Take the network of the registry that sees more, if its weights can be had.

    Parameters
    ----------
    progress
        Shows the download.
    labels
        Whether class labels are wanted, which the built-in network does not have.

    Returns
    -------
    name
        Of the registry.
    line
        Which was taken, why, and how to change it.

    Raises
    ------
    ModelError
        Labels are wanted, and the weights cannot be had.
    """
    spec = MODELS[BEST]
    if present(spec, whole=labels):
        return BEST, f"Network: {BEST}, whose weights are on this machine; {_CHANGE}."
    try:
        fetch(spec, whole=labels, progress=progress)
    except ModelError as error:
        if labels:
            raise
        reason = str(error).splitlines()[0]
        return FALLBACK, (
            f"Network: {FALLBACK}, pixgen's own, which sees less than {BEST}. {reason} The next "
            f"build tries again; --weights FILE gives them from a file; {_CHANGE}."
        )
    return BEST, f"Network: {BEST}, whose weights were fetched and are kept; {_CHANGE}."
