"""Work ahead in a thread keeps its order and its bound, and an error comes out where it belongs."""

import threading

import pytest

from pixgen.embedding.ahead import Ahead


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
