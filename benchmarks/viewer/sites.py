"""Owns the sites that are measured: drawn once and kept until what makes them changes."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

from pixgen.site import render

ROOT = Path(__file__).resolve().parents[2]
SITES = ROOT / "benchmarks" / "results" / "sites"
PICTURES = ROOT / "sample_data" / "images"


def prepare(count: int) -> Path:
    """Return a site of `count` images with today's viewer, drawing what is not there yet."""
    site = SITES / str(count)
    made = SITES / f"{count}.json"
    stamp = {"count": count, "generator": generator_stamp()}
    if not made.is_file() or json.loads(made.read_text("utf-8")) != stamp:
        print(f"Drawing a site of {count:,} images …", flush=True)
        made.unlink(missing_ok=True)
        title = f"{count:,} drawn images"
        command = [sys.executable, "-m", "pixgen", "synth", str(PICTURES), "-o", str(site)]
        command += ["--count", str(count), "--title", title, "--quiet"]
        subprocess.run(command, check=True, cwd=ROOT)
        made.write_text(json.dumps(stamp) + "\n", "utf-8")
    refresh_viewer(site)
    return site


def generator_stamp() -> str:
    """Return what tells whether a drawn site is of today: pictures and the code of synth."""
    import pixgen.synth  # noqa: F401

    own = {module.__file__ for name, module in sys.modules.items() if name.startswith("pixgen.")}
    code = sorted(Path(file) for file in own if file is not None)
    digest = hashlib.sha256()
    for path in [*code, *sorted(PICTURES.rglob("*.jpg"))]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def refresh_viewer(site: Path) -> None:
    """Give a drawn site today's page and viewer; its data stay as they are."""
    page = (site / "index.html").read_text("utf-8")
    for old in (site / "assets").iterdir():
        old.unlink()
    manifest = json.loads(unpack(site / "data" / "manifest.js"))
    settings = json.loads(
        re.search(r'<script type="application/json" id="pixgen-settings">(.*?)</script>', page)[1]  # type: ignore[index]
    )
    text = render.render_page(
        {
            **render.copy_assets(site),
            "title": manifest["title"],
            "description": manifest["description"],
            "lang": "en",
            "count": manifest["count"],
            "generator": manifest["generator"],
            "theme_color": f"#{settings['background']:06x}",
            "build": manifest["build"],
            "settings": settings,
        }
    )
    (site / "index.html").write_text(text, "utf-8")


def unpack(script: Path) -> bytes:
    """Return what a data script under data/ carries."""
    import base64
    import gzip

    text = script.read_text("ascii")
    return gzip.decompress(base64.b64decode(text[text.index("/*") + 2 : text.rindex("*/")]))


def build_of(site: Path) -> str:
    """Return the build id of any site."""
    return str(json.loads(unpack(site / "data" / "manifest.js"))["build"])
