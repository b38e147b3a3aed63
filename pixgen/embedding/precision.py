"""Owns the choice of how exactly a network computes: the fastest precision that is faithful here.

Faithful is what gives nearly the vectors of float32. What is the fastest depends on the processor,
so it is measured once; the outcome is kept for all later builds, as another precision gives other
vectors.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from pixgen.embedding.engines import Engine, Floats, Pictures
from pixgen.embedding.forms import Forms
from pixgen.embedding.ready import ReadyNetwork
from pixgen.errors import ModelError

logger = logging.getLogger(__name__)

PRECISIONS = ("float32", "bfloat16", "int8")
"""From the most exact on."""

FAITHFUL = 0.999
"""Least mean cosine to the vectors of float32, both freed of their mean."""

# A less exact one must be so many times as fast: near equals would change places by chance.
_WORTH = 1.2
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Compiled:
    """A network that is ready to run.

    Attributes
    ----------
    precision
        In which it computes.
    run
        From uint8 B×S×S×3, B at most `BATCH_SIZE`, to float32 B×D.
    """

    precision: str
    run: Engine


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of the precisions of one network on one machine.

    Attributes
    ----------
    fidelity
        Mean centred cosine to float32; None where a precision is not to be had.
    speed
        Images a second, of those that are faithful.
    chosen
        What ``auto`` means; empty where that was not asked.
    """

    fidelity: dict[str, float | None] = field(default_factory=dict)
    speed: dict[str, float] = field(default_factory=dict)
    chosen: str = ""


def known_precision(wanted: str, *, key: str, cache: Path | None = None) -> str | None:
    """Return the precision that a network will have, without loading anything.

    Parameters
    ----------
    wanted, key, cache
        As for `compile_network`.

    Returns
    -------
    str or None
        None for ``auto`` where nothing has been measured yet; `compile_network` does it.

    Raises
    ------
    ModelError
        There is no such precision.
    """
    if wanted in PRECISIONS:
        return wanted
    if wanted != "auto":
        allowed = ", ".join(("auto", *PRECISIONS))
        raise ModelError(f"There is no precision {wanted!r}. Allowed: {allowed}.")
    return _known(ReadyNetwork(key, cache, __name__)).chosen or None


def compile_network(
    build: Callable[[], Any],
    preprocess: Callable[[Any], Any],
    *,
    input_size: int,
    precision: str,
    key: str,
    cache: Path | None = None,
) -> Compiled:
    """Make a Keras model ready to run, or find it so.

    Parameters
    ----------
    build
        Returns the model; called only where no converted form of it is kept.
    preprocess
        From float32 pictures, 0 to 255, to the model's input.
    input_size
        Side of a picture.
    precision
        One of `PRECISIONS`, or ``auto`` for the fastest that is faithful.
    key
        Changes whenever the model or the preprocessing would.
    cache
        Where converted forms are kept; None for the user's folder.

    Raises
    ------
    ModelError
        This precision is not to be had here, or what `build` raises.
    """
    ready = ReadyNetwork(key, cache, __name__)
    forms = Forms(ready, build, preprocess, input_size)
    known = _known(ready)
    if precision == "auto":
        if not known.chosen:
            known = _choose(forms)
            ready.keep_measured(_as_json(known))
        taken = known.chosen or "float32"
    else:
        taken = precision
        if taken != "float32" and taken not in known.fidelity:
            found = _compare(forms, ("float32", taken))[0]
            known = Measured(known.fidelity | found, known.speed, known.chosen)
            ready.keep_measured(_as_json(known))
    _tell(taken, known, key.partition(" ")[0])
    return Compiled(taken, forms.kept_engine(taken))


def _choose(forms: Forms) -> Measured:
    """Find the fastest precision that is faithful; on a GPU, float32."""
    if forms.tensorflow.config.list_physical_devices("GPU"):
        return Measured(chosen="float32")
    fidelity, engines = _compare(forms, PRECISIONS)
    faithful = {p: e for p, e in engines.items() if (fidelity[p] or 0) >= FAITHFUL}
    if len(faithful) < 2:
        return Measured(fidelity, chosen="float32")
    speed = _time(faithful, forms.pictures)
    chosen = "float32"
    for precision in faithful:
        if speed[precision] > _WORTH * speed[chosen]:
            chosen = precision
    logger.info("images/s by precision: %s; %s is taken", speed, chosen)
    return Measured(fidelity, {p: round(s, 1) for p, s in speed.items()}, chosen)


def _compare(
    forms: Forms, precisions: Iterable[str]
) -> tuple[dict[str, float | None], dict[str, Engine]]:
    """Compare precisions, the first of which is float32, on drawn pictures."""
    fidelity: dict[str, float | None] = {}
    engines: dict[str, Engine] = {}
    exact: Floats | None = None
    for precision in precisions:
        try:
            engine = forms.engine(precision)
            vectors = engine(forms.pictures)
        except Exception as error:  # tf.lite's converter and grappler each raise their own
            if precision == "float32":
                raise
            logger.info("%s is not to be had: %s", precision, error)
            fidelity[precision] = None
            continue
        if exact is None:
            exact = vectors
        elif np.array_equal(vectors, exact):
            # TensorFlow computes in float32 what this processor cannot.
            fidelity[precision] = None
            continue
        fidelity[precision] = centred_cosine(exact, vectors)
        engines[precision] = engine
    return fidelity, engines


def centred_cosine(exact: Floats, other: Floats) -> float:
    """Return the mean cosine of rows with their like, both freed of the mean of `exact`.

    Examples
    --------
    >>> rows = np.array([[1, 9], [2, 9], [3, 8]], np.float32)
    >>> round(centred_cosine(rows, rows), 6)
    1.0
    >>> centred_cosine(rows, rows[::-1]) < 0
    True
    """
    mean = exact.mean(0)
    a, b = exact - mean, other - mean
    lengths = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return float(((a * b).sum(1) / np.maximum(lengths, 1e-12)).mean())


def _time(engines: dict[str, Engine], pictures: Pictures) -> dict[str, float]:
    """Time a batch of each in turns, so that what else the machine does weighs on all alike."""
    best = dict.fromkeys(engines, float("inf"))
    for _ in range(_ROUNDS):
        for precision, engine in engines.items():
            begun = perf_counter()
            engine(pictures)
            best[precision] = min(best[precision], perf_counter() - begun)
    return {precision: len(pictures) / seconds for precision, seconds in best.items()}


def _tell(precision: str, known: Measured, name: str) -> None:
    fidelity = known.fidelity.get(precision, 1.0)
    if fidelity is None:
        raise ModelError(
            f"{name} cannot be run in {precision} on this machine. Leave --precision at auto, or "
            "give float32."
        )
    if fidelity < FAITHFUL:
        logger.warning(
            "%s in %s differs from float32 by more than --precision auto would allow (mean cosine "
            "%.4f, %s at least).",
            *(name, precision, fidelity, FAITHFUL),
        )


def _known(ready: ReadyNetwork) -> Measured:
    return Measured(**(ready.measured() or {}))


def _as_json(measured: Measured) -> dict[str, object]:
    return {
        "fidelity": measured.fidelity,
        "speed": measured.speed,
        "chosen": measured.chosen,
    }
