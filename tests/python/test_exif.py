"""What ``--exif`` promises: image files tell what the table does not."""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from pixgen.build import build_site
from pixgen.collection.embedded import add_embedded
from pixgen.collection.gather import gather
from pixgen.settings import Settings

SAID = {
    "date": "1939-07-04",
    "camera": "Kodak 35",
    "latitude": "51.500000",
    "longitude": "-0.125000",
    "caption": "A barn",
    "keywords": "barn|field",
    "rights": "Public domain",
}


def collection(tmp_path: Path, table: str):
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "table.csv").write_text(table, encoding="utf-8")
    return gather([str(tmp_path)], [str(tmp_path / "table.csv")])


def test_columns_that_no_table_has_are_added_with_their_kinds(tmp_path):
    told = add_embedded(collection(tmp_path, "filename,artist\na.jpg,Lee\nb.jpg,Ann\n"), [SAID, {}])
    assert [(column.name, column.kind, column.filled) for column in told.columns[1:]] == [
        ("date", "date", 1),
        ("camera", "category", 1),
        ("latitude", "coordinate", 1),
        ("longitude", "coordinate", 1),
        ("caption", "text", 1),
        ("keywords", "tags", 1),
        ("rights", "text", 1),
    ]
    assert told.records[0].metadata == {"artist": "Lee", **SAID}
    assert told.records[0].values["latitude"] == 51.5
    assert told.records[0].values["keywords"] == ("barn", "field")
    assert told.records[1].metadata == {"artist": "Ann"}


def test_what_a_table_says_stays_and_its_gaps_are_filled(tmp_path):
    table = "filename,Jahr,Beschreibung\na.jpg,1920,\nb.jpg,,Ein Hof\n"
    told = add_embedded(collection(tmp_path, table), [SAID, SAID])
    first, second = (record.metadata for record in told.records)
    assert (first["Jahr"], first["Beschreibung"]) == ("1920", "A barn")
    assert (second["Jahr"], second["Beschreibung"]) == ("1939-07-04", "Ein Hof")
    assert not {"date", "caption"} & {column.name for column in told.columns}


def test_half_a_place_in_a_table_is_not_made_whole_with_half_of_another(tmp_path):
    table = "filename,lat,lng\na.jpg,40.5,\nb.jpg,,7\n"
    told = add_embedded(collection(tmp_path, table), [SAID, SAID])
    assert told.records[0].values["lat"] == 40.5
    assert "lng" not in told.records[0].values
    assert "lat" not in told.records[1].values


class Stages:
    """A progress that remembers how much there was to do."""

    def __init__(self) -> None:
        self.totals: dict[str, int | None] = {}

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[object]:
        self.totals[title] = total
        yield lambda count: None


def test_asking_for_it_later_decodes_nothing(draw, tmp_path):
    for number in range(3):
        exif = Image.Exif()
        exif[0x010E], exif[0x0110] = f"Barn {number}", "Kodak 35"
        draw(f"in/{number}.jpg", size=(60 + number, 40), exif=exif)

    def build(**more: bool) -> dict[str, int | None]:
        stages = Stages()
        images, out = (str(tmp_path / "in"),), tmp_path / "site"
        build_site(Settings(images=images, out=out, model=("descriptor",), **more), stages)  # type: ignore[arg-type]
        return stages.totals

    assert build()["Reading images"] == 3
    text = (tmp_path / "site/data/records/0.js").read_text("ascii")
    assert b"Barn" not in gzip.decompress(base64.b64decode(re.findall(r"/\*(.*)\*/", text)[0]))
    assert "Reading images" not in build(exif=True)
    text = (tmp_path / "site/data/records/0.js").read_text("ascii")
    records = json.loads(gzip.decompress(base64.b64decode(re.findall(r"/\*(.*)\*/", text)[0])))
    for row in records["rows"]:
        assert f"Barn {row[0][0]}" in json.dumps(row)
        assert "Kodak 35" in json.dumps(row)
