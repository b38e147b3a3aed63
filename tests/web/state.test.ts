import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeIds } from "../../web_template/src/id-set";
import { EMPTY_STATE, formatState, fromFitted, isStep, MOST_SELECTION, parseState, toFitted } from "../../web_template/src/state";
import type { PageState } from "../../web_template/src/state";

const KNOWN = { layouts: ["map", "grid", "by year & place"], hotspots: 5, images: 1000 };

test("the opening state has no hash, and no hash is the opening state", () => {
  assert.equal(formatState(EMPTY_STATE), "");
  assert.deepEqual(parseState("", KNOWN), EMPTY_STATE);
  assert.deepEqual(parseState("#", KNOWN), EMPTY_STATE);
});

test("every part of a state survives the way through the hash", () => {
  const states: PageState[] = [
    { layout: "grid", hotspot: 0, image: 999, selection: encodeIds([0, 5, 6, 7, 999]), only: true, view: { x: -0.25, y: 0.125, zoom: 3.5 } },
    { ...EMPTY_STATE, layout: "by year & place" },
    { ...EMPTY_STATE, hotspot: 4, image: 0, view: { x: 0, y: 0, zoom: 1 } },
    { ...EMPTY_STATE, selection: encodeIds([12]), view: { x: 120, y: -3, zoom: 100 } },
  ];
  for (const state of states) assert.deepEqual(parseState(formatState(state), KNOWN), state);
});

test("a selection too scattered for an address is left out of it, and the rest stays", () => {
  const state = { ...EMPTY_STATE, image: 3, selection: "A".repeat(MOST_SELECTION + 1), only: true };
  assert.equal(formatState(state), "#image=3");
});

test("a view comes back within a tenth of a pixel at every zoom, and its second form is its first", () => {
  for (let step = 0; step < 60; step++) {
    const zoom = 0.3 * 1.25 ** step;
    const view = { x: Math.sin(step) * 0.8, y: Math.cos(step * 7) * 0.5, zoom };
    const hash = formatState({ ...EMPTY_STATE, view });
    const back = parseState(hash, KNOWN).view;
    assert.ok(back !== null);
    const pixels = 4000 * zoom;
    assert.ok(Math.abs(back.x - view.x) * pixels < 0.1, `${hash} x`);
    assert.ok(Math.abs(back.y - view.y) * pixels < 0.1, `${hash} y`);
    assert.ok(Math.abs(back.zoom / zoom - 1) < 1e-6, `${hash} zoom`);
    assert.equal(formatState({ ...EMPTY_STATE, view: back }), hash);
  }
});

test("what the site does not have is ignored, and the rest of the hash still counts", () => {
  const hash = "#layout=spiral&hotspot=5&image=12&view=1,2&unknown=7&&=3&layout";
  assert.deepEqual(parseState(hash, KNOWN), { ...EMPTY_STATE, image: 12 });
});

test("damaged values are ignored one by one", () => {
  const damaged = [
    "#image=1000",
    "#image=-1",
    "#image=1.5",
    "#image=1e2",
    "#image=",
    "#image=0x10",
    "#hotspot=99999999999999999999",
    "#layout=%E0%A4%A",
    "#view=NaN,0,1",
    "#view=0,0,Infinity",
    "#view=0,0,0",
    "#view=0,0,-2",
    "#view=,,",
    "#view=0,0,1,5",
    "#view=1e9,0,1",
    "#<script>",
    "#selection=",
    "#selection=%20",
    "#selection=A",
    `#selection=${encodeIds([3, 1000])}`,
    `#selection=${encodeIds([3, 700]).slice(0, -1)}`,
    "#only=1",
  ];
  for (const hash of damaged) assert.deepEqual(parseState(hash, KNOWN), EMPTY_STATE, hash);
});

test("the opening layout has one form only", () => {
  assert.equal(parseState("#layout=map", KNOWN).layout, null);
});

test("images, hotspots and layouts are steps to come back from; camera moves are not", () => {
  const moved = { ...EMPTY_STATE, view: { x: 1, y: 0, zoom: 2 } };
  assert.equal(isStep(EMPTY_STATE, moved), false);
  for (const part of [{ image: 3 }, { hotspot: 1 }, { layout: "grid" }, { selection: "Aw" }, { only: true }]) {
    assert.equal(isStep(EMPTY_STATE, { ...EMPTY_STATE, ...part }), true);
  }
});

test("a fitted view shows the same part of the map on another screen", () => {
  const laptop = { width: 1440, height: 900, aspect: 1.6 };
  const phone = { width: 390, height: 844, aspect: 1.6 };
  const whole = toFitted({ x: 0, y: 0, scale: 900 }, laptop);
  assert.equal(whole.zoom, 1);
  assert.equal(fromFitted(whole, phone).scale, 390 / 1.6);
  const view = { x: 0.3, y: -0.1, scale: 4321 };
  const back = fromFitted(toFitted(view, laptop), laptop);
  assert.ok(Math.abs(back.scale - view.scale) < 1e-9);
});
