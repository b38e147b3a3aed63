"""Owns the way from a Keras model to the forms that engines run, each converted once and kept."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from pixgen.embedding.drawn import draw_pictures
from pixgen.embedding.engines import (
    BATCH_SIZE,
    Engine,
    Pictures,
    run_graph,
    run_lite,
    to_graph,
    to_lite,
)
from pixgen.embedding.quiet import import_tensorflow
from pixgen.embedding.ready import ReadyNetwork


class Forms:
    """The converted forms of a network and the engines that run them, each made when asked for.

    Parameters
    ----------
    ready
        What is kept of the network.
    build, preprocess, input_size
        As for `pixgen.embedding.precision.compile_network`.
    """

    def __init__(
        self,
        ready: ReadyNetwork,
        build: Callable[[], Any],
        preprocess: Callable[[Any], Any],
        input_size: int,
    ) -> None:
        self.tensorflow = import_tensorflow()
        self._ready = ready
        self._build = build
        self._preprocess = preprocess
        self._input_size = input_size
        self._new: dict[str, bytes] = {}
        self._engines: dict[str, Engine] = {}

    @cached_property
    def pictures(self) -> Pictures:
        """A batch of drawn pictures."""
        return draw_pictures(BATCH_SIZE, self._input_size)

    @cached_property
    def _network(self) -> Any:
        return self._build()

    def engine(self, precision: str) -> Engine:
        """Return what runs the network in a precision."""
        if precision not in self._engines:
            content = self._content("lite" if precision == "int8" else "graph")
            if precision == "int8":
                self._engines[precision] = run_lite(self.tensorflow, content)
            else:
                wanted = precision == "bfloat16"
                self._engines[precision] = run_graph(self.tensorflow, content, bfloat16=wanted)
        return self._engines[precision]

    def kept_engine(self, precision: str) -> Engine:
        """Return an engine whose form is kept for the next time."""
        engine = self.engine(precision)
        kind = "lite" if precision == "int8" else "graph"
        # Damaged weights are told of when they are used, and are not to be found here again.
        if kind in self._new and np.isfinite(engine(self.pictures)).all():
            self._ready.keep_form(kind, self._new[kind])
        return engine

    def _content(self, kind: str) -> bytes | memoryview:
        if kind in self._new:
            return self._new[kind]
        kept = self._ready.form(kind)
        if kept is not None:
            return kept
        convert = to_lite if kind == "lite" else to_graph
        content = convert(self.tensorflow, self._network, self._preprocess, self._input_size)
        self._new[kind] = content
        return content
