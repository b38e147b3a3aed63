import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutInfo } from "../../web_template/src/types";
import { frameOn, overviewOf, seesAll, viewAt } from "../../web_template/src/ui/overview";
import type { Sight } from "../../web_template/src/ui/overview";

const LAYOUT: LayoutInfo = { name: "map", title: "Map", description: "", aspect: 1.5, cell: 0.1, shape: 1 };
const WINDOW = { width: 1000, height: 800 };
const FREE = { x: 200, y: 50, width: 600, height: 700 };

function sight(x: number, y: number, scale: number): Sight {
  return { view: { x, y, scale }, window: WINDOW, free: FREE };
}

test("a layout is inscribed in its room with half a cell around it", () => {
  const overview = overviewOf(LAYOUT, { width: 160, height: 120 });
  assert.equal(overview.width, 160);
  assert.ok(Math.abs(overview.height - (160 * 1.1) / 1.6) < 1e-9);
  const tall = overviewOf({ ...LAYOUT, aspect: 0.5 }, { width: 160, height: 120 });
  assert.equal(tall.height, 120);
  assert.ok(tall.width < 160);
});

test("the whole layout is seen only while nothing of it is beneath a panel or beyond the window", () => {
  assert.equal(seesAll(LAYOUT, sight(0, 0, 370)), true);
  assert.equal(seesAll(LAYOUT, sight(0, 0, 400)), false);
  assert.equal(seesAll(LAYOUT, sight(0.1, 0, 370)), false);
  assert.equal(seesAll(LAYOUT, sight(0.1, 0, 300)), true);
});

test("the frame is the free part of the window, to scale", () => {
  const overview = overviewOf(LAYOUT, { width: 160, height: 120 });
  // 600 free pixels at 2,000 pixels a unit are 0.3 units; a unit is 100 pixels of the minimap.
  const frame = frameOn(overview, sight(0, 0, 2000));
  assert.ok(Math.abs(frame.width - 30) < 1e-9 && Math.abs(frame.height - 35) < 1e-9);
  assert.ok(Math.abs(frame.x + frame.width / 2 - 80) < 1e-9);
});

test("the frame stays on the minimap and large enough to see, wherever the view is", () => {
  const overview = overviewOf(LAYOUT, { width: 160, height: 120 });
  for (const at of [sight(0.75, 0.5, 1e6), sight(-5, 5, 300), sight(0, 0, 10), sight(9, -9, 1e4)]) {
    const { x, y, width, height } = frameOn(overview, at);
    assert.ok(x >= 0 && y >= 0 && width >= 7 && height >= 7);
    assert.ok(x + width <= overview.width + 1e-9 && y + height <= overview.height + 1e-9);
  }
});

test("a point of the minimap comes into the middle of the free part", () => {
  const overview = overviewOf(LAYOUT, { width: 160, height: 120 });
  const point = { x: 30, y: 70 };
  const { window, free, view } = sight(0.3, -0.2, 2000);
  const next = viewAt(overview, point, { window, free, view });
  assert.equal(next.scale, 2000);
  const frame = frameOn(overview, { window, free, view: next });
  assert.ok(Math.abs(frame.x + frame.width / 2 - point.x) < 1e-9);
  assert.ok(Math.abs(frame.y + frame.height / 2 - point.y) < 1e-9);
});
