"""Owns the surface of one wing: its pixels in wing coordinates, painted layer upon layer."""

import numpy as np
from studio.raster import noise
from studio.vector import Colour, Field, Points, Stencil, gradient


class Wing:
    """One right wing: its pixels in wing coordinates, painted layer upon layer."""

    def __init__(
        self, outline: Points, root: tuple[float, float], scale: float, rng: np.random.Generator
    ) -> None:
        low, high = outline.min(0) - 0.02, outline.max(0) + 0.02
        left, top = np.floor(low * scale).astype(int)
        right, bottom = np.ceil(high * scale).astype(int)
        left = max(int(left), 0)
        self.corner, self.scale, self.rng = (left, int(top)), scale, rng
        shape = (int(bottom - top), int(right - left))
        self.mask = Stencil(shape, self.corner).polygon(outline * scale).coverage()
        y, x = np.mgrid[top:bottom, left:right].astype(np.float32) / np.float32(scale)
        self.x, self.y = x, y
        dx, dy = x - np.float32(root[0]), y - np.float32(root[1])
        turn, reach = np.arctan2(dy, dx), np.hypot(dx, dy)
        a = np.arctan2(outline[:, 1] - root[1], outline[:, 0] - root[0])
        r = np.hypot(outline[:, 0] - root[0], outline[:, 1] - root[1])
        a, r = a[r > 0.16], r[r > 0.16]
        order = np.argsort(a)
        self.s = (reach / np.interp(turn, a[order], r[order])).astype(np.float32)
        self.reach = reach
        self.wobble = noise(rng, shape, 7, octaves=3) * np.float32(0.17)
        t = (turn - a.min()) / (a.max() - a.min())
        bow = 0.10 * np.sin(np.pi * np.clip(t, 0, 1)) * (1 - self.s)
        self.t = np.clip(t + bow, 0, 1).astype(np.float32)
        self.spread = float(a.max() - a.min())
        self.colour = np.zeros((*shape, 3), np.float32)

    def _edge(self, distance: Field, soft: float) -> Field:
        step: Field = np.clip(0.5 - distance / np.float32(soft), 0, 1)
        return step * step * (3 - 2 * step)

    def lay(self, cover: Field, colour: Colour | Field) -> None:
        """Cover with a colour."""
        self.colour += cover[..., None] * (np.asarray(colour, np.float32) - self.colour)

    def ground(self, stops: Field, wander: float = 0.5) -> None:
        """Colour from root to margin, wandering a little."""
        self.colour[:] = gradient(np.clip(self.s + wander * self.wobble, 0, 1), stops)

    def band(
        self,
        start: float,
        end: float,
        colour: Colour,
        *,
        soft: float = 0.05,
        wave: float = 0.0,
        lobes: int = 7,
        ragged: float = 0.12,
        over: float = 1.0,
    ) -> None:
        """Colour the ring between two shares of the way from root to margin."""
        bent = self.s + wave * np.cos(2 * np.pi * lobes * self.t) + ragged * self.wobble
        self.lay(self._edge(start - bent, soft) * self._edge(bent - end, soft) * over, colour)

    def sector(self, start: float, end: float, inner: float, colour: Colour, soft: float) -> None:
        """Colour a wedge of the wing beyond ``inner``, from its leading (0) to hind edge (1)."""
        bent = self.t + 0.2 * self.wobble
        cover = self._edge(start - bent, soft) * self._edge(bent - end, soft)
        self.lay(cover * self._edge(inner - self.s - 0.2 * self.wobble, soft), colour)

    def veins(self, count: int, colour: Colour, width: float, over: float = 1.0) -> None:
        """Draw the discal cell and the veins that fan out from it to the margin."""
        lane = self.t * count
        away = np.abs(lane - np.round(lane)) / count * self.spread * self.reach
        swell = width * (0.55 + 0.9 * np.clip(self.s - 0.5, 0, 1) ** 2)
        cell = np.abs(np.hypot((self.s - 0.3) / 0.26, (self.t - 0.42) / 0.17) - 1) * 0.12
        outside = np.hypot((self.s - 0.3) / 0.26, (self.t - 0.42) / 0.17) > 1
        fine = 1.6 / self.scale
        line = self._edge(away - swell, fine) * outside
        self.lay(np.maximum(line, self._edge(cell - width * 0.6, fine)) * over, colour)

    def spots(
        self,
        at: float,
        count: int,
        colour: Colour,
        size: float,
        *,
        tall: float = 1.0,
        first: int = 0,
        last: int | None = None,
    ) -> None:
        """Row of spots between the veins at one share of the way to the margin."""
        lane = self.t * count
        seat = np.floor(lane)
        sizes = size * self.rng.uniform(0.75, 1.2, count + 1)
        own = sizes[np.clip(seat, 0, count).astype(int)].astype(np.float32)
        sideways = (lane - seat - 0.5) / count * self.spread * self.reach
        along = (self.s - at) * self.reach / np.maximum(self.s, 0.05) / tall
        cover = self._edge(np.hypot(sideways, along) - own, 3.0 / self.scale)
        cover *= (seat >= first) & (seat < (count if last is None else last))
        self.lay(cover, colour)

    def eye(self, at: tuple[float, float], size: float, rings: Field, glint: float = 0.8) -> None:
        """Eyespot of concentric ``rings``, from the outermost inward."""
        away = np.hypot((self.x - at[0]) * 1.08, self.y - at[1]) + 0.02 * self.wobble
        for k, colour in enumerate(rings):
            self.lay(self._edge(away - size * (1 - k / len(rings)) ** 0.8, 0.016), colour)
        moon = np.hypot(self.x - at[0] + size * 0.17, self.y - at[1] + size * 0.2) - size * 0.13
        self.lay(self._edge(moon, 0.012) * glint, (1.0, 1.0, 1.0))

    def sheen(self, colour: Colour, angle: float, strength: float, width: float = 0.34) -> None:
        """Light caught by the scales along one direction, as on morphos."""
        across = self.x * np.cos(angle) + self.y * np.sin(angle)
        middle = float(across.mean())
        flare = np.exp(-(((across - middle + 0.25 * self.wobble) / width) ** 2)) * strength
        ribs = 0.85 + 0.15 * np.cos(self.t * 150 + 12 * self.wobble)
        flare = (flare * ribs)[..., None] * np.asarray(colour, np.float32)
        self.colour += flare * (1.15 - self.colour)

    def finish(self) -> Field:
        """Colours with the fine relief of scales, fluting between veins and a darker root."""
        flute = 1 + 0.045 * np.cos(2 * np.pi * 8 * self.t) * np.clip(self.s * 1.6, 0, 1)
        flute *= 1 + 0.16 * self.wobble + 0.02 * np.cos(self.s * 130 + 9 * self.wobble)
        flute *= 1 - 0.35 * np.exp(-((self.s / 0.16) ** 2))
        done: Field = np.clip(self.colour * flute[..., None], 0, 1)
        return done
