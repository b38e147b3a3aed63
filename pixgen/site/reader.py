"""Owns the reading of a finished site from its own files, wherever the folder has been put."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.errors import InputError
from pixgen.site import parse


class Site:
    """A finished site, each part of which is read when it is asked for.

    Parameters
    ----------
    folder
        The site.

    Attributes
    ----------
    manifest
        As docs/FORMAT.md tells it.

    Raises
    ------
    InputError
        There is no site, or one of another version of pixgen. So do all methods, where a file is
        missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pages: dict[int, list[Sequence[Any]]] = {}
        if not (folder / "data" / "manifest.js").is_file():
            raise InputError(
                f"{folder} holds no site (data/manifest.js is missing). Build one first: "
                f"pixgen build IMAGES -o {folder}"
            )
        self.manifest = self._json("data/manifest", "pixgen-site")

    @property
    def build(self) -> str:
        """The build's id."""
        return str(self.manifest["build"])

    @property
    def count(self) -> int:
        """How many images there are."""
        return int(self.manifest["count"])

    @property
    def models(self) -> tuple[str, ...]:
        """Names of the models, the first of which opens the site."""
        return tuple(model["name"] for model in self.manifest["models"])

    def model(self, name: str = "") -> "SiteModel":
        """Return what one model gave; the first one's without a name.

        Raises
        ------
        InputError
            There is no model of this name.
        """
        if name and name not in self.models:
            raise InputError(
                f"{self.folder} has no model {name!r}; it has {', '.join(self.models)}."
            )
        index = self.models.index(name) if name else 0
        return SiteModel(self, self.manifest["models"][index], is_first=index == 0)

    def names(self) -> list[str]:
        """Return the names of all images in id order."""
        return [str(row[0]) for row in self.rows()]

    def row(self, id_: int) -> Sequence[Any]:
        """Return the row of one image; see `rows`."""
        page = int(self.manifest["records"]["page"])
        number = id_ // page
        if number not in self._pages:
            self._pages[number] = self._json(f"data/records/{number}", "pixgen-records")["rows"]
        row: Sequence[Any] = self._pages[number][id_ % page]
        return row

    def rows(self) -> Iterator[Sequence[Any]]:
        """Give the row of every image in id order: name, image, width, height, title, values."""
        for page in range(-(-self.count // self.manifest["records"]["page"])):
            yield from self._json(f"data/records/{page}", "pixgen-records")["rows"]

    def positions(self) -> NDArray[np.float64]:
        """Return the places of the opening layout, float64 N×2 in [0, 1], y downwards."""
        stride, page = (int(self.manifest["points"][name]) for name in ("stride", "page"))
        found = np.empty((self.count, 2))
        slices = 1 if stride == 1 else 1 + -(-(self.count - 1) // page)
        for number in range(slices):
            key = f"data/points-{number}" if number else "data/points"
            first, _, planes = self.planes(key, b"PXPT")
            ids = np.arange(0, self.count, stride)
            if number:
                ids = np.arange(first, min(first + page, self.count))
                ids = ids[ids % stride > 0]
            self._check_length(key, planes.shape[1], len(ids))
            found[ids] = parse.positions_of(planes[:4])
        return found

    def planes(self, key: str, magic: bytes) -> tuple[int, int, parse.Planes]:
        """Read a binary file; see `pixgen.site.parse.parse_planes`."""
        try:
            return parse.parse_planes(self._payload(key), magic)
        except parse.FormatError as error:
            raise self._broken(key, error) from error

    def _json(self, key: str, kind: str) -> dict[str, Any]:
        try:
            return parse.parse_json(self._payload(key), kind)
        except parse.FormatError as error:
            raise self._broken(key, error) from error

    def _payload(self, key: str) -> bytes:
        path = self.folder / f"{key}.js"
        try:
            return parse.payload_of(path.read_bytes())
        except OSError as error:
            raise InputError(
                f"{path} cannot be read ({error.strerror}), so {self.folder} is no whole site. "
                "Build it again, or copy it anew."
            ) from error

    def _broken(self, key: str, error: parse.FormatError) -> InputError:
        return InputError(
            f"{self.folder / key}.js cannot be used: {error}. Build the site again with this "
            "pixgen, or copy it anew."
        )

    def _check_length(self, key: str, found: int, wanted: int) -> None:
        if found != wanted:
            raise self._broken(
                key, parse.FormatError(f"it tells of {found:,} images and not of {wanted:,}")
            )


class SiteModel:
    """What one model of a site gave."""

    def __init__(self, site: Site, entry: dict[str, Any], *, is_first: bool) -> None:
        self._site = site
        self.entry = entry
        self._is_first = is_first
        self._folder = str(entry["folder"])

    @property
    def name(self) -> str:
        """As visitors choose it."""
        return str(self.entry["name"])

    @property
    def layouts(self) -> dict[str, float]:
        """Names of the layouts, and width / height of each one's box."""
        return {layout["name"]: float(layout["aspect"]) for layout in self.entry["layouts"]}

    @property
    def labels(self) -> list[str]:
        """Names of the hotspots."""
        return [str(hotspot["label"]) for hotspot in self.entry["hotspots"]]

    @property
    def representatives(self) -> list[int]:
        """The image that stands for each hotspot, by id."""
        return [int(hotspot["representative"]) for hotspot in self.entry["hotspots"]]

    def neighbors(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Give ids and similarities, n×K, of the images most like each, some ids at a time."""
        count, page = (int(self.entry["neighbors"][name]) for name in ("count", "page"))
        for number in range(-(-self._site.count // page)):
            key = f"{self._folder}/neighbors/{number}"
            first, parameter, planes = self._site.planes(key, b"PXNB")
            rows = min(page, self._site.count - number * page)
            self._site._check_length(key, planes.shape[1], rows * count)
            yield parse.lists_of(first, parameter, planes)

    def positions(self, layout: str) -> NDArray[np.float64]:
        """Return the places of a layout, float64 N×2 in [0, 1], y downwards."""
        if self._is_first and layout == next(iter(self.layouts)):
            return self._site.positions()
        key = f"{self._folder}/layout-{layout}"
        _, _, planes = self._site.planes(key, b"PXLY")
        self._site._check_length(key, planes.shape[1], self._site.count)
        return parse.positions_of(planes)

    def groups(self) -> NDArray[np.int64]:
        """Return the hotspot of every image, -1 for none."""
        key = f"{self._folder}/groups"
        _, _, planes = self._site.planes(key, b"PXGR")
        self._site._check_length(key, planes.shape[1], self._site.count)
        return parse.groups_of(planes)
