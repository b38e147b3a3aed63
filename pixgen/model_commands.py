"""Owns the commands about networks: which there are, their layers, and what they see."""

from pathlib import Path

import click

from pixgen.embedding.auto import AUTO, BEST
from pixgen.embedding.choice import CROPS, Choice, is_own, name_of
from pixgen.embedding.preprocess import MODES
from pixgen.embedding.registry import MODELS, ModelSpec, find_model
from pixgen.errors import ConfigError, InputError


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--layers", is_flag=True, help="List the layers of NAME, a network or your own file.")
def models(name: str | None, layers: bool) -> None:
    """List the networks, or the layers of one."""
    if layers and name is None:
        raise ConfigError("Say of which network: pixgen models NAME --layers.")
    if name is None:
        for line in table(list(MODELS.values())):
            click.echo(line)
        return
    if name == AUTO:
        name = BEST
    if layers:
        from pixgen.embedding.layers import list_layers

        for row in list_layers(name):
            click.echo(row)
        return
    if is_own(name):
        raise ConfigError(f"{name} is a file of your own; add --layers to see what is in it.")
    for line in details(find_model(name)):
        click.echo(line)


def table(specs: list[ModelSpec]) -> list[str]:
    """Return a line for each network, under a heading."""
    rows = [("model", "dimensions", "input", "download", "speed", "weights")]
    rows += [
        (
            spec.name,
            f"{spec.dimensions:,}",
            f"{spec.input_size} px",
            f"{spec.download_mb} MB" if spec.download_mb else "none",
            spec.speed,
            _weights(spec),
        )
        for spec in specs
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    right = (1, 2, 3)
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def details(spec: ModelSpec) -> list[str]:
    """Return what is known of a network, a fact a line."""
    lines = table([spec]) + [spec.description]
    if spec.kind == "keras":
        from pixgen.embedding.keras_files import file_of, keras_folder

        file = file_of(spec, whole=spec.whole)
        lines += [
            f"The vector is its layer {spec.layer}; pixgen models {spec.name} --layers lists all.",
            f"Weights: {keras_folder() / file.name}, from {file.address}",
        ]
    return lines


def _weights(spec: ModelSpec) -> str:
    if spec.kind != "keras":
        return "come with pixgen" if spec.kind == "builtin" else "none needed"
    from pixgen.embedding.keras_files import present

    return "on this machine" if present(spec, whole=False) else "to be fetched"


@click.command()
@click.argument(
    "image", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="IMAGE"
)
@click.option("--model", default="inception_v3", show_default=True, help="As for pixgen build.")
@click.option("--crop", type=click.Choice(CROPS), default="squash", show_default=True)
@click.option("--input-size", type=click.IntRange(16, 2048), help="Side of the square, in pixels.")
@click.option("--preprocess", type=click.Choice(MODES), help="What becomes of pixels.")
@click.option("--background", default="#101114", show_default=True, help="As for pixgen build.")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The picture to write; its name tells the format.  [default: IMAGE-MODEL.png here]",
)
def preview_input(
    image: Path,
    model: str,
    crop: str,
    input_size: int | None,
    preprocess: str | None,
    background: str,
    out: Path | None,
) -> None:
    """Draw what a network sees of IMAGE: the original, the square, and its values."""
    from pixgen.imaging.decode import ImageError
    from pixgen.preview import preview_input as draw
    from pixgen.site.render import parse_color

    model = BEST if model == AUTO else model
    choice = Choice(
        model,
        crop=next(allowed for allowed in CROPS if allowed == crop),
        input_size=input_size or 0,
        preprocess=preprocess or "",
    )
    try:
        color = parse_color(background)
    except ValueError as error:
        raise ConfigError(f"background: {error}.") from error
    try:
        picture = draw(image, choice, color)
    except ImageError as error:
        raise InputError(f"{image}: {error.reason}") from error
    target = out or Path(f"{image.stem}-{name_of(model)}.png")
    try:
        picture.save(target)
    except (OSError, ValueError) as error:
        raise InputError(f"{target} cannot be written: {error}") from error
    click.echo(f"{target}: {image.name} as {name_of(model)} sees it.")
