"""Owns the table of near-duplicates that goes into the site."""

import csv
import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pixgen.duplicates.find import Duplicates

NAME = "duplicates.csv"
_HEAD = ("group", "name", "similarity", "width", "height")
# What makes spreadsheets take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def duplicates_table(duplicates: Duplicates, names: Sequence[str], sizes: NDArray[np.int32]) -> str:
    """Return the groups as CSV, each with its best copy first.

    Parameters
    ----------
    duplicates
        The groups.
    names
        Of all N images: paths.
    sizes
        int32, N×2, width and height.
    """
    text = io.StringIO()
    # Excel takes a file for UTF-8 only with this mark.
    text.write("\ufeff")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(_HEAD)
    numbers = np.repeat(
        np.arange(len(duplicates.starts)), list(map(len, duplicates.groups()))
    ).tolist()
    rows = zip(numbers, duplicates.members.tolist(), duplicates.similarity.tolist(), strict=True)
    for number, index, similarity in rows:
        width, height = sizes[index].tolist()
        writer.writerow([number + 1, safe_path(names[index]), round(similarity, 3), width, height])
    return text.getvalue()


def safe_path(path: str) -> str:
    """Return another way to write a relative path that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe_path("=1+1.jpg"), safe_path("a/=1.jpg")
    ('./=1+1.jpg', 'a/=1.jpg')
    """
    return f"./{path}" if path.startswith(_FORMULA) else path
