import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeIds } from "../../web_template/src/id-set";
import { EMPTY_STATE, formatState, fromFitted, isStep, knownOf, MOST_SELECTION, parseState, toFitted, withModel } from "../../web_template/src/state";
import type { Known, PageState } from "../../web_template/src/state";
import { manifest, model } from "./made-up-site";

const within = [
  { column: "category", values: ["Poster", "a=b & c:d"] },
  { column: "tags", values: [] },
];
const KNOWN: Known = {
  models: [
    { name: "builtin", layouts: ["map", "grid", "by year & place"], hotspots: 5, within },
    { name: "my net & co", layouts: ["grid", "map"], hotspots: 2, within: within.slice(0, 1) },
  ],
  images: 1000,
  duplicates: 12,
};

test("the opening state has no hash, and no hash is the opening state", () => {
  assert.equal(formatState(EMPTY_STATE), "");
  assert.deepEqual(parseState("", KNOWN), EMPTY_STATE);
  assert.deepEqual(parseState("#", KNOWN), EMPTY_STATE);
});

test("every part of a state survives the way through the hash", () => {
  const states: PageState[] = [
    { ...EMPTY_STATE, layout: "grid", hotspot: 0, image: 999, selection: encodeIds([0, 5, 6, 7, 999]), only: true, view: { x: -0.25, y: 0.125, zoom: 3.5 } },
    { ...EMPTY_STATE, layout: "by year & place" },
    { ...EMPTY_STATE, hotspot: 4, image: 0, view: { x: 0, y: 0, zoom: 1 } },
    { ...EMPTY_STATE, model: "my net & co", layout: "map", hotspot: 1 },
    { ...EMPTY_STATE, image: 3, among: "tags" },
    { ...EMPTY_STATE, image: 3, among: "category", value: "a=b & c:d", duplicates: 11 },
    { ...EMPTY_STATE, duplicates: 0 },
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
    "#model=builtin",
    "#model=vgg16",
    "#duplicates=0",
    "#duplicates=13",
    "#duplicates=yes",
    "#among=category",
    "#value=Poster",
  ];
  for (const hash of damaged) assert.deepEqual(parseState(hash, KNOWN), EMPTY_STATE, hash);
});

test("a restriction is of the open picture, and one that the site does not know restricts nothing", () => {
  const open = { ...EMPTY_STATE, image: 3 };
  for (const hash of ["#image=3&among=era", "#image=3&among=category&value=Vase", "#image=3&value=Poster"]) {
    assert.deepEqual(parseState(hash, KNOWN), open, hash);
  }
  assert.equal(formatState({ ...EMPTY_STATE, among: "tags" }), "");
});

test("layouts and groups are those of the model", () => {
  const hash = "&layout=grid&hotspot=3";
  assert.deepEqual(parseState(`#model=builtin${hash}`, KNOWN), { ...EMPTY_STATE, layout: "grid", hotspot: 3 });
  assert.deepEqual(parseState(`#model=my%20net%20%26%20co${hash}`, KNOWN), { ...EMPTY_STATE, model: "my net & co" });
});

test("another model keeps picture and selection, the layout by its name, and no group or view", () => {
  const view = { x: 0, y: 0, zoom: 2 };
  const state: PageState = { ...EMPTY_STATE, layout: "grid", hotspot: 4, image: 7, selection: "Aw", among: "category", value: "Poster", view };
  const there = { ...state, model: "my net & co", layout: null, hotspot: null, view: null };
  assert.deepEqual(withModel(state, "my net & co", KNOWN), there);
  assert.deepEqual(withModel(there, "builtin", KNOWN), { ...there, model: null, layout: "grid" });
  assert.equal(withModel(EMPTY_STATE, "my net & co", KNOWN).layout, "map");
  const special = { ...EMPTY_STATE, layout: "by year & place", image: 7, among: "tags" };
  const left = withModel(special, "my net & co", KNOWN);
  assert.deepEqual([left.layout, left.among], [null, null]);
});

test("what is known of a site stands in its manifest", () => {
  const site = manifest({ count: 7, models: [model({}), model({ name: "n", layouts: [] })], duplicates: { groups: 2, images: 4 } });
  const known = knownOf(site);
  assert.deepEqual([known.images, known.duplicates], [7, 2]);
  assert.deepEqual(known.models.map(({ name, layouts }) => [name, ...layouts]), [["m", "map", "grid"], ["n"]]);
  assert.equal(knownOf(manifest({})).duplicates, 0);
});

test("the opening layout has one form only", () => {
  assert.equal(parseState("#layout=map", KNOWN).layout, null);
});

test("models, images, hotspots, layouts and restrictions are steps to come back from; camera moves are not", () => {
  const moved = { ...EMPTY_STATE, view: { x: 1, y: 0, zoom: 2 } };
  assert.equal(isStep(EMPTY_STATE, moved), false);
  for (const part of [{ image: 3 }, { hotspot: 1 }, { layout: "grid" }, { model: "n" }, { among: "tags" }, { value: "x" }, { duplicates: 0 }, { selection: "Aw" }, { only: true }]) {
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
