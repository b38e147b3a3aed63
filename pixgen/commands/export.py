"""Owns ``pixgen export``: its flags, and what it tells."""

from pathlib import Path

import click

_SHOWN = 5
# Click takes lines behind a backspace as they are.
_HELP = """Write a part of a finished SITE as files for other programs.

\b
vectors    vectors.npy and, in the same order, names.csv
neighbors  neighbors.csv: filename, rank, neighbor, similarity
layout     layout-NAME.csv: filename, x, y (upwards)
clusters   clusters.csv: filename, cluster, label, representative

Vectors are kept in .pixgen/ beside the site that was built, and in no copy of it; the rest can be
had from any copy.
"""


@click.command(help=_HELP)
@click.argument("part", type=click.Choice(["vectors", "neighbors", "layout", "clusters"]))
@click.argument("site", type=click.Path(path_type=Path), metavar="SITE")
@click.option(
    *("-o", "--out"),
    type=click.Path(path_type=Path),
    required=True,
    help="The folder to write to.",
)
@click.option("--model", default="", help="Of which model; the first one if empty.")
@click.option("--layout", default="", help="Only this layout, such as map; all if empty.")
@click.option(
    *("--format", "table"),
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="How tables are written.",
)
@click.option(
    "--per-image",
    is_flag=True,
    help="A file an image: .npy of its vector, .json of its neighbours.",
)
@click.option("--force", is_flag=True, help="Write over files that are there.")
def export(
    part: str,
    site: Path,
    out: Path,
    model: str,
    layout: str,
    table: str,
    per_image: bool,
    force: bool,
) -> None:
    """Write a part of a finished site into a folder."""
    from pixgen.export.parts import export as write

    done = write(
        part,  # type: ignore[arg-type]
        site,
        out,
        model=model,
        layout=layout,
        table=table,  # type: ignore[arg-type]
        per_image=per_image,
        force=force,
    )
    shown = ", ".join(done.files[:_SHOWN])
    more = f" and {len(done.files) - _SHOWN:,} more" if len(done.files) > _SHOWN else ""
    click.echo(f"{done.told}: {shown}{more} in {out}")
