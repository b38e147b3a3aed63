import assert from "node:assert/strict";
import { test } from "node:test";
import { freeBox, freeInsets, placeLabel, searchRings } from "../../web_template/src/ui/placement";

const AREA = { x: 10, y: 10, width: 800, height: 600 };
const LABEL = { width: 200, height: 60 };

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test("a label stands beneath its picture where there is room", () => {
  const place = placeLabel({ x: 300, y: 200, width: 100, height: 80 }, LABEL, AREA);
  assert.deepEqual(place, { x: 250, y: 290 });
});

test("wherever the picture is, its label covers neither it nor the edge of the area", () => {
  for (let x = -80; x < 900; x += 37) {
    for (let y = -80; y < 700; y += 31) {
      for (const size of [6, 90, 380]) {
        const picture = { x, y, width: size, height: size * 0.75 };
        const place = placeLabel(picture, LABEL, AREA);
        if (place === null) continue;
        const label = { ...place, ...LABEL };
        assert.equal(overlap(label, picture), false, `picture ${size} at ${x},${y}`);
        assert.ok(label.x >= AREA.x && label.x + label.width <= AREA.x + AREA.width);
        assert.ok(label.y >= AREA.y && label.y + label.height <= AREA.y + AREA.height);
      }
    }
  }
});

test("a picture inside the area that leaves room on any side gets its label", () => {
  const sides = [
    { x: 20, y: 20, width: 780, height: 500 },
    { x: 20, y: 100, width: 780, height: 500 },
    { x: 20, y: 20, width: 560, height: 580 },
    { x: 240, y: 20, width: 560, height: 580 },
  ];
  for (const picture of sides) assert.notEqual(placeLabel(picture, LABEL, AREA), null);
});

test("a picture that fills the area gets no label", () => {
  assert.equal(placeLabel(AREA, LABEL, AREA), null);
});

const WINDOW = { width: 1440, height: 900 };

test("panels take from the window what they reach in from their edge, and hidden ones nothing", () => {
  const insets = freeInsets(WINDOW, [
    { edge: "top", box: { x: 0, y: 0, width: 1440, height: 60 } },
    { edge: "left", box: { x: 16, y: 64, width: 240, height: 800 } },
    { edge: "right", box: { x: 1000, y: 0, width: 440, height: 900 } },
    { edge: "bottom", box: { x: 500, y: 830, width: 300, height: 52 } },
    { edge: "bottom", box: { x: 0, y: 0, width: 0, height: 0 } },
  ]);
  assert.deepEqual(insets, { top: 60, left: 256, right: 440, bottom: 70 });
  assert.deepEqual(freeBox(WINDOW, insets), { x: 256, y: 60, width: 744, height: 770 });
});

test("panels that would leave nothing still leave a third of the window", () => {
  const insets = freeInsets({ width: 300, height: 200 }, [
    { edge: "left", box: { x: 0, y: 0, width: 250, height: 200 } },
    { edge: "right", box: { x: 50, y: 0, width: 250, height: 200 } },
  ]);
  assert.ok(300 - insets.left - insets.right >= 99.9);
});

test("the search for the middle picture starts in the middle and stays within its reach", () => {
  const points = searchRings({ x: 100, y: 50 }, 40);
  assert.deepEqual(points[0], { x: 100, y: 50 });
  const distances = points.map(({ x, y }) => Math.hypot(x - 100, y - 50));
  assert.ok(Math.max(...distances) <= 40 + 1e-9);
  assert.deepEqual(distances.map((d) => Math.round(d)), distances.map((d) => Math.round(d)).sort((a, b) => a - b));
});
