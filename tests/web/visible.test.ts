import assert from "node:assert/strict";
import { test } from "node:test";
import { layerBudget, lowered, suffices, type DeviceTraits } from "../../web_template/src/scene/device";
import { liftedBox } from "../../web_template/src/scene/emphasis";
import { GridIndex } from "../../web_template/src/scene/grid-index";
import { levelFor, sharpFrom } from "../../web_template/src/scene/level";
import { tierStarts } from "../../web_template/src/scene/page-texture";
import { between } from "../../web_template/src/scene/pictures";
import { VisibleIds, wantedPages, windowOf } from "../../web_template/src/scene/visible";
import { randomPositions } from "./seeded";

const tiersOf = (count: number) =>
  [8, 32, 128].map((size) => ({ size, capacity: (1024 / size) ** 2, pages: Math.ceil(count / (1024 / size) ** 2) }));
const tiers = tiersOf(30000);
const middle = { x: 0.5, y: 0.5 };

test("the tier follows the device pixels of a cell", () => {
  const wanted: readonly [number, number][] = [[0.5, -1], [3.99, -1], [4, 0], [11.9, 0], [12, 1], [47.9, 1], [48, 2], [5000, 2]];
  for (const [side, level] of wanted) assert.equal(levelFor(side, tiers), level, `${side} px`);
});

test("with fewer tiers the finest serves as far as it must, and the display images begin earlier", () => {
  const finest = (sizes: readonly number[], side: number): number => levelFor(side, sizes.map((size) => ({ size })));
  assert.deepEqual([4, 12, 48, 500].map((side) => finest([8, 32], side)), [0, 1, 1, 1]);
  assert.deepEqual([4, 12, 48, 500].map((side) => finest([8, 128], side)), [0, 1, 1, 1]);
  assert.deepEqual([3, 4, 48, 500].map((side) => finest([8], side)), [-1, 0, 0, 0]);
  const sharp = [[8, 32, 128], [8, 32], [8]].map((sizes) => sharpFrom(sizes.map((size) => ({ size }))));
  assert.deepEqual(sharp, [192, 96, 96]);
});

test("the window holds every picture that reaches into the canvas", () => {
  const layout = { name: "m", title: "", description: "", aspect: 1.6, cell: 0.1, shape: 1 };
  const frame = { width: 160, height: 100, insets: { top: 0, right: 0, bottom: 0, left: 0 } };
  const window = windowOf({ x: 0, y: 0, scale: 1000 }, frame, layout);
  const close = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-12, `${a} is not ${b}`);
  close(window.x0, 0.5 - (0.08 + 0.05) / 1.6);
  close(window.x1, 0.5 + (0.08 + 0.05) / 1.6);
  close(window.y0, 0.4);
  close(window.y1, 0.6);
});

test("ids in view are listed ascending, highlighted ones last, and only counted when asked", () => {
  const positions = randomPositions(5000, 4);
  const grid = new GridIndex(positions, 1);
  const visible = new VisibleIds(5000);
  const window = { x0: 0.2, y0: 0.3, x1: 0.6, y1: 0.9 };
  visible.find(grid, window, "all", null);
  const plain = [...visible.ids.subarray(0, visible.count)];
  assert.deepEqual(plain, [...plain].sort((a, b) => a - b));
  assert.equal(visible.total, plain.length);
  const marks = Uint8Array.from({ length: 5000 }, (_, id) => (id % 3 === 0 ? 1 : 0));
  visible.find(grid, window, "all", marks);
  const sorted = [...plain].sort((a, b) => marks[a]! - marks[b]! || a - b);
  assert.deepEqual([...visible.ids.subarray(0, visible.count)], sorted);
  visible.find(grid, window, "none", null);
  assert.deepEqual([visible.count, visible.total], [0, plain.length]);
});

for (const count of [1, 31, 32, 33, 1000]) {
  test(`all of ${count} ids are exactly those`, () => {
    const visible = new VisibleIds(count);
    visible.all("all", null);
    assert.deepEqual([...visible.ids.subarray(0, visible.count)], Array.from({ length: count }, (_, id) => id));
  });
}

test("of more ids than there is room for, every 2nd, 4th, 8th … is listed, each list part of the one before", () => {
  const positions = randomPositions(600000, 5);
  const grid = new GridIndex(positions, 1);
  const visible = new VisibleIds(600000);
  const lists = [1, 0.8, 0.55, 0.4, 0.2].map((side) => {
    visible.find(grid, { x0: 0, y0: 0, x1: side, y1: side }, "some", null);
    assert.ok(visible.count > 20000 && visible.count <= 65536, `${visible.count} of ${visible.total}`);
    const ids = [...visible.ids.subarray(0, visible.count)];
    assert.ok(ids.every((id) => id % visible.stride === 0));
    assert.ok(Math.abs(visible.count * visible.stride - visible.total) < 0.02 * visible.total + visible.stride);
    return { side, ids, stride: visible.stride };
  });
  assert.deepEqual(lists.map(({ stride }) => stride), [16, 8, 4, 2, 1]);
  const inside = (id: number, side: number) => positions[2 * id]! <= 65535 * side && positions[2 * id + 1]! <= 65535 * side;
  for (const [i, { ids, side }] of lists.slice(1).entries()) {
    const held = new Set(ids);
    assert.ok(lists[i]!.ids.filter((id) => inside(id, side)).every((id) => held.has(id)));
  }
  visible.all("some", null);
  assert.equal(visible.count, 600000 / 16);
});

test("far more ids than words hold strides of are thinned too, highlighted ones still last", () => {
  const visible = new VisibleIds(5_000_000);
  const marks = new Uint8Array(5_000_000).fill(1, 0, 1_000_000);
  visible.all("some", marks);
  assert.deepEqual([visible.stride, visible.count], [128, Math.ceil(5_000_000 / 128)]);
  assert.deepEqual([visible.ids[0], visible.ids[visible.count - 1]], [1_000_064, 999_936]);
});

test("more ids than can be quads are counted, not listed", () => {
  const positions = randomPositions(70000, 9);
  const visible = new VisibleIds(70000);
  visible.find(new GridIndex(positions, 1), { x0: 0, y0: 0, x1: 1, y1: 1 }, "all", null);
  assert.deepEqual([visible.count, visible.total], [0, 70000]);
});

test("pages are wanted coarse before fine, and near the middle before far", () => {
  const positions = new Uint16Array(60000);
  for (let id = 0; id < 30000; id++) positions[2 * id] = Math.floor((id / 30000) * 65535);
  positions.forEach((_, i) => i % 2 === 1 && (positions[i] = 32768));
  const ids = Uint32Array.from({ length: 896 }, (_, i) => 14848 - 448 + i);
  const wants = wantedPages(ids, positions, middle, 1, tiers, 100, 64, new Set());
  const [eight, thirtyTwo] = [tiers[0]!.pages, tiers[0]!.pages + tiers[1]!.pages];
  assert.equal(wants[0], eight + 14);
  assert.equal(wants[1], thirtyTwo + (15000 >> 6));
  const away = wants.slice(1).map((page) => Math.abs(page - thirtyTwo - 233.875));
  assert.deepEqual(away, [...away].sort((a, b) => a - b));
});

test("in a layout that scatters ids the next coarser tier serves when the wanted one would need too many pages", () => {
  const positions = randomPositions(30000, 6);
  const scattered = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => (i * 7919) % 30000).sort();
  const many = wantedPages(scattered(800), positions, middle, 1, tiers, 100, 64, new Set());
  assert.equal(many.length, 2 + 30);
  const few = wantedPages(scattered(50), positions, middle, 1, tiers, 100, 64, new Set());
  const fine = few.filter((page) => page >= 32);
  assert.equal(fine.length, new Set(scattered(50).map((id) => id >> 6)).size);
});

test("where the layers do not suffice, coarse pages still cover what the fine ones leave out", () => {
  const positions = randomPositions(30000, 8);
  const ids = Uint32Array.from({ length: 30000 }, (_, id) => id);
  const wants = wantedPages(ids, positions, middle, 1, tiers, 20, 24, new Set());
  assert.deepEqual(wants.slice(0, 2).sort(), [0, 1]);
  assert.equal(wants.length, 20);
});

test("a view of many pages takes the coarser tier a little longer, and no coarser pages beside its own unless one is missing", () => {
  const positions = new Uint16Array(60000).fill(32768);
  const along = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => 1024 + i);
  const sizesOf = (count: number, side: number, missing: number[] = []): number[] => {
    const wants = wantedPages(along(count), positions, middle, 1, tiers, side, 64, new Set(missing));
    const starts = tierStarts(tiers);
    return tiers.map((_, tier) => wants.filter((page) => page >= starts[tier]! && page < starts[tier + 1]!).length);
  };
  assert.deepEqual(sizesOf(192, 50), [0, 1, 3]);
  assert.deepEqual(sizesOf(320, 50), [1, 1, 0]);
  assert.deepEqual(sizesOf(320, 63), [1, 1, 0]);
  assert.deepEqual(sizesOf(320, 65), [0, 0, 5]);
  assert.deepEqual(sizesOf(256, 65), [0, 0, 4]);
  assert.deepEqual(sizesOf(512, 65), [0, 1, 8]);
  assert.deepEqual(sizesOf(256, 65, [tierStarts(tiers)[2]! + 18]), [0, 1, 4]);
});

const laptop: DeviceTraits = { coarsePointer: false, shortSide: 900, memory: 8, cores: 4 };

test("the layers suit the device, the GPU and the site", () => {
  assert.equal(layerBudget(laptop, 2048, 500), 64);
  assert.equal(layerBudget({ ...laptop, cores: 16 }, 2048, 500), 128);
  assert.equal(layerBudget({ ...laptop, coarsePointer: true, shortSide: 390 }, 2048, 500), 24);
  assert.equal(layerBudget({ ...laptop, memory: undefined }, 2048, 500), 64);
  assert.equal(layerBudget(laptop, 2048, 20), 20);
  assert.equal(layerBudget({ ...laptop, cores: 16 }, 100, 500), 100);
  assert.deepEqual([128, 20, 10, 8, 4].map(lowered), [64, 10, 8, 8, 4]);
});

test("a kiosk has the layers of a laptop, whatever its browser tells of its memory", () => {
  const kiosk: DeviceTraits = { coarsePointer: true, shortSide: 1080, memory: 8, cores: 16 };
  assert.equal(layerBudget(kiosk, 2048, 500), 64);
  assert.equal(layerBudget({ ...kiosk, memory: undefined }, 2048, 500), 64);
  assert.equal(layerBudget({ ...kiosk, shortSide: 540 }, 2048, 500), 24);
});

test("the map is drawn where the GPU has textures enough for it, wide enough for all places", () => {
  const standard = { vertexTextures: 16, textureSize: 2048, layers: 256 };
  assert.ok(suffices(standard, 1));
  assert.ok(suffices(standard, 4_000_000));
  assert.ok(!suffices(standard, 5_000_000));
  assert.ok(!suffices({ ...standard, vertexTextures: 4 }, 1));
  assert.ok(!suffices({ ...standard, layers: 4 }, 1));
  assert.ok(!suffices({ ...standard, textureSize: 512 }, 1));
});

test("a hovered picture rises to a readable size about its middle and stays on the canvas", () => {
  const frame = { width: 800, height: 600, insets: { top: 0, right: 0, bottom: 0, left: 0 } };
  const speck = { x: 400, y: 300, width: 3, height: 2 };
  assert.deepEqual(liftedBox(speck, frame, 0), speck);
  const lifted = liftedBox(speck, frame, 1);
  assert.equal(lifted.width, 72);
  assert.equal(lifted.x + 36, 401.5);
  assert.equal(liftedBox({ ...speck, width: 50, height: 50 }, frame, 1).width, 100);
  assert.ok(Math.abs(liftedBox({ ...speck, width: 200, height: 100 }, frame, 1).width - 230) < 1e-9);
  const corner = liftedBox({ x: 797, y: -1, width: 3, height: 2 }, frame, 1);
  assert.ok(corner.x + corner.width <= 800 && corner.y >= 0);
  assert.ok(liftedBox({ x: 10, y: 10, width: 780, height: 580 }, frame, 1).width <= 780);
});

test("half way between two layouts every picture is half way, whatever their boxes", () => {
  const from = { positions: Uint16Array.of(0, 0, 65535, 65535), aspect: 2, cell: 0.1 };
  const to = { positions: Uint16Array.of(65535, 65535, 65535, 0), aspect: 1, cell: 0.3 };
  const half = between(from, to, 0.5);
  assert.equal(half.aspect, 2);
  assert.ok(Math.abs(half.cell - 0.2) < 1e-12);
  const world = [...half.positions].map((value, i) => (value / 65535 - 0.5) * (i % 2 === 0 ? half.aspect : 1));
  [-0.25, 0, 0.75, 0].forEach((wanted, i) => assert.ok(Math.abs(world[i]! - wanted) < 1e-4, `${world}`));
});
