"""Owns the feathers: barbs along a curved shaft, their bars, spots, eyes and sheen."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from studio.drawing import Drawing, Family
from studio.raster import blur, noise
from studio.vector import Colour, Field, Plate, gradient, palette, rgb, spline


class _Vane:
    """One feather's pixels in its own coordinates, painted layer upon layer.

    ``b`` is where on the shaft a barb is rooted (0 quill, 1 tip), ``v`` how far out along the
    vane (0 shaft, 1 edge), ``side`` which vane.
    """

    def __init__(
        self, rng: np.random.Generator, x: Field, y: Field, bend: float, width: float,
        slant: float, shape: tuple[float, float],
    ) -> None:
        self.rng = rng
        slant *= min(1.0, 0.12 / width)
        arc = bend * 4 * x * (1 - x)
        off = y - arc
        self.side = np.where(off < 0, -1.0, 1.0).astype(np.float32)
        reach = np.abs(off)
        self.x, self.off = x, off
        self.b = (x - slant * reach * (1 + 0.9 * reach / width)).astype(np.float32)
        lead, trail = shape
        breadth = np.where(off < 0, lead, trail) * width
        t = np.clip((self.b - 0.13) / 0.87, 0, 1)
        profile = np.clip(np.sin(np.pi * t**0.62), 0, 1) ** 0.55 * (1 - 0.45 * t**5)
        self.barbs = self._comb(260, 2.0)
        clumps = self._comb(34, 9.0)
        splits = np.zeros_like(self.b)
        for _ in range(int(rng.integers(3, 8))):
            at, deep = rng.uniform(0.25, 0.95), rng.uniform(0.12, 0.5)
            near = np.clip(1 - np.abs(self.b - at) / 0.011, 0, 1) * (self.side == rng.choice([-1, 1]))
            splits = np.maximum(splits, near * deep)
        edge = breadth * profile * (1 - 0.035 * clumps - 0.03 * self.barbs) + 1e-4
        self.v = (reach / edge).astype(np.float32)
        self.edge, self.reach = edge, reach
        open_ = np.clip((self.v - (1 - splits)) * 8, 0, 1) * (splits > 0)
        pixel = float(abs(x[0, 1] - x[0, 0]) + abs(x[1, 0] - x[0, 0])) * 1.4
        solid = np.clip((edge - reach) / pixel + 0.5, 0, 1) * (1 - open_)
        fray = np.clip(1.25 - 0.55 * np.clip((self.v - 0.86) / 0.14, 0, 1) * (1 + self.barbs), 0, 1)
        self.mask = (solid * fray * (t > 0) * (t < 1)).astype(np.float32)
        self.wobble = noise(rng, (x.shape[0], x.shape[1]), 9, octaves=3) * np.float32(0.16)
        self.colour = np.zeros((*x.shape, 3), np.float32)

    def _comb(self, teeth: int, smooth: float) -> Field:
        """One value a barb, in [-1, 1], the same all along it; the two vanes differ."""
        rows = []
        for _ in range(2):
            raw = self.rng.normal(0, 1, teeth * 2)
            kernel = np.hanning(int(smooth * 2) + 1)
            rows.append(np.clip(np.convolve(raw, kernel / kernel.sum() ** 0.5, "same"), -1.5, 1.5))
        at = np.clip(self.b, 0, 1) * (teeth * 2 - 1)
        knots = np.arange(teeth * 2)
        found = np.where(self.side < 0, np.interp(at, knots, rows[0]), np.interp(at, knots, rows[1]))
        comb: Field = (found / 1.5).astype(np.float32)
        return comb

    def lay(self, cover: Field, colour: Colour | Field) -> None:
        share = np.clip(cover, 0, 1).astype(np.float32)[..., None]
        self.colour += share * (np.asarray(colour, np.float32) - self.colour)

    def ground(self, stops: Field) -> None:
        """Colour from quill to tip."""
        at = np.clip((self.b - 0.1) / 0.9 + 0.3 * self.wobble, 0, 1)
        self.colour[:] = gradient(at, stops)

    def bars(self, count: int, colour: Colour, share: float, *, bow: float = 0.0,
             soft: float = 0.25, ragged: float = 0.5) -> None:
        """Cross bars that follow the barbs, bowed toward the tip by ``bow``."""
        at = (self.b - bow * self.v) * count + ragged * self.wobble + 0.12 * self.barbs
        wave = 0.5 + 0.5 * np.cos(2 * np.pi * at)
        self.lay((wave - (1 - share)) / soft + 0.5, colour)

    def spots(self, count: int, colour: Colour, size: float) -> None:
        """Rows of round spots on both vanes."""
        for out, shift in ((0.27, 0.0), (0.7, 0.5)):
            lane = (self.x - 0.3 * self.reach) * count + shift
            away = np.hypot((lane - np.floor(lane) - 0.5) / count, self.reach - out * self.edge)
            self.lay((size - away) / 0.004 + 0.5, colour)

    def rim(self, colour: Colour, start: float, soft: float = 0.12) -> None:
        self.lay((self.v + 0.5 * self.wobble - start) / soft, colour)

    def tip(self, colour: Colour, start: float, soft: float = 0.06) -> None:
        at = self.b + 0.5 * self.wobble * 0.3 + 0.03 * self.barbs
        self.lay((at - start) / soft, colour)

    def eye(self, at: float, size: float, rings: Field) -> None:
        """Peacock's eye across both vanes, ``rings`` from the outermost inward."""
        shape = np.hypot((self.x - at) / 1.18, self.off * 1.05) + 0.006 * self.barbs
        for k, colour in enumerate(rings):
            self.lay((size * (1 - k / len(rings)) ** 0.9 - shape) / 0.010 + 0.5, colour)

    def sheen(self, colour: Colour, at: float, width: float, strength: float) -> None:
        """Iridescence where the barbs tilt into the light."""
        turn = self.b + 0.16 * self.v * self.side + 0.25 * self.wobble
        glow = np.exp(-(((turn - at) / width) ** 2)) * strength * (0.75 + 0.35 * self.barbs)
        self.colour += np.clip(glow, 0, 1)[..., None] * np.asarray(colour, np.float32) * (
            1 - self.colour
        )

    def finish(self) -> Field:
        """Colours with the shading of the barbs, the vane's curve and the groove at the shaft."""
        ribs = 1 + 0.10 * self.barbs
        curve = 1.06 - 0.2 * self.v**2 * (self.side > 0) - 0.05 * self.v
        groove = 1 - 0.35 * np.exp(-self.v / 0.07)
        done: Field = np.clip(self.colour * (ribs * curve * groove)[..., None], 0, 1)
        return done


def _hawk(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[0], c[0], c[1]]))
    f.rim(c[1], 0.5, 0.7)
    f.bars(int(f.rng.integers(7, 13)), c[2], f.rng.uniform(0.3, 0.5), bow=0.05)
    f.tip(c[2], 0.92)
    f.tip(c[3], 0.975, 0.02)


def _peacock(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.bars(60, c[1] * 0.75, 0.4, soft=0.8)
    f.sheen(c[3], 0.45, 0.2, 0.5)
    f.sheen(c[2], 0.72, 0.14, 0.5)
    f.eye(0.72, 0.125, np.stack([c[2], c[3], c[2] * 0.8, c[4], c[4] * 0.35]))


def _jay(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[4], c[0], c[0]]))
    f.lay((f.side > 0) * np.clip((f.v - 0.12) * 6, 0, 1), c[2])
    count = int(f.rng.integers(16, 26))
    at = f.b * count + 0.3 * f.wobble
    band = 0.5 + 0.5 * np.cos(2 * np.pi * at)
    front = f.side < 0
    f.lay((band - 0.3) / 0.7 * front, c[3])
    f.lay((band - 0.72) / 0.15 * front, c[2])
    f.sheen(c[3], 0.5, 0.4, 0.25)


def _plain(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0], c[2]]))
    f.rim(c[3], 0.55, 0.9)
    f.sheen(c[4], f.rng.uniform(0.3, 0.7), 0.25, 0.3)


def _guinea(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.spots(int(f.rng.integers(11, 17)), c[3], f.rng.uniform(0.014, 0.018))
    f.rim(c[1] * 0.7, 0.9, 0.2)


def _parrot(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0], c[3]]))
    f.lay((f.side > 0) * np.clip((f.v - 0.45) * 3, 0, 1), c[2])
    f.sheen(c[4], f.rng.uniform(0.35, 0.75), 0.22, 0.6)
    f.tip(c[2] * 0.6, 0.93)


def _owl(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[3], c[0], c[0]]))
    speck = np.clip(f.wobble * 5 + f.barbs * 0.5 - 0.1, 0, 1) * 0.8
    f.lay(speck, c[1])
    f.bars(int(f.rng.integers(4, 8)), c[2], 0.3, bow=-0.06, soft=0.5, ragged=1.6)
    f.rim(c[3], 0.82, 0.3)


def _pheasant(f: _Vane, c: Field) -> None:
    f.ground(np.stack([c[1], c[0], c[0]]))
    f.bars(int(f.rng.integers(17, 26)), c[2], 0.26, bow=-0.045, soft=0.25, ragged=0.8)
    f.rim(c[3], 0.6, 0.5)
    f.bars(int(f.rng.integers(17, 26)), c[4], 0.1, bow=-0.045, soft=0.5)


@dataclass(frozen=True)
class _Bird:
    name: str
    kinds: tuple[str, ...]
    paint: Callable[[_Vane, Field], None]
    # Half width, and the shares of it that the leading and trailing vanes take.
    width: tuple[float, float]
    lead: tuple[float, float]
    # Ground, its second tone, the dark, the pale, the sheen.
    palettes: tuple[tuple[str, str], ...]


_BIRDS = (
    _Bird("barred flight feather", ("buzzard", "kestrel", "harrier"), _hawk, (0.085, 0.11),
          (0.45, 0.7),
          (("brown", "c9a478 efe2c8 4a3426 f6eedc e0c090"), ("grey", "b8b8b4 ecece6 3c4048 f8f8f4 c0c8d0"),
           ("chestnut", "b8683c e8c49c 34241e f4e8d4 e0a878"))),
    _Bird("peacock eye", ("peafowl",), _peacock, (0.15, 0.17), (1.0, 1.0),
          (("green", "4f7a34 8a7a3a 1f8a7c c8a840 1c2f8c"), ("bronze", "8a6a30 5c5028 2a7a6a d8a848 203a98"),
           ("teal", "2a7c74 6a7a3c 1f9aa0 b8b050 3a2a8c"), ("white", "e4e4da d0d0c4 c8d4d0 f4f0dc b4c0cc"))),
    _Bird("barred covert", ("jay", "roller"), _jay, (0.10, 0.13), (0.8, 1.0),
          (("blue", "3f7ad0 2a58a8 161a2c b4dcf8 d8d4cc"), ("turquoise", "2aa0b4 1f7890 14222c b8f0ec d4d8d0"))),
    _Bird("contour plume", ("flamingo", "ibis", "spoonbill", "swan", "raven"), _plain, (0.13, 0.19),
          (0.9, 1.0),
          (("pink", "f09a98 fbe4dc e8706c fbd4cc ffd8c8"), ("scarlet", "d8402c f0b098 a82420 e8684c ff9878"),
           ("white", "f0eee8 fbfaf6 dcdcd8 ffffff ffffff"), ("black", "24262e 4a4c54 101218 34384a 6a80b8"),
           ("yellow", "f2cc50 fbf0d0 e0a030 f8e490 fff4b0"))),
    _Bird("spotted feather", ("guineafowl", "woodpecker"), _guinea, (0.115, 0.15), (0.85, 1.0),
          (("black", "2c2c34 6a6a70 16161c f4f2ec 8088a0"), ("grey", "6c7078 a4a6a8 3a3c44 f8f6f0 b0b8c8"),
           ("umber", "54382a 9a7a60 2c1c16 f6ead4 c09070"))),
    _Bird("iridescent quill", ("macaw", "lory", "sunbird", "kingfisher"), _parrot, (0.08, 0.12),
          (0.55, 0.9),
          (("green", "2f9a4c f0d050 1f4a8c 2fb8a8 a0f0c0"), ("blue", "2060c0 f0c040 12204c 3fa8e8 a0d8ff"),
           ("red", "cc2f2a f0a030 24388c e86a3a ffb890"), ("violet", "6a3fa8 e070a0 20204c a070d8 d8b8ff"))),
    _Bird("soft mottled feather", ("tawny owl", "barn owl", "nightjar"), _owl, (0.115, 0.16),
          (0.8, 1.0),
          (("tawny", "c49a68 8a5f3c 5a3a28 f2e4cc e0c8a0"), ("buff", "e0bc84 b08850 7a5a40 faf2e0 f0dcb8"),
           ("grey", "a8a098 706860 403a38 ece8e0 c8c4c0"))),
    _Bird("long tail feather", ("pheasant", "lyrebird", "cuckoo"), _pheasant, (0.06, 0.09),
          (0.9, 1.0),
          (("gold", "cfa060 b07c44 3c2418 e0b888 7a4430"), ("copper", "b86a3c 8c4a2c 2c1a18 d8a078 50202c"),
           ("silver", "dcdcd8 b8bcc0 2c3038 f4f4f2 6c7480"))),
)  # fmt: skip
_PLACES = ((51.5, -0.1), (-2.2, 37.9), (23.1, 72.6), (-8.6, 115.2), (-16.5, 145.4), (9.7, -84.0),
           (60.2, 24.9), (35.7, 139.7), (-34.6, -58.4), (43.5, 4.5))


def _one(
    plate: Plate, bird: _Bird, colours: Field, rng: np.random.Generator, u: float, *,
    at: tuple[float, float], angle: float, length: float, dark: bool,
) -> None:
    """Lay one feather, its quill at ``at``, with its shadow and down."""
    h, w = plate.page
    y, x = np.mgrid[:h, :w].astype(np.float32)
    c, s = np.cos(angle), np.sin(angle)
    along = (((x - at[0]) * c + (y - at[1]) * s) / length).astype(np.float32)
    across = (((y - at[1]) * c - (x - at[0]) * s) / length).astype(np.float32)
    bend = float(rng.uniform(-0.075, 0.075))
    f = _Vane(rng, along, across, bend, float(rng.uniform(*bird.width)), rng.uniform(0.9, 1.5),
              bird.lead if rng.random() < 0.5 else bird.lead[::-1])
    bird.paint(f, colours)

    def on_page(points: Field) -> Field:
        back: Field = np.stack([points[:, 0] * c - points[:, 1] * s,
                                points[:, 0] * s + points[:, 1] * c], -1) * length + at
        return back

    t = np.linspace(-0.03, 0.985, 70)
    shaft_line = on_page(np.stack([t, bend * 4 * t * (1 - t)], -1))
    shaft = plate.sheet().stroke(shaft_line, 0.017 * length, 0.0028 * length).coverage()
    down = plate.sheet()
    for _ in range(90):
        root = rng.uniform(0.10, 0.27)
        side = rng.choice([-1.0, 1.0])
        reach = rng.uniform(0.04, 0.115) * (1.1 - abs(root - 0.19) * 4)
        start = np.array([root, bend * 4 * root * (1 - root)])
        curl = rng.normal(0, 0.03, 3)
        wisp = spline(np.array([start, start + [0.01 + curl[0] * 0.4, side * reach * 0.4],
                                start + [0.03 + curl[1], side * reach * 0.8],
                                start + [0.03 + curl[2] * 1.6, side * reach]]), steps=6)
        down.stroke(on_page(wisp), 1.5 * u, 0.5 * u, rng.uniform(0.35, 0.9))
    fluff = down.coverage() * np.float32(0.5)
    whole = np.maximum(np.maximum(f.mask, shaft), fluff * np.float32(0.5))
    gap = max(1, round(9 * u))
    fall = blur(np.roll(whole, (gap, round(gap * 0.6)), (0, 1)), 0.010)
    plate.stain(fall * np.float32(0.55 if dark else 0.42), rgb("101018") if dark else rgb("6a6470"))
    close = blur(np.roll(whole, (round(3 * u), round(2 * u)), (0, 1)), 0.003)
    plate.stain(close * np.float32(0.3), rgb("3a3640"))
    plate.lay(f.mask, f.finish())
    pale = colours[3] * 0.5 + 0.45
    plate.lay(fluff, np.clip(pale, 0, 1))
    horn = rgb("f0e6d0") if rng.random() < 0.6 else colours[2] * 0.6 + 0.22
    tone = gradient(np.clip(along, 0, 1), np.stack([rgb("f4ecdc"), horn, horn * 0.62]))
    round_ = 1.0 - 14 * np.clip(across - bend * 4 * along * (1 - along), -0.012, 0.012)
    plate.lay(shaft, np.clip(tone * round_[..., None], 0, 1))


def _draw(rng: np.random.Generator, size: int) -> Drawing:
    bird = _BIRDS[rng.integers(len(_BIRDS))]
    hue, codes = bird.palettes[rng.integers(len(bird.palettes))]
    colours = np.clip(palette(codes) * rng.normal(1, 0.05, (5, 3)), 0, 1).astype(np.float32)
    pair = rng.random() < 0.28
    aspect = 0.8 if pair else float(rng.choice([0.56, 0.66, 0.74]))
    page = (size, round(size * aspect))
    u = size / 640
    dark = hue in ("white", "silver", "pink", "yellow") and rng.random() < 0.75
    tones = ("1f2a33", "2a2430", "24302c") if dark else ("ebe6da", "dfe4e6", "efe8dc", "e4e0e4")
    y, x = np.mgrid[: page[0], : page[1]].astype(np.float32) / np.float32(size)
    cloud = noise(rng, page, 4, octaves=4)
    light = 1.05 - 0.22 * np.hypot(x - aspect * 0.35, y - 0.3) ** 1.5 + 0.014 * cloud
    plate = Plate(rgb(tones[rng.integers(len(tones))]) * light[..., None])
    lean = float(rng.choice([-1, 1]))
    if pair:
        for side in (-1, 1):
            tilt = -np.pi / 2 + side * rng.uniform(0.12, 0.24)
            start = (page[1] * (0.5 + 0.10 * side), size * rng.uniform(0.90, 0.93))
            _one(plate, bird, colours, rng, u, at=start, angle=tilt, dark=dark,
                 length=size * rng.uniform(0.76, 0.83))
    else:
        room = float(np.arctan2(page[1] * 0.42, size * 0.8))
        tilt = -np.pi / 2 + lean * rng.uniform(0.25, 0.95) * room
        length = size * rng.uniform(0.87, 0.93)
        middle = np.array([page[1] / 2, size / 2])
        reach = np.array([np.cos(tilt), np.sin(tilt)]) * length / 2
        start = (float(middle[0] - reach[0]), float(middle[1] - reach[1]))
        _one(plate, bird, colours, rng, u, at=start, angle=tilt, length=length, dark=dark)

    kind = bird.kinds[rng.integers(len(bird.kinds))]
    place = _PLACES[rng.integers(len(_PLACES))] if rng.random() < 0.75 else None
    number = "Pair of" if pair else "Single"
    ending = "s" if pair else ""
    return Drawing(
        image=plate.image(),
        title=f"{bird.name.capitalize()}{ending}, {kind}",
        tags=(bird.name, hue, "pair" if pair else "single", "dark ground" if dark else "pale ground"),
        year=int(rng.integers(1848, 1985)),
        description=f"{number} {hue} {bird.name}{ending} of the {kind} kind on a "
        f"{'dark' if dark else 'pale'} ground.",
        lat=place[0] if place else None,
        lng=place[1] if place else None,
    )


FAMILY = Family("feather", "Feathers", _draw)
