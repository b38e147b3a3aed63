"""Owns the thread in which networks look at one batch while the next is being read."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic, Self, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_MOST = 2


class Ahead(Generic[T, R]):
    """Calls a function in a thread, on one item after the other, and gives the results in order.

    At most `_MOST` items are under way: one is worked on, and one waits so that the next can begin
    at once. So neither side waits for the other as long as it has something to do, and memory is
    bounded. Used with ``with``; at its end what has not begun is dropped.

    Parameters
    ----------
    function
        Called in the thread.
    """

    def __init__(self, function: Callable[[T], R]) -> None:
        self._function = function
        self._under_way: deque[Future[R]] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: Any) -> None:
        # An interrupted program does not wait for a result that nobody takes.
        self._thread.shutdown(wait=False, cancel_futures=True)

    def put(self, item: T) -> list[R]:
        """Hand on an item, and return the results that are there, in the order of their items.

        Waits while too many are under way.

        Raises
        ------
        Exception
            What the function raised for the first item that is not given back.
        """
        self._under_way.append(self._thread.submit(self._function, item))
        return self._take(_MOST)

    def rest(self) -> list[R]:
        """Wait for all results that are not given back."""
        return self._take(0)

    def _take(self, most: int) -> list[R]:
        taken = []
        while self._under_way and (len(self._under_way) > most or self._under_way[0].done()):
            taken.append(self._under_way.popleft().result())
        return taken
