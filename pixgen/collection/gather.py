"""Gathers a collection: the images found, each with its row of metadata."""

from collections.abc import Sequence
from pathlib import Path

from pixgen.collection.folder import discover
from pixgen.collection.metadata import join, read_table
from pixgen.collection.records import Collection


def gather(
    inputs: Sequence[str], metadata_path: Path | None = None, exclude: Path | None = None
) -> Collection:
    """Find the images of `inputs` and join the table at `metadata_path`.

    Raises
    ------
    InputError
        As `pixgen.collection.folder.discover`, `pixgen.collection.metadata.read_table` and
        `pixgen.collection.metadata.join` do; the table is read first, as that is soon done.
    """
    table = None if metadata_path is None else read_table(metadata_path)
    files, problems = discover(inputs, exclude=exclude)
    return join(files, table, problems)
