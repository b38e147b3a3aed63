"""Owns the command line: it parses, calls, and is the only room that prints."""

import logging
import platform
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixgen import __version__
from pixgen.errors import PixgenError
from pixgen.settings import CONFIG_NAME, default_of, flag_name, load_settings, options

if TYPE_CHECKING:
    from pixgen.build import Summary

_SHOWN_PROBLEMS = 20
_PAGES_SITE, _PAGES_FILE = 1_000_000_000, 100_000_000
_FLAG_TYPES = {int: int, float: float, str: str, tuple[int, ...]: str}


class _Commands(click.Group):
    """Turns pixgen's own errors into one message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except PixgenError as error:
            click.secho(f"Error: {error}", fg="red", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.secho("Interrupted; what was finished is kept for the next run.", err=True)
            ctx.exit(130)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    "-V",
    "--version",
    message=f"pixgen {__version__} from {Path(__file__).parent} "
    f"(Python {platform.python_version()})",
)
def main() -> None:
    """Turn a folder of images into a site in which one flies through the whole collection."""


def _build_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one flag for each setting."""
    for option in reversed(options()):
        if option.name == "images":
            continue
        default = default_of(option)
        text = option.metadata["help"]
        if option.type is bool:
            command = click.option(flag_name(option.name), is_flag=True, default=None, help=text)(
                command
            )
            continue
        if default not in (None, ""):
            text += f"  [default: {default}]"
        kind: Any = _FLAG_TYPES.get(option.type, click.Path(path_type=Path))
        names = [flag_name(option.name), *(["-o"] if option.name == "out" else [])]
        command = click.option(*names, type=kind, default=None, help=text)(command)
    return command


@main.command()
@click.argument("images", nargs=-1, metavar="IMAGES...")
@click.option(
    "-f",
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"A TOML file with any of these settings; {CONFIG_NAME} in this folder if it is there.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Tell every step, and all problems.")
@_build_options
def build(
    images: tuple[str, ...], config: Path | None, quiet: bool, verbose: bool, **flags: object
) -> None:
    """Build a site from IMAGES: folders (searched recursively), globs or files."""
    given = {name: value for name, value in flags.items() if value is not None}
    if images:
        given["images"] = list(images)
    if config is None and Path(CONFIG_NAME).is_file():
        config = Path(CONFIG_NAME)
    settings = load_settings(config, given)
    _set_up_logging(quiet=quiet, verbose=verbose)

    from pixgen.build import build_site
    from pixgen.progress import BarProgress, SilentProgress

    if quiet:
        build_site(settings, SilentProgress())
        return
    with BarProgress() as progress:
        summary = build_site(settings, progress)
    _show(summary, verbose=verbose)


@main.command()
@click.argument("site", type=click.Path(path_type=Path), metavar="SITE")
@click.option("-p", "--port", default=8000, show_default=True, help="Port; 0 for any free one.")
@click.option("-a", "--address", default="127.0.0.1", show_default=True, help="Address.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in the browser.")
def serve(site: Path, port: int, address: str, open_browser: bool) -> None:
    """Serve the finished SITE on this machine until Ctrl-C."""
    from pixgen.serve import make_server

    with make_server(site, address=address, port=port) as server:
        url = f"http://{address}:{server.server_address[1]}/"
        click.echo(f"Serving {site} at {url} (Ctrl-C ends)")
        if open_browser:
            webbrowser.open(url)
        server.serve_forever()


def _set_up_logging(*, quiet: bool, verbose: bool) -> None:
    level = logging.ERROR if quiet else logging.DEBUG if verbose else logging.WARNING
    logger = logging.getLogger("pixgen")
    logger.setLevel(level)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
        logger.addHandler(handler)


def _show(summary: "Summary", *, verbose: bool) -> None:
    """Print what was built: notes and problems on stderr, the result on stdout."""
    for note in summary.notes:
        click.echo(note, err=True)
    problems = summary.problems if verbose else summary.problems[:_SHOWN_PROBLEMS]
    for problem in problems:
        click.secho(f"{problem.kind}: {problem.name}: {problem.reason}", fg="yellow", err=True)
    hidden = len(summary.problems) - len(problems)
    if hidden:
        click.echo(f"… and {hidden:,} more; all of them are in report.json.", err=True)
    click.echo(
        f"{summary.count:,} images in {summary.out} "
        f"({_megabytes(sum(summary.sizes.values()))} in {summary.seconds:,.0f} s)."
    )
    parts = sorted(summary.sizes.items(), key=lambda part: -part[1])[:6]
    click.echo("  " + ", ".join(f"{name} {_megabytes(size)}" for name, size in parts))
    click.echo(f"  {hosting(summary)}")
    click.echo(f"Open {(summary.out / 'index.html').resolve()}")
    click.echo(f"  or pixgen serve {summary.out} --open")


def hosting(summary: "Summary") -> str:
    """Tell what hosts limit: how many files there are, and how large the largest is."""
    name, largest = summary.largest
    line = f"{summary.files:,} files, the largest {_megabytes(largest)} ({name})"
    if sum(summary.sizes.values()) > _PAGES_SITE or largest > _PAGES_FILE:
        line += "; GitHub Pages takes 1 GB, and 100 MB a file"
    return line


def _megabytes(size: int) -> str:
    """Format a size in bytes.

    Examples
    --------
    >>> _megabytes(2_500_000), _megabytes(900)
    ('2.5 MB', '0.9 kB')
    """
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
