"""Work ahead in a thread keeps its order and its bound, and an error comes out where it belongs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from pixgen.cache.work import Work
from pixgen.collection.records import Record
from pixgen.embedding.ahead import Ahead
from pixgen.embedding.descriptor import Descriptor
from pixgen.embedding.registry import find_model
from pixgen.imaging.derive import DeriveSpec, Square
from pixgen.imaging.worker import Limits
from pixgen.ingest import ingest


def test_results_come_in_the_order_of_their_items() -> None:
    with Ahead(lambda number: number * number) as ahead:
        found = [result for number in range(50) for result in ahead.put(number)]
        found += ahead.rest()
    assert found == [number * number for number in range(50)]


def test_the_next_item_is_taken_while_one_is_worked_on() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(name: str) -> str:
        begun.set()
        assert go_on.wait(60)
        return name

    with Ahead(work) as ahead:
        assert ahead.put("first") == []
        assert begun.wait(60)
        # Nothing has been finished, and yet this returns.
        assert ahead.put("second") == []
        go_on.set()
        assert ahead.rest() == ["first", "second"]


def test_no_more_than_two_items_are_under_way() -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def work(number: int) -> int:
        return number

    with Ahead(work) as ahead:
        for number in range(200):
            with lock:
                under_way += 1
            under_way -= len(ahead.put(number))
            most = max(most, under_way)
        assert most <= 2
        assert len(ahead.rest()) == under_way


def test_an_error_is_raised_where_its_result_would_come() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    taken: list[int] = []
    with Ahead(work) as ahead, pytest.raises(ValueError, match="three"):
        for number in range(10):
            taken += ahead.put(number)
        taken += ahead.rest()
    assert taken == sorted(set(taken))
    assert set(taken) <= {0, 1, 2}


def test_what_has_not_begun_is_dropped_when_the_work_is_cut_short() -> None:
    begun, go_on = threading.Event(), threading.Event()
    seen: list[str] = []

    def work(name: str) -> None:
        seen.append(name)
        begun.set()
        assert go_on.wait(60)

    def cut_short() -> None:
        with Ahead(work) as ahead:
            ahead.put("first")
            assert begun.wait(60)
            ahead.put("second")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_short()
    go_on.set()
    for thread in threading.enumerate():
        if thread.name.startswith("ahead"):
            thread.join(60)
    assert seen == ["first"]


class Watched:
    """Counts the images that have been read, and tells when there are enough of them."""

    def __init__(self, enough: int) -> None:
        self.read, self.enough, self.reached = 0, enough, threading.Event()

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[Callable[[int], None]]:
        def advance(count: int) -> None:
            if title == "Reading images":
                self.read += count
                if self.read >= self.enough:
                    self.reached.set()

        yield advance


def test_images_are_read_while_the_network_looks_at_a_batch(draw: Callable[..., Path]) -> None:
    paths = [draw(f"in/{number:02}.png", (40 + number, 32)) for number in range(40)]
    watched = Watched(40)

    class Slow(Descriptor):
        """Looks at its first batch until all images have been read."""

        def __call__(self, pictures: np.ndarray) -> np.ndarray:
            assert watched.reached.wait(60)
            return super().__call__(pictures)

    embedder = Slow(find_model("descriptor"))
    work = Work.of(paths[0].parent.parent / "site")
    work.folder.mkdir(parents=True)
    pictures = ingest(
        [Record(path, path.name, {}) for path in paths],
        [embedder],
        DeriveSpec(inputs=(Square(embedder.input_size),)),
        workers=1,
        limits=Limits(),
        work=work,
        progress=watched,
    )
    assert len(pictures.vectors[0].get()) == 40
