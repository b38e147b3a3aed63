"""Owns the surface of one feather: barbs along a curved shaft, bars, spots, eyes, sheen."""

import numpy as np
import numpy.typing as npt
from studio.raster import noise
from studio.vector import Colour, Field, gradient


class Vane:
    """One feather's pixels in its own coordinates, painted layer upon layer.

    ``b`` is where on the shaft a barb is rooted (0 quill, 1 tip), ``v`` how far out along the
    vane (0 shaft, 1 edge), ``side`` which vane.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        x: Field,
        y: Field,
        bend: float,
        width: float,
        slant: float,
        shape: tuple[float, float],
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
            near = np.clip(1 - np.abs(self.b - at) / 0.011, 0, 1) * (
                self.side == rng.choice([-1, 1])
            )
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
        found = np.where(
            self.side < 0, np.interp(at, knots, rows[0]), np.interp(at, knots, rows[1])
        )
        comb: Field = (found / 1.5).astype(np.float32)
        return comb

    def lay(self, cover: npt.NDArray[np.floating], colour: Colour | Field) -> None:
        """Cover with a colour."""
        share = np.clip(cover, 0, 1).astype(np.float32)[..., None]
        self.colour += share * (np.asarray(colour, np.float32) - self.colour)

    def ground(self, stops: Field) -> None:
        """Colour from quill to tip."""
        at = np.clip((self.b - 0.1) / 0.9 + 0.3 * self.wobble, 0, 1)
        self.colour[:] = gradient(at, stops)

    def bars(
        self,
        count: int,
        colour: Colour,
        share: float,
        *,
        bow: float = 0.0,
        soft: float = 0.25,
        ragged: float = 0.5,
    ) -> None:
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
        """Colour the outer part of both vanes."""
        self.lay((self.v + 0.5 * self.wobble - start) / soft, colour)

    def tip(self, colour: Colour, start: float, soft: float = 0.06) -> None:
        """Colour what lies beyond one place along the shaft."""
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
        self.colour += (
            np.clip(glow, 0, 1)[..., None] * np.asarray(colour, np.float32) * (1 - self.colour)
        )

    def finish(self) -> Field:
        """Colours with the shading of the barbs, the vane's curve and the groove at the shaft."""
        ribs = 1 + 0.10 * self.barbs
        curve = 1.06 - 0.2 * self.v**2 * (self.side > 0) - 0.05 * self.v
        groove = 1 - 0.35 * np.exp(-self.v / 0.07)
        done: Field = np.clip(self.colour * (ribs * curve * groove)[..., None], 0, 1)
        return done
