"""Owns the page itself: the Jinja2 templates and the viewer's assets with content-hashed names."""

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pixgen.errors import PublishError

WEB_FOLDER = Path(__file__).resolve().parent.parent / "_web"


def copy_assets(site: Path, web: Path = WEB_FOLDER) -> dict[str, str]:
    """Copy the viewer into ``assets/`` under names that hold their content's hash.

    Returns
    -------
    dict
        ``viewer_js`` and ``viewer_css``: their URLs relative to the page.

    Raises
    ------
    PublishError
        This installation of pixgen carries no built viewer.
    """
    assets = site / "assets"
    assets.mkdir(parents=True, exist_ok=True)
    urls = {}
    for kind in ("js", "css"):
        source = web / f"viewer.{kind}"
        if not source.is_file():
            raise PublishError(
                f"The viewer is missing from this installation ({source} does not exist). "
                "Install pixgen again with `pip install .`, which builds it, "
                "or run `node web_template/build.mjs` in a clone."
            )
        digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
        name = f"viewer-{digest}.{kind}"
        shutil.copyfile(source, assets / name)
        urls[f"viewer_{kind}"] = f"assets/{name}"
    return urls


def render_page(values: Mapping[str, object], web: Path = WEB_FOLDER) -> str:
    """Render ``index.html``; every value is escaped by the template.

    Parameters
    ----------
    values
        What the template names: title, description, lang, count, settings, generator,
        theme_color, viewer_js, viewer_css.
    """
    environment = Environment(
        loader=FileSystemLoader(web),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("index.html.j2").render(values)


def parse_color(text: str) -> tuple[int, int, int]:
    """Read ``#rrggbb``.

    Examples
    --------
    >>> parse_color("#101114")
    (16, 17, 20)
    """
    match = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", text)
    if match is None:
        raise ValueError(f"{text!r} is not a colour such as #101114")
    red, green, blue = (int(group, 16) for group in match.groups())
    return red, green, blue
