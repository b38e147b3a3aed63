"""Pictures from outside a site find the images in it that are like them."""

import json
import shutil
import threading
import urllib.request
import webbrowser
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from pixgen.build import build_site
from pixgen.built import BuiltModel
from pixgen.cache.work import Work, clean, hold
from pixgen.cli import main
from pixgen.embedding.choice import Choice
from pixgen.errors import BusyError, ConfigError, InputError, ModelError
from pixgen.neighbors.outside import nearest
from pixgen.neighbors.search import find_neighbors
from pixgen.progress import SilentProgress
from pixgen.query import Answers, embedder_of, query
from pixgen.settings import Settings

KINDS = ("red", "green", "blue")
EACH = 8


@dataclass
class Made:
    site: Path
    outside: Path


def draw(path: Path, kind: int, seed: int) -> None:
    """A picture of one colour with a little of the others."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 60, (4, 6, 3))
    pixels[:, :, kind] += 180
    image = Image.fromarray(pixels.astype(np.uint8))
    image.resize((60, 40), Image.Resampling.BICUBIC).save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("query")
    lines = ["filename,category,tags,title"]
    names = []
    for kind, color in enumerate(KINDS):
        for number in range(EACH):
            name = f"{color}-{number}.png"
            draw(folder / "in" / name, kind, 10 * kind + number)
            lines.append(
                f"{name},{color},{'odd' if number % 2 else 'even'}|all,The {color} {number}"
            )
            names.append(name)
        draw(folder / "outside" / f"new-{color}.png", kind, 1000 + kind)
    (folder / "m.csv").write_text("\n".join(lines), "utf-8")
    vectors = np.random.default_rng(0).normal(size=(len(names), 4))
    np.savez(folder / "mine.npz", vectors=vectors, names=np.array(names))
    settings = Settings(
        images=(str(folder / "in"),),
        out=folder / "site",
        model=("descriptor",),
        vectors=folder / "mine.npz",
        metadata=(str(folder / "m.csv"),),
    )
    build_site(settings, SilentProgress())
    return Made(folder / "site", folder / "outside")


def ask(made: Made, *pictures: str, **more) -> Answers:
    paths = [str(made.outside / picture) for picture in pictures]
    asked = {"count": 5, "model": "descriptor", "progress": SilentProgress(), **more}
    return query(paths, made.site, **asked)


def test_a_picture_from_outside_finds_those_like_it(made: Made) -> None:
    found = ask(made, *(f"new-{color}.png" for color in KINDS))
    assert found.model == "descriptor"
    assert {answer.picture for answer in found.answers} == {f"new-{c}.png" for c in KINDS}
    for answer in found.answers:
        color = answer.picture.removeprefix("new-").removesuffix(".png")
        assert [match.name.partition("-")[0] for match in answer.matches] == [color] * 5
        assert all(match.title.startswith(f"The {color}") for match in answer.matches)
        values = [match.similarity for match in answer.matches]
        assert values == sorted(values, reverse=True)


def test_an_image_of_the_site_finds_itself_first(made: Made) -> None:
    image = made.site.parent / "in" / "green-3.png"
    (answer,) = ask(made, str(image)).answers
    assert answer.matches[0].name == "green-3.png"
    assert answer.matches[0].similarity == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(
    ("within", "wanted"),
    [
        ([("category", "blue")], {f"blue-{n}.png" for n in range(EACH)}),
        ([("Tags", "ODD"), ("category", "green")], {f"green-{n}.png" for n in (1, 3, 5, 7)}),
    ],
)
def test_only_images_with_a_value_are_found_where_that_is_asked(made, within, wanted) -> None:
    (answer,) = ask(made, "new-red.png", within=within, count=20).answers
    assert {match.name for match in answer.matches} == wanted


def test_values_and_columns_that_are_not_there_are_told_with_those_that_are(made: Made) -> None:
    with pytest.raises(InputError, match=r"value 'gren' in its column category; it has 'green'"):
        ask(made, "new-red.png", within=[("category", "gren")])
    with pytest.raises(ConfigError, match=r"no column 'kategory'.*Did you mean 'category'"):
        ask(made, "new-red.png", within=[("kategory", "red")])
    with pytest.raises(InputError, match="No image has all these values: category=red, title="):
        ask(made, "new-red.png", within=[("category", "red"), ("title", "The green 1")])


def test_what_cannot_be_read_is_told_and_the_rest_is_answered(made: Made, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff this is no picture")
    found = ask(made, "new-red.png", str(tmp_path / "broken.jpg"))
    assert [answer.picture for answer in found.answers] == ["new-red.png"]
    assert [(p.kind, p.name) for p in found.problems] == [("skipped", "broken.jpg")]


def test_the_search_is_exact_and_ties_go_to_the_lower_id() -> None:
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(500, 16)).astype(np.float32)
    rows[300] = 2 * rows[20]
    asked = np.vstack([rng.normal(size=(7, 16)), rows[20]]).astype(np.float32)
    ids, cosines = nearest(asked, rows, None, 9)
    for number, vector in enumerate(asked):
        wanted = rows @ vector / np.linalg.norm(rows, axis=1) / np.linalg.norm(vector)
        np.testing.assert_allclose(cosines[number], np.sort(wanted)[::-1][:9], atol=1e-5)
    assert ids[7, :2].tolist() == [20, 300]
    some = np.array([5, 9, 11])
    assert set(nearest(asked, rows, some, 9)[0][0].tolist()) == {5, 9, 11}


@pytest.mark.parametrize("metric", ["euclidean", "manhattan", "dot"])
def test_every_metric_orders_as_it_does_among_the_images(metric: str) -> None:
    rng = np.random.default_rng(4)
    rows = rng.normal(size=(300, 12)).astype(np.float32)
    ids, similarity = nearest(rows[:20], rows, None, 6, metric)
    found = find_neighbors(rows, 5, metric=metric)
    for own in range(20):
        others = ids[own] != own
        assert ids[own][others][:5].tolist() == found.ids[own].tolist()
        np.testing.assert_allclose(similarity[own][others][:5], found.similarity[own], atol=1e-5)


def test_vectors_of_the_users_own_cannot_be_asked(made: Made) -> None:
    with pytest.raises(InputError, match=r"vectors of your own \(.*mine\.npz\).*--model"):
        ask(made, "new-red.png", model="")
    with pytest.raises(InputError, match="no model 'vgg16'; it has mine, descriptor"):
        ask(made, "new-red.png", model="vgg16")


def test_a_network_that_is_gone_or_another_is_told(tmp_path: Path) -> None:
    weights = str(tmp_path / "gone.h5")
    choice = asdict(Choice("mobilenet_v2", weights=weights))
    lost = BuiltModel("mobilenet_v2", 1280, choice, "a")
    with pytest.raises(ModelError, match=r"not to be had any more: .*gone\.h5 does not exist"):
        embedder_of(lost)
    other = BuiltModel("descriptor", 1005, asdict(Choice("descriptor")), "another")
    with pytest.raises(ModelError, match="another descriptor than the one that is here now"):
        embedder_of(other)


def test_a_copy_of_the_site_cannot_be_asked(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.site, tmp_path / "copy")
    copy = Made(tmp_path / "copy", made.outside)
    with pytest.raises(InputError, match="is not known here"):
        ask(copy, "new-red.png")


def test_a_site_that_is_being_built_is_left_alone(made: Made) -> None:
    with hold(Work.of(made.site), made.site), pytest.raises(BusyError, match="is at work"):
        ask(made, "new-red.png")


def test_the_command_prints_a_table_or_json(made: Made) -> None:
    words = ["query", str(made.outside / "new-red.png"), "--site", str(made.site)]
    words += ["--model", "descriptor", "-n", "2", "--within", "tags=even"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0
    title, first, _ = result.stdout.splitlines()
    assert title == "new-red.png: most similar by descriptor"
    rank, similarity, name, *text = first.split()
    assert (rank, name[:4], text[:2]) == ("1", "red-", ["The", "red"])
    assert 0 < float(similarity) <= 1
    (answer,) = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    assert answer["picture"] == "new-red.png"
    assert answer["neighbors"][0]["filename"] == name
    id_ = answer["neighbors"][0]["id"]
    assert answer["neighbors"][0]["address"] == f"index.html#model=descriptor&image={id_}"


def test_the_command_fails_where_a_picture_was_left_out(made: Made, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    broken = str(tmp_path / "broken.jpg")
    words = ["query", "--site", str(made.site), "--model", "descriptor", broken]
    result = CliRunner().invoke(main, words)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "skipped: broken.jpg:" in result.stderr
    assert "None of the pictures could be read." in result.stderr
    result = CliRunner().invoke(main, [*words, str(made.outside / "new-red.png")])
    assert result.exit_code == 1
    assert "red-" in result.stdout
    result = CliRunner().invoke(main, [*words, "--within", "red"])
    assert result.exit_code == 2
    assert "has to be COLUMN=VALUE" in result.stderr


def test_the_page_opens_at_the_best_match(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    seen: list[bytes] = []

    def look(url: str) -> bool:
        opened.append(url)

        def visit() -> None:
            with urllib.request.urlopen(url.partition("#")[0]) as answer:
                seen.append(answer.read())
            stop()

        threading.Thread(target=visit).start()
        return True

    servers = []
    from pixgen import serve

    make = serve.make_server

    def remember(*arguments, **settings):
        servers.append(make(*arguments, **settings))
        return servers[-1]

    def stop() -> None:
        servers[0].shutdown()

    monkeypatch.setattr(webbrowser, "open", look)
    monkeypatch.setattr(serve, "make_server", remember)
    words = ["query", str(made.outside / "new-red.png"), "--site", str(made.site)]
    result = CliRunner().invoke(main, [*words, "--model", "descriptor", "--json", "--open"])
    assert result.exit_code == 0
    (answer,) = json.loads(result.stdout)
    fragment = answer["neighbors"][0]["address"].partition("#")[2]
    assert opened[0].startswith("http://127.0.0.1:")
    assert opened[0].endswith(f"/#{fragment}")
    assert b"pixgen-settings" in seen[0]


def test_a_site_whose_work_was_removed_is_told(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.site, tmp_path / "site")
    shutil.copytree(Work.of(made.site).folder, tmp_path / ".pixgen" / "site")
    moved = Made(tmp_path / "site", made.outside)
    assert ask(moved, "new-red.png").answers
    clean(Work.of(moved.site), moved.site)
    with pytest.raises(InputError, match="Build it here again"):
        ask(moved, "new-red.png")
