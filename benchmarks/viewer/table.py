"""Owns the table: every quantity of every site, beside the same drawn PixPlot's way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Results = Mapping[str, Any]
"""What was measured of one site: figures by "http", "file" and "reference"."""


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _megabytes(value: float) -> str:
    return f"{value / 1e6:,.2f} MB" if value < 9.95e6 else f"{value / 1e6:,.0f} MB"


def _time(value: float) -> str:
    return f"{value:,.1f} ms" if value < 9.95 else f"{value:,.0f} ms"


def _block(value: float) -> str:
    # Browsers tell only of tasks that are longer.
    return "under 50 ms" if value == 0 else _time(value)


def _micro(value: float) -> str:
    return f"{value:,.1f} µs" if value < 9950 else f"{value / 1000:,.0f} ms"


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it tells, the keys whose values it shows, and of which way of opening."""

    title: str
    keys: tuple[str, ...]
    form: Callable[[float], str]
    own: str = "http"
    compared: bool = True


ROWS = (
    Row("requests before the first picture", ("requests_first",), _number),
    Row("bytes before the first picture", ("bytes_first",), _megabytes),
    Row("bytes until the opening view rests", ("bytes_rest",), _megabytes),
    Row("time to the first picture", ("first_ms",), _time),
    Row("… from file://", ("first_ms",), _time, "file", False),
    Row("time to the first textured picture", ("textured_ms",), _time),
    Row("… from file://", ("textured_ms",), _time, "file", False),
    Row("frame in fit view, p50 / p95", ("fit_ms_p50", "fit_ms_p95"), _time),
    Row("frame while flying, p50 / p95", ("fly_ms_p50", "fly_ms_p95"), _time),
    Row("frame near, p50 / p95", ("near_ms_p50", "near_ms_p95"), _time),
    Row("frames drawn in 2 s at rest", ("frames_at_rest",), _number),
    Row("draw calls: fit / flying / near", ("calls_fit", "calls_fly", "calls_near"), _number),
    Row("texture bytes, opened", ("texture_bytes",), _megabytes),
    Row("texture bytes after the page loads", ("texture_bytes_end",), _megabytes),
    Row("attribute bytes", ("attribute_bytes",), _megabytes),
    Row("pages a view needs, p50 / p95", ("pages_needed_p50", "pages_needed_p95"), _number),
    Row("bytes a view needs, p50 / p95", ("bytes_needed_p50", "bytes_needed_p95"), _megabytes),
    Row("pages a view loaded, p50 / p95", ("pages_loaded_p50", "pages_loaded_p95"), _number),
    Row("bytes a view loaded, p50 / p95", ("bytes_loaded_p50", "bytes_loaded_p95"), _megabytes),
    Row("JS heap at start", ("heap_start",), _megabytes),
    Row("page loads of the heap's growth", ("heap_pages",), _number),
    Row("JS heap after them", ("heap_end",), _megabytes),
    Row("JS heap at start, file://", ("heap_start",), _megabytes, "file", False),
    Row("JS heap after the page loads, file://", ("heap_end",), _megabytes, "file", False),
    Row("change of layout, first time, to its frame", ("layout_first_ms",), _time),
    Row("longest block of the page then", ("layout_first_long_ms",), _block),
    Row("change of layout, again, to its frame", ("layout_ms",), _time),
    Row("longest block of an animated change", ("layout_long_ms",), _block),
    Row("filter: the call", ("filter_ms",), _time),
    Row("filter: to its frame", ("filter_frame_ms",), _time),
    Row("lasso", ("lasso_ms",), _time),
    Row("picture under the pointer", ("pick_us",), _micro),
)


def make_table(results: Sequence[Results]) -> str:
    """Lay out the results of some sites as one Markdown table with notes."""
    titles = ["quantity"]
    for result in results:
        titles += [result["name"], f"{result['name']}, reference"]
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)]]
    for row in ROWS:
        cells = [row.title]
        for result in results:
            cells.append(_cell(row, result.get(row.own)))
            cells.append(_cell(row, result.get("reference")) if row.compared else "")
        if any(cell not in ("", "–") for cell in cells[1:]):
            lines.append(cells)
    text = "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
    return text + "".join(f"\n{note}\n" for note in _notes(results))


def _cell(row: Row, figures: Results | None) -> str:
    values = [(figures or {}).get(key) for key in row.keys]
    if all(value is None for value in values):
        return "–"
    return " / ".join("–" if value is None else row.form(value) for value in values)


def _notes(results: Sequence[Results]) -> list[str]:
    notes = [
        "Reference: the same site drawn PixPlot's way, see benchmarks/reference. Bytes are as "
        "transferred, gzip included. Its atlas requests are counted as files of 2,048 px.",
        "A map whose opening view is colour points shows no texture before one moves nearer.",
    ]
    for result in results:
        borrowed = result.get("reference", {}).get("borrowed", 0)
        if borrowed:
            notes.append(
                f"{result['name']}: the reference's textures did not fit into memory; {borrowed:,} "
                "images borrow the cells of others, so it loads and holds less than it should."
            )
    return notes
