"""Owns the import of TensorFlow without its chatter."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def import_tensorflow() -> Any:
    """Import TensorFlow, silent unless the user set ``TF_CPP_MIN_LOG_LEVEL``."""
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        import tensorflow  # type: ignore[import-untyped]

        return tensorflow
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    with silent_stderr():
        import tensorflow

        # The first look for devices is what native code writes about.
        tensorflow.config.list_physical_devices()
    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    return tensorflow


@contextmanager
def silent_stderr() -> Iterator[None]:
    """Drop what native code writes to standard error before its own logging can be told not to."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(nowhere)
        os.close(kept)
