import assert from "node:assert/strict";
import { test } from "node:test";
import { gridOf } from "../../web_template/src/data/grid";
import { ratioOf } from "../../web_template/src/data/looks";
import { FILL, shapeOf } from "../../web_template/src/scene/frame";
import { GridIndex } from "../../web_template/src/scene/grid-index";
import { pickAt, type Pickable } from "../../web_template/src/scene/picker";
import { random, randomPositions } from "./seeded";

const clumped = (count: number): Uint16Array => randomPositions(count, 7).map((value) => Math.floor((value / 65535) ** 4 * 65535));
const collections: readonly [string, Uint16Array, number][] = [
  ["spread evenly", randomPositions(2000, 1), 1.6],
  ["clumped in a corner", clumped(2000), 1],
  ["all on one spot", new Uint16Array(200).fill(40000), 2],
  ["on the four corners", Uint16Array.of(0, 0, 65535, 0, 0, 65535, 65535, 65535), 0.3],
  ["a single one", Uint16Array.of(65535, 65535), 1.6],
  ["in a very wide box", randomPositions(500, 3), 50],
];

function within(positions: Uint16Array, [x0, y0, x1, y1]: readonly number[]): number[] {
  const found: number[] = [];
  for (let id = 0; id < positions.length / 2; id++) {
    const [x, y] = [positions[2 * id]!, positions[2 * id + 1]!];
    if (x >= x0! * 65535 && x <= x1! * 65535 && y >= y0! * 65535 && y <= y1! * 65535) found.push(id);
  }
  return found;
}

test("with a stride, only the ids it divides are held", () => {
  const positions = randomPositions(2001, 9);
  const grid = new GridIndex(positions, 1.6, gridOf(positions, 1.6, 8));
  const windows: readonly [number, number, number, number][] = [[0, 0, 1, 1], [0.2, 0.1, 0.7, 0.9], [0.5, 0.5, 0.5, 0.5]];
  for (const window of windows) {
    const wanted = within(positions, window).filter((id) => id % 8 === 0);
    const found: number[] = [];
    grid.forEach(...window, (id: number) => found.push(id));
    assert.deepEqual(found.sort((a, b) => a - b), wanted);
  }
  assert.equal(grid.count(0, 0, 1, 1), 251);
});

for (const [what, positions, aspect] of collections) {
  test(`every rectangle finds what brute force finds: ids ${what}`, () => {
    const grid = new GridIndex(positions, aspect);
    const next = random(5);
    const rectangles = [[0, 0, 1, 1], [-1, -1, 2, 2], [1, 1, 1, 1], [0.6, 0.2, 0.4, 0.8], [2, 2, 3, 3], [-2, 0, -1, 1]];
    for (let i = 0; i < 200; i++) {
      const [x, y, w, h] = [next() * 1.2 - 0.1, next() * 1.2 - 0.1, next() ** 3, next() ** 3];
      rectangles.push([x, y, x + w, y + h]);
    }
    for (const [x0, y0, x1, y1] of rectangles as [number, number, number, number][]) {
      const wanted = within(positions, [x0, y0, x1, y1]);
      const found: number[] = [];
      grid.forEach(x0, y0, x1, y1, (id) => found.push(id));
      assert.deepEqual(found.sort((a, b) => a - b), wanted);
      assert.equal(grid.count(x0, y0, x1, y1), wanted.length);
      const bits = new Uint32Array(Math.ceil(positions.length / 64));
      assert.equal(grid.mark(x0, y0, x1, y1, bits), wanted.length);
      wanted.forEach((id) => assert.ok(bits[id >>> 5]! & (1 << (id & 31))));
    }
  });
}

function brutePick(x: number, y: number, map: Pickable, marks: Uint8Array | null): number {
  let best = -1;
  for (let id = 0; 2 * id < map.looks.length; id++) {
    const { width, height } = shapeOf(ratioOf(map.looks, id), map.layout.shape);
    const dx = Math.abs((map.positions[2 * id]! / 65535 - 0.5) * map.layout.aspect - x);
    const dy = Math.abs(map.positions[2 * id + 1]! / 65535 - 0.5 - y);
    const half = (map.layout.cell * FILL) / 2;
    if (dx > half * width || dy > half * height) continue;
    if (best < 0 || (marks?.[id] ?? 0) >= (marks?.[best] ?? 0)) best = id;
  }
  return best;
}

test("the picture under a point is the one painted last, as brute force finds it", () => {
  const positions = randomPositions(800, 11);
  const next = random(12);
  const looks = Uint16Array.from({ length: 1600 }, () => 32 + Math.floor(next() * 192));
  const layout = { name: "m", title: "", description: "", aspect: 1.6, cell: 0.06, shape: 1.4 };
  const map: Pickable = { grid: new GridIndex(positions, 1.6), positions, looks, layout };
  const marks = Uint8Array.from({ length: 800 }, () => (next() < 0.1 ? 1 : 0));
  let met = 0;
  for (let i = 0; i < 1000; i++) {
    const [x, y] = [(next() - 0.5) * 1.7, (next() - 0.5) * 1.1];
    const wanted = brutePick(x, y, map, null);
    if (wanted >= 0) met++;
    assert.equal(pickAt(x, y, 0, map, null), wanted);
    assert.equal(pickAt(x, y, 0, map, marks), brutePick(x, y, map, marks));
  }
  assert.ok(met > 300);
});

test("a point beside a speck meets it when the slack reaches that far, and the nearest of several", () => {
  const positions = Uint16Array.of(20000, 32768, 40000, 32768);
  const layout = { name: "m", title: "", description: "", aspect: 1, cell: 0.001, shape: 1 };
  const map: Pickable = { grid: new GridIndex(positions, 1), positions, looks: Uint16Array.of(0, 128, 0, 128), layout };
  const x = 20000 / 65535 - 0.5;
  assert.equal(pickAt(x + 0.01, 0, 0, map, null), -1);
  assert.equal(pickAt(x + 0.01, 0, 0.02, map, null), 0);
  assert.equal(pickAt(x + 0.2, 0, 0.3, map, null), 1);
});

test("a bright speck is met before the dimmed ones that it covers", () => {
  const positions = Uint16Array.of(20000, 32768, 20060, 32768, 20120, 32768);
  const layout = { name: "m", title: "", description: "", aspect: 1, cell: 0.001, shape: 1 };
  const map: Pickable = { grid: new GridIndex(positions, 1), positions, looks: Uint16Array.of(0, 128, 0, 128, 0, 128), layout };
  const x = 20000 / 65535 - 0.5;
  assert.equal(pickAt(x, 0, 0.002, map, null), 0);
  assert.equal(pickAt(x, 0, 0.002, map, Uint8Array.of(0, 1, 0)), 1);
  assert.equal(pickAt(x, 0, 0.0005, map, Uint8Array.of(0, 1, 0)), 0);
});
