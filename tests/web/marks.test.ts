import assert from "node:assert/strict";
import { test } from "node:test";
import { GridIndex } from "../../web_template/src/scene/grid-index";
import { BRIGHT, HIDDEN, isShown, Marks } from "../../web_template/src/scene/marks";
import { pickAt, type Pickable } from "../../web_template/src/scene/picker";
import { VisibleIds } from "../../web_template/src/scene/visible";
import { random, randomPositions } from "./seeded";

const hiddenIn = (marks: Marks): number[] => [...marks.bytes.keys()].filter((id) => marks.bytes[id]! & HIDDEN);
const brightIn = (marks: Marks): number[] => [...marks.bytes.keys()].filter((id) => marks.bytes[id]! & BRIGHT);

test("a mask and a list of ids mean the same set", () => {
  const kept = [0, 3, 31, 32, 63, 64, 69];
  const mask = new Uint8Array(70);
  kept.forEach((id, i) => (mask[id] = 1 + i));
  const [one, other] = [new Marks(70, 128), new Marks(70, 128)];
  for (const [marks, set] of [[one, kept], [other, mask]] as const) {
    marks.brighten(set);
    marks.hide(set);
  }
  assert.deepEqual(one.bytes, other.bytes);
  assert.deepEqual(one.shown, other.shown);
  assert.deepEqual(brightIn(one), kept);
  assert.equal(hiddenIn(one).length, 70 - kept.length);
  for (let id = 0; id < 70; id++) assert.equal(isShown(id, one.shown), kept.includes(id), `id ${id}`);
});

test("dimming and hiding leave each other alone", () => {
  const marks = new Marks(10);
  marks.hide([1, 2, 3]);
  marks.brighten([3, 4]);
  assert.deepEqual(brightIn(marks), [3, 4]);
  assert.deepEqual(hiddenIn(marks), [0, 4, 5, 6, 7, 8, 9]);
  marks.hide(null);
  assert.deepEqual([brightIn(marks), hiddenIn(marks), marks.shown], [[3, 4], [], null]);
  marks.hide([]);
  assert.equal(hiddenIn(marks).length, 10);
  assert.deepEqual(brightIn(marks), [3, 4]);
});

test("marks outlast the dimming, so that it can fade out, but no longer say what is painted last", () => {
  const marks = new Marks(5);
  assert.equal(marks.turns, null);
  marks.brighten([2]);
  assert.equal(marks.turns, marks.bytes);
  marks.brighten(null);
  assert.deepEqual([marks.turns, brightIn(marks)], [null, [2]]);
});

test("a mask of another length is refused, and an id that does not exist is ignored", () => {
  const marks = new Marks(5, 8);
  assert.throws(() => marks.hide(new Uint8Array(4)), /A mask of 4 bytes does not fit 5 pictures\./);
  marks.brighten([4, 5, 900]);
  assert.deepEqual(brightIn(marks), [4]);
});

test("what is hidden is neither in view nor counted, whether the view or all is asked for", () => {
  const positions = randomPositions(5000, 21);
  const grid = new GridIndex(positions, 1);
  const visible = new VisibleIds(5000);
  const listed = (): number[] => [...visible.ids.subarray(0, visible.count)].sort((a, b) => a - b);
  const marks = new Marks(5000);
  marks.brighten([7, 14]);
  for (const window of [{ x0: 0.2, y0: 0.3, x1: 0.6, y1: 0.9 }, { x0: 0, y0: 0, x1: 1, y1: 1 }]) {
    visible.find(grid, window, "all", null);
    const wanted = listed().filter((id) => id % 7 === 0);
    marks.hide(Uint32Array.from({ length: 715 }, (_, i) => 7 * i));
    for (const turns of [null, marks.turns]) {
      visible.find(grid, window, "all", turns, marks.shown);
      assert.deepEqual([listed(), visible.total], [wanted, wanted.length]);
    }
    visible.find(grid, window, "none", null, marks.shown);
    assert.deepEqual([visible.count, visible.total], [0, wanted.length]);
  }
  visible.all("all", null, marks.shown);
  assert.equal(visible.total, 715);
  assert.ok(listed().every((id) => id % 7 === 0));
});

test("where most of a large site is hidden, the rest is listed whole while the view moves", () => {
  const marks = new Marks(300000);
  marks.hide(Uint32Array.from({ length: 60000 }, (_, i) => 5 * i));
  const visible = new VisibleIds(300000);
  visible.all("some", null, null);
  assert.equal(visible.stride, 8);
  visible.all("some", null, marks.shown);
  assert.deepEqual([visible.stride, visible.count], [1, 60000]);
});

test("what is hidden is not met by a pointer; what lies beneath it is", () => {
  const next = random(22);
  const positions = randomPositions(400, 23);
  const layout = { name: "m", title: "", description: "", aspect: 1.5, cell: 0.1, shape: 1 };
  const looks = Uint16Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 0 : 80 + next() * 96));
  const map: Pickable = { grid: new GridIndex(positions, 1.5), positions, looks, layout };
  const marks = new Marks(400);
  let [beneath, none] = [0, 0];
  for (let i = 0; i < 300; i++) {
    const [x, y] = [(next() - 0.5) * 1.4, (next() - 0.5) * 0.9];
    const top = pickAt(x, y, 0, map, null);
    if (top < 0) continue;
    const mask = new Uint8Array(400).fill(1);
    mask[top] = 0;
    marks.hide(mask);
    const next_ = pickAt(x, y, 0, map, null, marks.shown);
    assert.ok(next_ < top);
    if (next_ < 0) none++;
    else beneath++;
  }
  assert.ok(beneath > 50 && none > 5, `${beneath} beneath, ${none} none`);
});
