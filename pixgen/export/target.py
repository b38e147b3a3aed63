"""Owns the files that an export writes: whole or not at all, and never over the user's own."""

import csv
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

from pixgen.collection.tables import unique
from pixgen.errors import DiskError, InputError

TableFormat = Literal["csv", "parquet"]
Block = Mapping[str, Sequence[object]]
"""Some rows of a table: column to as many values each."""

_TEMPORARY = ".tmp"
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\ufffd]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 200


class Target:
    """The folder of an export.

    Parameters
    ----------
    folder
        Made where it is missing.
    force
        Whether what stands there may be replaced.
    """

    def __init__(self, folder: Path, *, force: bool) -> None:
        self.folder = folder
        self.written: list[str] = []
        self._force = force

    def claim(self, *names: str) -> None:
        """Make sure that files, or folders with files, of these names may be written.

        Raises
        ------
        InputError
            One is there already.
        """
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder} is a file; give a folder with -o.")
        for name in names:
            path = self.folder / name
            taken = any(path.iterdir()) if path.is_dir() else os.path.lexists(path)
            if taken and not self._force:
                raise InputError(
                    f"{path} is there already. Give another folder with -o, or --force to write "
                    "over it."
                )

    def write(self, name: str, fill: Callable[[IO[bytes]], object]) -> None:
        """Write a file.

        Parameters
        ----------
        name
            Relative to the folder, with ``/``.
        fill
            Writes its content.

        Raises
        ------
        DiskError
            The disk is full, or may not be written to.
        """
        path = self.folder / name
        temporary = path.with_name(path.name + _TEMPORARY)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    fill(file)
                os.replace(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise DiskError(
                f"{path} cannot be written ({error.strerror or error}). Make room there, or give "
                "another folder with -o."
            ) from error
        self.written.append(name)

    def table(self, stem: str, kind: TableFormat, blocks: Iterable[Block]) -> None:
        """Write a table of at least one block, as CSV or Parquet."""
        writer = _write_csv if kind == "csv" else _write_parquet
        self.write(f"{stem}.{kind}", lambda file: writer(file, iter(blocks)))


def check_format(kind: TableFormat) -> None:
    """Make sure that tables of a kind can be written.

    Raises
    ------
    InputError
        It takes a package that is not installed.
    """
    if kind == "parquet":
        _import_pyarrow()


def file_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return a name of a file for each image, in folders as theirs, that every system can hold.

    Whatever a site says, none leads out of the folder that it is put in.

    Examples
    --------
    >>> file_names(["a/b.jpg", "../b?.jpg", "../b*.jpg", "NUL"])
    ('a/b.jpg', '_/b_.jpg', '_/b_.jpg (2)', '_NUL')
    """
    return unique("/".join(_tidy(part) for part in name.split("/") if part) for name in names)


def _tidy(part: str) -> str:
    tidy = _FORBIDDEN.sub("_", part).rstrip(". ")[:_LONGEST] or "_"
    return f"_{tidy}" if _RESERVED.fullmatch(tidy) else tidy


def _write_csv(file: IO[bytes], blocks: Iterator[Block]) -> None:
    import io

    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text, lineterminator="\n")
    first = next(blocks)
    writer.writerow(first)
    for block in chain([first], blocks):
        writer.writerows(zip(*block.values(), strict=True))
    text.flush()
    text.detach()


def _write_parquet(file: IO[bytes], blocks: Iterator[Block]) -> None:
    pyarrow = _import_pyarrow()
    first = pyarrow.table(dict(next(blocks)))
    with pyarrow.parquet.ParquetWriter(file, first.schema) as writer:
        writer.write_table(first)
        for block in blocks:
            writer.write_table(pyarrow.table(dict(block), schema=first.schema))


def _import_pyarrow() -> Any:
    try:
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(
            "Parquet needs pyarrow: pip install 'pixgen[parquet]', or leave out --format parquet."
        ) from error
    return pyarrow
