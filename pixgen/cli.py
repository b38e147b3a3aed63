"""Owns the command line: it parses, calls, and is the only room that prints."""

import logging
import platform
import sys
import webbrowser
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pixgen import __version__
from pixgen.collection.describe import describe_columns
from pixgen.commands.export import export
from pixgen.commands.names import names
from pixgen.commands.query import query
from pixgen.errors import InputError, PixgenError
from pixgen.interrupt import INTERRUPTED, ending_soon
from pixgen.model_commands import models, preview_input
from pixgen.setting_files import load_settings
from pixgen.settings import CONFIG_NAME, default_of, flag_name, options

if TYPE_CHECKING:
    from pixgen.problems import Problem
    from pixgen.progress import Progress
    from pixgen.summary import Summary

Command = Callable[..., None]

_SHOWN_PROBLEMS = 20
_SYNTH_SETTINGS = (
    "out",
    "title",
    "neighbors",
    "hotspots",
    "display_size",
    "display_quality",
    "tiers",
    "background",
    "workers",
    "seed",
    "force",
)
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
            click.echo(INTERRUPTED, err=True)
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


def _setting_options(names: Iterable[str]) -> Callable[[Command], Command]:
    """Give a command one flag for each of these settings."""
    by_name = {option.name: option for option in options()}
    chosen = [by_name[name] for name in names]

    def add(command: Command) -> Command:
        for option in reversed(chosen):
            default = default_of(option)
            text = option.metadata["help"]
            flags = [flag_name(option.name), *(["-o"] if option.name == "out" else [])]
            if option.type is bool:
                command = click.option(*flags, is_flag=True, default=None, help=text)(command)
                continue
            if default not in (None, ""):
                text += f"  [default: {default}]"
            if isinstance(option.default, tuple) and option.name != "tiers":
                command = click.option(*flags, option.name, multiple=True, help=text)(command)
                continue
            kind: Any = _FLAG_TYPES.get(option.type, click.Path(path_type=Path))
            command = click.option(*flags, type=kind, default=None, help=text)(command)
        return command

    return add


def _talk_options(command: Command) -> Command:
    """Give a command the flags for how much it says."""
    command = click.option("-v", "--verbose", is_flag=True, help="Tell every step and problem.")(
        command
    )
    return click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")(command)


@main.command()
@click.argument("images", nargs=-1, metavar="IMAGES...")
@click.option(
    "-f",
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"A TOML file with any of these settings; {CONFIG_NAME} in this folder if it is there.",
)
@_talk_options
@_setting_options(option.name for option in options() if option.name != "images")
def build(
    images: tuple[str, ...], config: Path | None, quiet: bool, verbose: bool, **flags: object
) -> None:
    """Build a site from IMAGES: folders (searched recursively), globs or files."""
    given = _given(images, flags)
    if config is None and Path(CONFIG_NAME).is_file():
        config = Path(CONFIG_NAME)
    settings = load_settings(config, given)

    def work(progress: "Progress") -> "Summary":
        from pixgen.build import build_site

        return build_site(settings, progress)

    _run(work, quiet=quiet, verbose=verbose)


@main.command()
@click.argument("images", nargs=-1, metavar="IMAGES...")
@click.option("--count", type=click.IntRange(min=1), required=True, help="Images of the site.")
@_talk_options
@_setting_options(_SYNTH_SETTINGS)
def synth(images: tuple[str, ...], count: int, quiet: bool, verbose: bool, **flags: object) -> None:
    """Make a site of any size for tests, which repeats a few hundred of IMAGES on a drawn map."""
    settings = load_settings(None, _given(images, flags))

    def work(progress: "Progress") -> "Summary":
        from pixgen.synth import synthesize_site

        return synthesize_site(settings, count, progress)

    _run(work, quiet=quiet, verbose=verbose)


def _given(images: tuple[str, ...], flags: Mapping[str, object]) -> dict[str, object]:
    given = {name: value for name, value in flags.items() if value not in (None, ())}
    return {**given, "images": list(images)} if images else given


def _run(work: "Callable[[Progress], Summary]", *, quiet: bool, verbose: bool) -> None:
    """Do a build with as much talk as is wanted."""
    _set_up_logging(quiet=quiet, verbose=verbose)
    with ending_soon():
        from pixgen.progress import BarProgress, SilentProgress

        if quiet:
            work(SilentProgress())
            return
        with BarProgress() as progress:
            summary = work(progress)
    _show(summary, verbose=verbose)


main.add_command(models)
main.add_command(preview_input)


@main.command()
@click.argument("site", type=click.Path(path_type=Path), metavar="SITE")
def clean(site: Path) -> None:
    """Remove what is kept for the next build of SITE; the site itself stays."""
    from pixgen.cache.work import Work, clean
    from pixgen.disk import telling_of_disks

    site = site.resolve()
    work = Work.of(site)
    if not work.folder.is_dir():
        if not site.is_dir():
            raise InputError(f"There is no site {site}, and nothing is kept for one.")
        click.echo(f"Nothing is kept for {site}.")
        return
    with telling_of_disks(site, work.folder):
        freed, left = clean(work, site)
    click.echo(f"Freed {_megabytes(freed)}; the next build of {site} starts anew.")
    if left:
        click.echo(f"Left in {work.folder}, as it is not pixgen's: {', '.join(left)}.", err=True)


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


for command in (export, names, query):
    main.add_command(command)


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
    for line in describe_columns(summary.columns, summary.count):
        click.echo(line, err=True)
    problems: list[Problem] = []
    if summary.problems:
        from pixgen.summary import counted, worst_first

        problems = worst_first(summary.problems)[: None if verbose else _SHOWN_PROBLEMS]
    for problem in problems:
        click.secho(f"{problem.kind}: {problem.name}: {problem.reason}", fg="yellow", err=True)
    hidden = len(summary.problems) - len(problems)
    if hidden:
        click.echo(f"… and {hidden:,} more; all of them are in report.json.", err=True)
    click.echo(
        f"{summary.count:,} images in {summary.out} "
        f"({_megabytes(sum(summary.sizes.values()))} in {summary.seconds:,.0f} s)."
    )
    if summary.problems:
        click.echo(f"  {counted(summary.problems)}; see {summary.out / 'report.json'}")
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
