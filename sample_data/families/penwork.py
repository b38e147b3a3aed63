"""Owns the engraver's and the colourist's hand: inked, washed leaves, petals and stems."""

import numpy as np
from studio.plate import Plate
from studio.raster import noise
from studio.vector import Colour, Field, Points, Stencil, blade, circle, ribbon, spine, spline


class Hand:
    """The engraver's and the colourist's hand over one plate."""

    def __init__(self, plate: Plate, rng: np.random.Generator, u: float, ink: Colour) -> None:
        self.plate, self.rng, self.u, self.ink = plate, rng, u, ink
        self.tooth = 1 + np.float32(0.055) * noise(rng, plate.page, 16, octaves=3)
        self.cyanotype = False

    def contour(self, outline: Points, lines: list[Points], thin: float) -> None:
        """Ink an outline with a swelling line, and finer ``lines`` within it."""
        box = Stencil.around(outline, self.plate.page, 3)
        if box is None or self.cyanotype:
            return
        count = len(outline)
        weight = self.u * (0.75 + 0.45 * np.sin(np.arange(count) * 2 * np.pi / count + 0.6))
        box.polygon(ribbon(outline, np.maximum(weight, 0.3 * self.u)))
        box.lines(lines, thin * self.u, 0.8)
        self.plate.ink(box, self.ink, 0.8)

    def leaf(
        self,
        middle: Points,
        width: float,
        low: Colour,
        high: Colour,
        *,
        belly: float = 0.4,
        veins: int = 6,
        point: float = 1.0,
        wave: float = 0.0,
        lean: float = 0.55,
    ) -> None:
        """Leaf or petal with midrib, side veins and one half in shade."""
        shade = float(self.rng.uniform(0.9, 1.08))
        outline = blade(middle, width, belly=belly, point=point, wave=wave)
        low, high = np.asarray(low) * shade, np.asarray(high) * shade
        axis = (middle[0], middle[-1])
        self.plate.wash(outline, low, high, axis, tooth=self.tooth, edge=0.3)
        n = len(middle)
        half = np.concatenate([outline[:n], middle[::-1]])
        if not self.cyanotype:
            self.plate.wash(half, low * 0.8, high * 0.86, axis, opacity=0.5, edge=0)
        lines = [middle]
        for k in range(1, veins + 1):
            i = int(n * (0.08 + 0.74 * k / (veins + 1)))
            j = min(n - 1, i + int(n * lean * 0.4))
            for rim in (outline[:n], outline[n:][::-1]):
                lines.append(middle[i] + (rim[j] - middle[i]) * np.array([[0], [0.45], [0.86]]))
        self.contour(outline, lines, 0.4)

    def petal(
        self,
        middle: Points,
        width: float,
        low: Colour,
        high: Colour,
        *,
        belly: float = 0.6,
        point: float = 0.8,
        wave: float = 0.0,
        streaks: int = 5,
    ) -> None:
        """Petal whose fine lines run from the base along its length."""
        outline = blade(middle, width, belly=belly, point=point, wave=wave)
        shade = float(self.rng.uniform(0.93, 1.06))
        self.plate.wash(
            outline,
            np.asarray(low) * shade,
            np.asarray(high) * shade,
            (middle[0], middle[-1]),
            tooth=self.tooth,
            edge=0.24,
        )
        n = len(middle)
        lines = []
        for share in np.linspace(-0.75, 0.75, streaks):
            end = int(n * self.rng.uniform(0.45, 0.85))
            rim = outline[:n] if share > 0 else outline[n:][::-1]
            lines.append((middle + (rim - middle) * abs(share))[2:end])
        self.contour(outline, [line for line in lines if len(line) > 1], 0.35)

    def stem(self, line: Points, start: float, end: float, colour: Colour) -> None:
        """Stalk, lit from the left."""
        outline = ribbon(line, np.linspace(start, end, len(line)))
        base = np.asarray(colour)
        left = line - [start * 0.5, 0]
        right = line + [start * 0.5, 0]
        mid = len(line) // 2
        self.plate.wash(
            outline, base * 1.16, base * 0.74, (left[mid], right[mid]), tooth=self.tooth, edge=0.1
        )
        self.contour(outline, [], 0.4)

    def ball(self, at: Points, radius: float, colour: Colour) -> None:
        """Round bud, berry or seed head."""
        outline = circle(at, radius, steps=24)
        base, r = np.asarray(colour), np.array([radius, radius]) * 0.8
        self.plate.wash(
            outline,
            np.clip(base * 1.3, 0, 1),
            base * 0.7,
            (at - r, at + r),
            tooth=self.tooth,
            edge=0.2,
        )
        self.contour(outline, [], 0.4)

    def dots(self, places: Points, radius: float, colour: Colour) -> None:
        """Many small grains, such as anthers."""
        box = Stencil.around(places, self.plate.page, radius + 3)
        if box is None:
            return
        for at in places:
            box.dot(at, radius * self.rng.uniform(0.7, 1.2))
        self.plate.lay(box.coverage(), colour, box.corner)

    def roots(self, at: Points, reach: float, colour: Colour) -> None:
        """Fine roots spreading downwards."""
        for angle in self.rng.uniform(0.15 * np.pi, 0.85 * np.pi, 15):
            long = reach * self.rng.uniform(0.4, 1.0)
            bends = np.cumsum(self.rng.normal(0, 0.25, 6)) * 0.5 + angle
            steps = np.stack([np.cos(bends), np.sin(bends)], -1) * long / 6
            line = spline(np.concatenate([at[None], at + np.cumsum(steps, 0)]), steps=6)
            self.stem(line, 2.6 * self.u, 0.5 * self.u, colour)


def point_on(line: Points, share: float) -> tuple[Points, float]:
    """Place on a line at a share of its length, and the line's heading there."""
    i = int(np.clip(share, 0, 1) * (len(line) - 1))
    step = line[min(i + 1, len(line) - 1)] - line[max(i - 1, 0)]
    return line[i], float(np.arctan2(step[1], step[0]))


def toward(at: Points, angle: float, long: float) -> Points:
    """Place at a distance from ``at`` along a heading."""
    return at + np.array([np.cos(angle), np.sin(angle)]) * long


def sway(h: Hand, base: Points, top: Points) -> Points:
    """Stem from base to top, slightly bowed to one side."""
    bend = float(h.rng.uniform(-0.09, 0.09))
    return spine(base, top, bend=bend, steps=40)


def ragged_leaf(h: Hand, at: Points, heading: float, long: float, c: Field) -> None:
    """Deeply cut leaf: leaflets on both sides of a rib."""
    side = h.rng.choice([-1, 1])
    rib = spine(at, toward(at, heading + side * h.rng.uniform(0.5, 1.0), long), bend=0.12 * side)
    h.stem(rib, 1.6 * h.u, 0.8 * h.u, c[3])
    for share in (0.3, 0.48, 0.66, 0.82):
        for way in (-1, 1):
            root, angle = point_on(rib, share)
            tip = toward(root, angle + way * 0.7, long * 0.34 * (1.15 - share * 0.6))
            h.leaf(spine(root, tip, bend=0.1 * way), long * 0.11, c[3] * 0.85, c[4], veins=2)
    h.leaf(
        spine(rib[-6], toward(rib[-1], point_on(rib, 1)[1], long * 0.2)),
        long * 0.12,
        c[3],
        c[4],
        veins=2,
    )
