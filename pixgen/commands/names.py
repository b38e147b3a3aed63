"""Owns ``pixgen names``, which shows the order in which a collection is."""

import click


@click.command()
@click.argument("images", nargs=-1, required=True, metavar="IMAGES...")
def names(images: tuple[str, ...]) -> None:
    """List the images of folders, globs or files, one a line, in the order of the collection.

    The rows of --vectors that have no names are taken in this order.
    """
    from pixgen.collection.folder import discover

    files, _ = discover(images)
    for file in files:
        click.echo(file.name)
