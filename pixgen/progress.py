"""Owns what a person sees while a build runs: bars with a rate and the time that is left."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from types import TracebackType
from typing import Protocol, Self

Advance = Callable[[int], None]


class Progress(Protocol):
    """Shows how far each stage of a build has come."""

    def stage(self, title: str, total: int | None) -> AbstractContextManager[Advance]:
        """Open a stage; the value is called with the number of units done since the last call.

        Parameters
        ----------
        title
            What is being done, such as ``Reading images``.
        total
            How many units there are; None where it cannot be known.
        """
        ...


class SilentProgress:
    """Shows nothing."""

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[Advance]:
        """Open a stage that nobody sees."""
        yield lambda count: None


class BarProgress:
    """Draws one bar a stage on standard error, from ``with`` to its end."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
        from rich.progress import Progress as RichProgress

        self._bars = RichProgress(
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]:>9}"),
            TextColumn("{task.fields[left]:>12}"),
            console=Console(stderr=True),
        )
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        self._exits.enter_context(self._bars)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._exits.close()

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[Advance]:
        """Open a stage with a bar of its own, which stays; none where there is nothing to do."""
        if total == 0:
            yield lambda count: None
            return
        task_id = self._bars.add_task(title, total=total, rate="", left="")
        task = next(task for task in self._bars.tasks if task.id == task_id)

        def advance(count: int) -> None:
            self._bars.update(task_id, advance=count)
            left = "" if task.time_remaining is None else f"{_clock(task.time_remaining)} left"
            self._bars.update(task_id, rate=_rate(task.speed), left=left)

        yield advance
        elapsed = task.elapsed or 0.0
        done = task.completed or task.total or 1
        rate = _rate(task.completed / elapsed if elapsed else None)
        # Nothing was done, as an earlier build did it.
        left = f"in {_clock(elapsed)}" if task.completed else "kept"
        self._bars.update(task_id, total=done, completed=done, rate=rate, left=left)
        self._bars.stop_task(task_id)


def _rate(speed: float | None) -> str:
    if not speed:
        return ""
    return f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s"


def _clock(seconds: float) -> str:
    """Format a duration.

    Examples
    --------
    >>> _clock(75), _clock(4.2), _clock(3700)
    ('1:15', '4.2 s', '1:01:40')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minutes:02}:{rest:02}"
    return f"{minutes}:{rest:02}" if minutes else f"{rest} s"
