"""Owns every option of a build: its type, default, bounds and help."""

from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from pixgen.collection.records import ColumnKind
from pixgen.embedding.preprocess import MODES
from pixgen.neighbors.names import METRICS
from pixgen.setting_checks import TIER_SIZES

CONFIG_NAME = "pixgen.toml"


def _option(
    default: object,
    help: str,
    *,
    low: float | None = None,
    high: float | None = None,
    pattern: str | None = None,
    choices: tuple[str, ...] = (),
) -> Any:
    metadata = {"help": help, "low": low, "high": high, "pattern": pattern, "choices": choices}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that a build can be told; each field is a flag and a key of ``pixgen.toml``."""

    images: tuple[str, ...] = _option(
        (), "Folders (searched recursively), globs or files with the images."
    )
    out: Path = _option(Path("site"), "The folder to put the site in.")
    metadata: tuple[str, ...] = _option(
        (),
        "A table with a row for each image (CSV, TSV, .xlsx, JSON, JSON Lines, Parquet), a folder "
        "of such files or a glob. Several are joined.",
    )
    encoding: str = _option("", "The encoding of text tables, such as cp1250; found if empty.")
    sheet: str = _option("", "The sheet of .xlsx tables; the first if empty.")
    column: tuple[tuple[str, str], ...] = _option(
        (),
        "Which column plays a role, as in title=Titel or filename=Signatur. Roles are filename, "
        "title, description, permalink, tags, category, label, year, lat, lng, x, y.",
    )
    type: tuple[tuple[str, ColumnKind], ...] = _option(
        (),
        "What a column is, where it was taken for something else, as in Nr=text: category, tags, "
        "number, date, text, link or coordinate.",
    )
    exif: bool = _option(
        False,
        "Take date, camera, place, caption, keywords and rights from the image files, where the "
        "table has none.",
    )
    title: str = _option("", "The title of the site; the name of the first images folder if empty.")
    description: str = _option("", "One or two sentences about the collection.")
    lang: str = _option(
        "en",
        "The language of the collection's texts, such as en or de-CH.",
        pattern=r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
    )
    model: tuple[str, ...] = _option(
        ("auto",),
        "The network that looks at the images: one that pixgen models lists, a file of your own "
        "(.keras, .h5, .tflite, .onnx, SavedModel), or auto: inception_v3 if its weights are here "
        "or can be fetched, else builtin. Given several times, visitors switch between them, and "
        "the first opens the site.",
    )
    weights: tuple[str, ...] = _option(
        (),
        "A Keras weights file for the network, for machines without a network connection. With "
        "several models NAME=FILE.",
    )
    layer: tuple[str, ...] = _option(
        (), "The layer of the network to take, such as mixed7; averaged over places."
    )
    layers: tuple[str, ...] = _option(
        (), "Several layers, as in mixed5,avg_pool, each scaled to the same length."
    )
    crop: tuple[str, ...] = _option(
        (),
        "How an image becomes the square that the network sees: squash changes its shape, center "
        "cuts off what is longer, pad fills up with the background.  [default: squash]",
    )
    input_size: tuple[str, ...] = _option(
        (), "Side of that square in pixels, where the network takes others than its own."
    )
    preprocess: tuple[str, ...] = _option(
        (), f"What becomes of pixels for a file of your own: {', '.join(MODES)}."
    )
    labels: int = _option(
        0,
        "Add so many of the network's class labels, with its confidence, as metadata. They are "
        "names of things in photographs of 2012, and mislead on old pictures.",
        low=0,
        high=20,
    )
    label_names: Path | None = _option(
        None, "A file with the names of the classes, one a line, or JSON as Keras's."
    )
    precision: str = _option(
        "auto",
        "How exactly networks of Keras compute: float32, bfloat16, int8, or auto for the fastest "
        "that gives nearly the vectors of float32, which is measured once on each machine.",
        choices=("auto", "float32", "bfloat16", "int8"),
    )
    vectors: Path | None = _option(
        None,
        "Vectors of your own instead of a network's, or beside those of --model: .npy, .npz, .csv "
        "or .parquet, a row an image, joined by file name or else by the order of names.",
    )
    y_axis: str = _option(
        "up",
        "Which way y grows in positions of your own: up, as in plots, or down, as in pictures.",
        choices=("up", "down"),
    )
    neighbors: int = _option(30, "How many similar images to list for each.", low=1, high=1000)
    metric: str = _option(
        "angular",
        "What makes two images similar: angular (the angle of their vectors), euclidean, "
        "manhattan, dot (dot product), or hamming (for codes of 0 and 1).",
        choices=METRICS,
    )
    trees: int = _option(
        25, "Trees of Annoy, where it searches large collections.", low=1, high=1000
    )
    exact: bool = _option(
        False, "Compare every pair of images in full: slower, and finds at most a little more."
    )
    least: int = _option(
        12, "How many least similar images to list for each; 0 for none.", low=0, high=1000
    )
    within: tuple[str, ...] = _option(
        (),
        "A category or tags column among whose values visitors can look for similar images; may "
        "be repeated.",
    )
    duplicate_threshold: float = _option(
        0.9,
        "How alike copies of one picture are at least, resized, recompressed, mirrored, cropped a "
        "little or recoloured; 0 looks for none.",
        low=0,
        high=1,
    )
    umap_neighbors: int = _option(
        15, "How many neighbours UMAP balances: fewer shows finer structure.", low=2, high=200
    )
    min_dist: float = _option(0.1, "How tightly UMAP packs similar images.", low=0, high=0.99)
    hotspots: int = _option(24, "At most so many hotspots; 0 for none.", low=0, high=1000)
    min_cluster_size: int = _option(
        0,
        "Fewest images that make a hotspot; 0 chooses by the collection's size.",
        low=0,
        high=1_000_000,
    )
    display_size: int = _option(
        1600, "Longest side of the images in the detail view, in pixels.", low=64, high=16384
    )
    display_quality: int = _option(
        85, "JPEG quality of the images in the detail view.", low=1, high=100
    )
    tiers: tuple[int, ...] = _option(
        TIER_SIZES,
        "Sizes of the small pictures that the map is drawn from, in pixels. A site of 8,32 is "
        "much smaller, and softer until the image itself is shown.",
    )
    background: str = _option(
        "#101114",
        "Background of the page, and of transparent images.",
        pattern=r"#[0-9a-fA-F]{6}",
    )
    max_megapixels: int = _option(
        500,
        "Images with more pixels, in millions, are reduced while they are read, where their format "
        "allows it (JPEG, JPEG 2000, TIFF with smaller copies), else skipped.",
        low=1,
        high=100_000,
    )
    truncated: str = _option(
        "keep",
        "What to do with images that are damaged or end too early: keep what there is of them, or "
        "skip them.",
        choices=("keep", "skip"),
    )
    image_seconds: int = _option(
        60, "Images that take longer to read are skipped, in seconds.", low=1, high=86_400
    )
    image_memory: int = _option(
        0,
        "Images that take more memory to read are skipped, in megabytes; 0 for 10 a megapixel of "
        "--max-megapixels, and at least 1,000.",
        low=0,
        high=10_000_000,
    )
    workers: int = _option(
        0, "Processes that read images; 0 for one a processor core.", low=0, high=1024
    )
    seed: int = _option(24, "The seed of every random choice.", low=0, high=2**31 - 1)
    strict: bool = _option(
        False,
        "Fail, and leave the old site, if any image was skipped or degraded, or anything in the "
        "metadata does not fit.",
    )
    no_cache: bool = _option(
        False, "Compute everything anew; what was kept of earlier builds is removed first."
    )
    force: bool = _option(False, "Put the site into a folder that holds files pixgen did not make.")

    def __post_init__(self) -> None:
        if not self.title:
            first = Path(self.images[0]).resolve() if self.images else Path()
            object.__setattr__(self, "title", first.stem.strip("*?[]") or "Images")


def options() -> tuple[Field[Any], ...]:
    """Return the fields of `Settings`: name, type, default, and metadata with help and bounds."""
    return fields(Settings)


def flag_name(name: str) -> str:
    """Return the flag of a setting.

    Examples
    --------
    >>> flag_name("min_dist")
    '--min-dist'
    """
    return "--" + name.replace("_", "-")


def default_of(option: Field[Any]) -> object:
    """Return the default of a setting as one would write it; None where it has none."""
    if option.default in (MISSING, ()):
        return None
    if isinstance(option.default, tuple):
        return ",".join(map(str, option.default))
    return option.default
