"""Reads vectors from a Parquet file: a column of lists, or a column a dimension."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.collection.tables import key_column
from pixgen.errors import InputError
from pixgen.vectors.table import ALLOWED, VectorTable, row_numbers


def read_parquet_vectors(path: Path, *, wanted: str = "") -> VectorTable:
    """Read a Parquet file; its rows are numbered from 1.

    The vectors are the one column of lists of numbers, else all columns of numbers. The names
    stand in a column of texts called ``filename`` or the like, else in the first one of texts.

    Raises
    ------
    InputError
        It is none, has no vectors, or pyarrow is not installed.
    """
    try:
        import pyarrow  # type: ignore[import-untyped]
        import pyarrow.compute  # type: ignore[import-untyped]
        import pyarrow.parquet  # type: ignore[import-untyped]
    except ImportError as error:
        raise InputError(
            f"{path.name} is a Parquet file, which needs pyarrow: pip install 'pixgen[parquet]'."
        ) from error
    try:
        table = pyarrow.parquet.ParquetFile(path).read()
    except (pyarrow.ArrowException, ValueError) as error:
        raise InputError(f"{path.name} cannot be read as a Parquet file: {error}.") from error
    kinds = {field.name: field.type for field in table.schema}
    texts = [name for name, kind in kinds.items() if _is_text(kind, pyarrow)]
    key = key_column(texts, wanted) or (texts[0] if texts else None)
    lists = [name for name, kind in kinds.items() if _is_list(kind, pyarrow)]
    if len(lists) > 1:
        raise InputError(
            f"{path.name} has {len(lists)} columns of lists: {', '.join(lists)}. Keep the one that "
            "holds the vectors."
        )
    numbers = [name for name, kind in kinds.items() if _is_number(kind, pyarrow) and name != key]
    if not lists and not numbers:
        raise InputError(
            f"{path.name} has the columns {', '.join(kinds)}; none of them holds numbers. {ALLOWED}"
        )
    vectors = (
        _stacked(path.name, table.column(lists[0]), pyarrow)
        if lists
        else np.stack([_values(table.column(name)) for name in numbers], axis=1)
    )
    names = None
    if key is not None:
        names = tuple(name or "" for name in table.column(key).to_pylist())
    return VectorTable(
        path.name, vectors, names, f"its column {key!r}", row_numbers(len(vectors)), ()
    )


def _stacked(source: str, column: Any, pyarrow: Any) -> NDArray[Any]:
    """Put a column of lists into one array."""
    lengths = pyarrow.compute.list_value_length(column).to_pylist()
    longest = max((length or 0 for length in lengths), default=0)
    odd = next((i for i, length in enumerate(lengths) if length != longest), None)
    if odd is not None:
        raise InputError(
            f"{source}, row {odd + 1} has a vector of {lengths[odd] or 0:,} numbers where others "
            f"have {longest:,}. All vectors have to be of one length."
        )
    return _values(pyarrow.compute.list_flatten(column)).reshape(len(lengths), longest)


def _values(column: Any) -> NDArray[Any]:
    """Return a column of numbers; what is missing is not a number."""
    return np.asarray(column.to_numpy(), np.float32)


def _is_text(kind: Any, pyarrow: Any) -> bool:
    return bool(pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind))


def _is_number(kind: Any, pyarrow: Any) -> bool:
    return bool(pyarrow.types.is_floating(kind) or pyarrow.types.is_integer(kind))


def _is_list(kind: Any, pyarrow: Any) -> bool:
    types = pyarrow.types
    is_list = types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind)
    return bool(is_list and _is_number(kind.value_type, pyarrow))
