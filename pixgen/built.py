"""Owns the record of what a site was made of, which ``export`` and ``query`` need of a build."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pixgen.cache.sealed import make_folder, read_sealed_json, write_sealed_json
from pixgen.cache.shards import ShardStore
from pixgen.cache.work import Work, hold
from pixgen.disk import telling_of_disks
from pixgen.embedding.choice import Choice, is_own
from pixgen.embedding.extract import Embedder
from pixgen.errors import CacheError, InputError
from pixgen.imaging.derive import DeriveSpec, Square
from pixgen.imaging.worker import Limits
from pixgen.pictures import Pictures
from pixgen.reading import limits_of, spec_of, square_of, workers_of
from pixgen.results import Results
from pixgen.settings import Settings
from pixgen.vectors.files import content_of, read_vectors
from pixgen.vectors.join import OwnVectors
from pixgen.vectors.table import as_floats

_VERSION = 1


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """How the vectors of one model came to be, and where they are.

    Attributes
    ----------
    name
        As visitors choose it.
    dimensions
        Length of a vector.
    choice
        What was asked for; None for vectors of the user's own.
    metric
        How they are compared.
    key
        `pixgen.embedding.extract.Embedder.key`, or the digest of the user's file.
    store
        The key of their store in the work folder; empty for the user's own.
    square
        What the network looks at: side and crop; None for the user's own.
    file
        The user's file.
    rows
        The row of each image in it, in id order.
    """

    name: str
    dimensions: int
    choice: Mapping[str, Any] | None
    key: str
    metric: str = "angular"
    store: str = ""
    square: Square | None = None
    file: str = ""
    rows: Sequence[int] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Built:
    """What a site was made of.

    Attributes
    ----------
    names
        The images in id order.
    keys
        The hash of each one's content, under which its vectors are kept.
    models
        In the site's order.
    spec
        How images were read.
    limits
        What reading one might take.
    workers
        Processes that read them.
    """

    names: Sequence[str]
    keys: Sequence[str]
    models: Sequence[BuiltModel]
    spec: DeriveSpec
    limits: Limits
    workers: int

    def model(self, name: str = "") -> BuiltModel:
        """Return a model; the first one without a name.

        Raises
        ------
        InputError
            There is none of this name.
        """
        names = [model.name for model in self.models]
        if name and name not in names:
            raise InputError(f"The site has no model {name!r}; it has {', '.join(names)}.")
        return self.models[names.index(name) if name else 0]


def describe_build(
    pictures: Pictures,
    results: Results,
    chosen: Sequence[Choice],
    embedders: Sequence[Embedder],
    own: OwnVectors | None,
    settings: Settings,
) -> Built:
    """Return the record of a build.

    Parameters
    ----------
    pictures
        Its images.
    results
        What it computed; the user's own vectors come first among the models.
    chosen, embedders
        The networks.
    own
        Vectors of the user's own.
    settings
        Of this build.
    """
    order = results.order.tolist()
    names = [pictures.records[index].name for index in order]
    models = []
    if own is not None:
        rows = [own.rows[name] for name in names]
        file = str(own.path.absolute())
        models.append(
            BuiltModel(
                *(own.name, own.dimensions, None, own.content, settings.metric),
                file=file,
                rows=rows,
            )
        )
    made = results.models[len(models) :]
    for model, choice, embedder, store in zip(
        made, chosen, embedders, pictures.vectors_keys, strict=True
    ):
        models.append(
            BuiltModel(
                model.name,
                model.dimensions,
                asdict(_settled(choice, embedder)),
                embedder.key,
                settings.metric,
                store=store,
                square=square_of(embedder),
            )
        )
    return Built(
        names,
        [pictures.keys[index] for index in order],
        models,
        spec_of(settings, ()),
        limits_of(settings),
        workers_of(settings),
    )


def _settled(choice: Choice, embedder: Embedder) -> Choice:
    """Return a choice that means the same later, in another folder or after another trial."""
    return replace(
        choice,
        model=str(Path(choice.model).absolute()) if is_own(choice.model) else choice.model,
        weights=str(Path(choice.weights).absolute()) if choice.weights else "",
        precision=getattr(embedder, "precision", choice.precision),
        labels=False,
    )


def keep_built(work: Work, build: str, built: Built) -> None:
    """Keep the record of a build that is about to become the site.

    Records of other builds stay until `sweep_built`, so that whichever site stands has its own.
    """
    make_folder(work.built)
    write_sealed_json(work.built / build, {"version": _VERSION, **asdict(built)})


def sweep_built(work: Work, build: str) -> None:
    """Remove the records of sites that do not stand any more."""
    for path in work.built.glob("*"):
        if path.name != build:
            path.unlink()


def newest_build(work: Work) -> str:
    """Return the build of the newest record; empty where there is none."""
    found = sorted(work.built.glob("*"), key=lambda path: path.stat().st_mtime_ns)
    return found[-1].name if found else ""


def read_built(work: Work, site: Path, build: str) -> Built:
    """Return the record of a site.

    Raises
    ------
    InputError
        Nothing is kept for this site, or for another build of it.
    """
    kept = read_sealed_json(work.built / build)
    if kept is None or kept.pop("version") != _VERSION:
        raise InputError(
            f"What {site} was made of is not known here: {work.folder} keeps nothing of this "
            "build. Its vectors are kept beside a site where it is built, until pixgen clean. "
            f"Build it here again, with pixgen build … -o {site}, or do this where it was built."
        )
    models = [
        BuiltModel(**{**model, "square": Square(**model["square"]) if model["square"] else None})
        for model in kept["models"]
    ]
    spec = {**kept["spec"], "inputs": (), "background": tuple(kept["spec"]["background"])}
    return Built(
        kept["names"],
        kept["keys"],
        models,
        DeriveSpec(**spec),
        Limits(**kept["limits"]),
        kept["workers"],
    )


@contextmanager
def at_rest(site: Path) -> Iterator[Work]:
    """Look at what is kept for a site while no build changes it.

    Raises
    ------
    BusyError
        A build does.
    InputError
        Nothing is kept.
    """
    work = Work.of(site)
    if not work.built.is_dir():
        raise InputError(
            f"What {site} was made of is not known here: there is no {work.built}. Its vectors are "
            "kept beside a site where it is built, until pixgen clean. Build it here again, with "
            f"pixgen build … -o {site}, or do this where it was built."
        )
    with telling_of_disks(site, work.folder), hold(work, site):
        yield work


def vectors_of(work: Work, built: Built, model: BuiltModel) -> NDArray[np.float32]:
    """Return the vectors of a site's images, float32 N×D in id order.

    Raises
    ------
    InputError
        They are not to be had any more.
    """
    if model.choice is None:
        return _own_vectors(model)
    folder = work.folder / "vectors" / model.store
    lost = (
        f"The vectors of {model.name} are not whole in {folder}. Build the site again, which "
        "makes what is missing anew."
    )
    if not folder.is_dir():
        raise InputError(lost)
    try:
        return np.asarray(ShardStore(folder).table(built.keys, "vectors"))
    except (KeyError, CacheError) as error:
        raise InputError(lost) from error


def _own_vectors(model: BuiltModel) -> NDArray[np.float32]:
    path = Path(model.file)
    if not path.is_file() or content_of(path) != model.key:
        gone = "has changed since" if path.is_file() else "is not there any more"
        raise InputError(
            f"The site was built with the vectors of {path}, which {gone}. Put it back, or build "
            "the site again."
        )
    table = read_vectors(path, codes=model.metric == "hamming")
    return as_floats(table.vectors[list(model.rows)])
