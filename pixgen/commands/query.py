"""Owns ``pixgen query``: its flags, its table, and the page that it opens."""

import json
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pixgen.errors import ConfigError, InputError

if TYPE_CHECKING:
    from pixgen.query import Answers

_WIDEST = 48


@click.command()
@click.argument("images", nargs=-1, required=True, metavar="IMAGES...")
@click.option(
    "--site",
    type=click.Path(path_type=Path),
    required=True,
    help="The site to search, with what .pixgen/ beside it keeps of its build.",
)
@click.option(
    *("-n", "--count"),
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many images to find for each.",
)
@click.option(
    "--within",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only among images with this value, as in category=Poster; may be repeated.",
)
@click.option("--model", default="", help="By which model of the site; the first one if empty.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--open",
    "open_browser",
    is_flag=True,
    help="Serve the site until Ctrl-C and open the page at the best match.",
)
@click.pass_context
def query(
    context: click.Context,
    images: tuple[str, ...],
    site: Path,
    count: int,
    within: tuple[str, ...],
    model: str,
    as_json: bool,
    open_browser: bool,
) -> None:
    """Find the images of a site that are most like IMAGES, which need not be in it."""
    from pixgen.progress import BarProgress
    from pixgen.query import query as search

    asked = [_parted(text) for text in within]
    with BarProgress() as progress:
        found = search(images, site, count=count, within=asked, model=model, progress=progress)
    if as_json or found.answers:
        click.echo(_json(found) if as_json else _table(found))
    for problem in found.problems:
        click.secho(f"{problem.kind}: {problem.name}: {problem.reason}", fg="yellow", err=True)
    if not found.answers:
        raise InputError("None of the pictures could be read.")
    if open_browser:
        _open(found)
    if any(problem.kind == "skipped" for problem in found.problems):
        context.exit(1)


def _parted(text: str) -> tuple[str, str]:
    column, equals, value = text.partition("=")
    if not equals or not column.strip() or not value.strip():
        raise ConfigError(f"--within {text!r} has to be COLUMN=VALUE, as in category=Poster.")
    return column.strip(), value.strip()


def _json(found: "Answers") -> str:
    value = [
        {
            "picture": answer.picture,
            "model": found.model,
            "neighbors": [
                {
                    "filename": match.name,
                    "similarity": match.similarity,
                    "title": match.title,
                    "id": match.id,
                    "address": f"index.html#{found.address(match)}",
                }
                for match in answer.matches
            ],
        }
        for answer in found.answers
    ]
    return json.dumps(value, ensure_ascii=False, indent=1)


def _table(found: "Answers") -> str:
    lines = []
    for answer in found.answers:
        width = max((len(match.name) for match in answer.matches), default=0)
        lines.append(f"{answer.picture}: most similar by {found.model}")
        lines += [
            f"  {rank:>3}  {match.similarity:6.3f}  {match.name:<{min(width, _WIDEST)}}  "
            f"{match.title}".rstrip()
            for rank, match in enumerate(answer.matches, start=1)
        ]
    return "\n".join(lines)


def _open(found: "Answers") -> None:
    """Open the page over http: what opens a file from the disk often drops what is behind #."""
    from pixgen.serve import make_server

    best = found.answers[0].matches[0]
    with make_server(found.site, port=0) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}/#{found.address(best)}"
        click.echo(f"Opening {url} (Ctrl-C ends)", err=True)
        webbrowser.open(url)
        server.serve_forever()
