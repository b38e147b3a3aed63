import assert from "node:assert/strict";
import { test } from "node:test";
import { gridOf } from "../../web_template/src/data/grid";
import { GridIndex } from "../../web_template/src/scene/grid-index";
import { idsInside } from "../../web_template/src/scene/lasso";
import { Marks } from "../../web_template/src/scene/marks";
import { random, randomPositions } from "./seeded";

const UNIT = 65535;

/** Sum of the angles under which a point sees the edges: 0 outside, whole turns inside. */
function turnsAbout(polygon: readonly number[], x: number, y: number): number {
  let sum = 0;
  for (let i = 0; i < polygon.length; i += 2) {
    const j = (i + 2) % polygon.length;
    const [ax, ay, bx, by] = [polygon[i]! - x, polygon[i + 1]! - y, polygon[j]! - x, polygon[j + 1]! - y];
    sum += Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  }
  return Math.round(sum / (2 * Math.PI));
}

function brute(polygon: readonly number[], positions: Uint16Array): number[] {
  const found: number[] = [];
  for (let id = 0; id < positions.length / 2; id++) {
    if (turnsAbout(polygon, positions[2 * id]!, positions[2 * id + 1]!) !== 0) found.push(id);
  }
  return found;
}

/** A wild line about a point; it crosses itself, and may leave the layout's box. Never through whole numbers. */
function scrawl(seed: number, points: number, wildness: number): number[] {
  const next = random(seed);
  const [x, y, size] = [next(), next(), 0.05 + 0.6 * next()];
  const line: number[] = [];
  for (let i = 0; i < points; i++) {
    const angle = (i / points) * 2 * Math.PI * (1 + Math.floor(next() * wildness));
    const radius = size * (0.4 + 0.6 * next());
    line.push(UNIT * (x + radius * Math.cos(angle)) + 0.137, UNIT * (y + radius * Math.sin(angle)) + 0.291);
  }
  return line;
}

const collections: readonly [string, Uint16Array, number][] = [
  ["spread evenly", randomPositions(3000, 31), 1.6],
  ["in a clump", randomPositions(3000, 32).map((value) => Math.floor((value / UNIT) ** 4 * UNIT)), 1],
  ["in a very wide box", randomPositions(2000, 33), 40],
  ["a single one", Uint16Array.of(30000, 30000), 1],
  ["all on one spot", new Uint16Array(400).fill(40000), 2],
];

for (const [what, positions, aspect] of collections) {
  test(`a line takes in what brute force finds inside: ids ${what}`, () => {
    const grid = new GridIndex(positions, aspect);
    for (let seed = 0; seed < 60; seed++) {
      const line = scrawl(seed, 3 + (seed % 40), seed % 3);
      assert.deepEqual([...idsInside(line, grid, positions, null)], brute(line, positions), `seed ${seed}`);
    }
  });
}

test("level and upright edges, in either direction, cut the cells they cross", () => {
  const positions = randomPositions(4000, 34);
  const grid = new GridIndex(positions, 1);
  const [a, b] = [20000.5, 41000.5];
  const square = [a, a, b, a, b, b, a, b];
  const wanted = brute(square, positions);
  assert.ok(wanted.length > 200);
  assert.deepEqual([...idsInside(square, grid, positions, null)], wanted);
  const turned = [a, b, b, b, b, a, a, a];
  assert.deepEqual([...idsInside(turned, grid, positions, null)], wanted);
});

test("a part that is gone round twice is inside, and so is the middle of a star", () => {
  const positions = randomPositions(3000, 35);
  const grid = new GridIndex(positions, 1);
  const star = [0, 2, 4, 1, 3].flatMap((corner) => {
    const angle = (corner / 5) * 2 * Math.PI;
    return [UNIT * (0.5 + 0.45 * Math.sin(angle)) + 0.3, UNIT * (0.5 - 0.45 * Math.cos(angle)) + 0.3];
  });
  const found = [...idsInside(star, grid, positions, null)];
  assert.deepEqual(found, brute(star, positions));
  const middle = found.filter((id) => Math.hypot(positions[2 * id]! - UNIT / 2, positions[2 * id + 1]! - UNIT / 2) < UNIT * 0.1);
  assert.ok(middle.length > 30);
});

test("a line round everything takes everything, and one that encloses no ground nothing", () => {
  const positions = randomPositions(500, 36);
  const grid = new GridIndex(positions, 1.3);
  const [near, far] = [-5000, UNIT + 5000];
  assert.equal(idsInside([near, near, far, near, far, far, near, far], grid, positions, null).length, 500);
  for (const line of [[], [100, 100], [100, 100, 60000, 60000], [far, far, far + 9, far, far, far + 9]]) {
    assert.equal(idsInside(line, grid, positions, null).length, 0);
  }
});

test("hidden pictures are not taken, nor those whose places are not known yet", () => {
  const positions = randomPositions(1000, 37);
  const line = scrawl(5, 30, 2);
  const all = brute(line, positions);
  assert.ok(all.length > 20);
  const marks = new Marks(1000);
  marks.hide(Uint32Array.from({ length: 500 }, (_, i) => 2 * i));
  const even = all.filter((id) => id % 2 === 0);
  assert.deepEqual([...idsInside(line, new GridIndex(positions, 1), positions, marks.shown)], even);
  assert.deepEqual([...idsInside(line, new GridIndex(positions, 1, gridOf(positions, 1, 2)), positions, null)], even);
});
