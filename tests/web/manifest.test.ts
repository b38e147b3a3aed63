import assert from "node:assert/strict";
import { test } from "node:test";
import { readManifest } from "../../web_template/src/data/manifest";
import type { Model } from "../../web_template/src/types";
import { manifest, model } from "./made-up-site";

const FILE = "data/manifest.js";

test("a sound manifest is taken as it is", () => {
  assert.equal(readManifest(manifest({ count: 1077 }), FILE).count, 1077);
});

test("a site may have fewer tiers", () => {
  const [coarse, fine] = manifest({}).tiers;
  assert.equal(readManifest(manifest({ tiers: [coarse!, fine!] }), FILE).tiers.length, 2);
});

test("roles may be missing", () => {
  const { roles: _, ...without } = manifest({ count: 3 });
  assert.deepEqual(readManifest(without, FILE).roles, {});
});

test("what a site may be built without is none of it, and a model without a title is called by its name", () => {
  const { least: _, within: __, title: ___, ...old } = model({ name: "vgg16" });
  const { duplicates: ____, ...without } = manifest({ models: [old as unknown as Model] });
  const read = readManifest(without, FILE);
  assert.equal(read.duplicates, null);
  const { title, least, within } = read.models[0]!;
  assert.deepEqual([title, least, within], ["vgg16", null, []]);
  const empty = manifest({ models: [model({ least: { count: 0 } })], duplicates: { groups: 0, images: 0 } });
  assert.deepEqual([readManifest(empty, FILE).duplicates, readManifest(empty, FILE).models[0]!.least], [null, null]);
});

/** A manifest whose only model is changed. */
const seen = (changes: object): object => manifest({ models: [{ ...model({}), ...changes }] });
const layout = { name: "map", title: "", description: "", aspect: 1, cell: 1, shape: 1 };

const refused: readonly [string, object | null, string][] = [
  ["nothing", null, "data/manifest.js is not the manifest of a pixgen site."],
  ["another JSON", { count: 3 }, "data/manifest.js is not the manifest of a pixgen site."],
  ["a later version", { ...manifest({}), version: 2 }, "data/manifest.js has version 2 of its format; this viewer reads version 1."],
  ["no images", { ...manifest({}), count: 0 }, 'data/manifest.js is damaged: "count" is 0, not a whole number above 0.'],
  ["no title", { ...manifest({}), title: 3 }, 'data/manifest.js is damaged: "title" is not a text.'],
  ["unsliced points", { ...manifest({}), points: undefined }, 'data/manifest.js is damaged: "points" lacks its slices.'],
  ["no models", { ...manifest({}), models: [] }, "data/manifest.js is damaged: it names no model."],
  ["a model in its old place", { ...manifest({}), models: undefined }, 'data/manifest.js is damaged: "models" is not a list.'],
  ["no layouts", seen({ layouts: [] }), 'data/manifest.js is damaged: model "m" names no layout.'],
  ["no hotspots", seen({ hotspots: undefined }), 'data/manifest.js is damaged: model "m" lists no hotspots.'],
  ["neighbours that are not counted", seen({ neighbors: {} }), 'data/manifest.js is damaged: model "m" lacks the counts of its "neighbors".'],
  ["a nameless model", seen({ name: "" }), 'data/manifest.js is damaged: a model is named "".'],
  ["a model that climbs out of the folder", seen({ folder: "data/../.." }), 'data/manifest.js is damaged: model "m" lies in "data/../..".'],
  ["a model elsewhere", seen({ folder: "//x" }), 'data/manifest.js is damaged: model "m" lies in "//x".'],
  ["uncounted opposites", seen({ least: {} }), 'data/manifest.js is damaged: model "m" lacks the count of its "least".'],
  [
    "a restriction by a column that is not there",
    seen({ within: [{ column: "era", count: 1, values: [], each: 1 }] }),
    'data/manifest.js is damaged: model "m" restricts neighbours by "era".',
  ],
  [
    "a restriction without values",
    seen({ within: [{ column: "category", count: 1, each: 1 }] }),
    'data/manifest.js is damaged: model "m" lacks counts or values of "category".',
  ],
  ["uncounted duplicates", { ...manifest({}), duplicates: {} }, 'data/manifest.js is damaged: "duplicates" lacks its count of groups.'],
  ["no tiers", { ...manifest({}), tiers: [] }, "data/manifest.js is damaged: it names no tier."],
  ["no columns", { ...manifest({}), columns: undefined }, 'data/manifest.js is damaged: "columns" is not a list.'],
  [
    "a flat layout",
    seen({ layouts: [{ ...layout, aspect: 0 }] }),
    'data/manifest.js is damaged: layout "map" has the aspect 0.',
  ],
  [
    "a layout that climbs out of the folder",
    seen({ layouts: [{ ...layout, name: "../x" }] }),
    'data/manifest.js is damaged: a layout is named "../x".',
  ],
  ["too few pages", { ...manifest({}), tiers: [{ size: 32, capacity: 1024, pages: 0 }] }, "data/manifest.js is damaged: tier 32 has 0 pages for 100 images."],
  ["cells that do not fill a page", { ...manifest({}), tiers: [{ size: 24, capacity: (1024 / 24) ** 2, pages: 1 }] }, `data/manifest.js is damaged: tier 24 has the capacity ${(1024 / 24) ** 2}.`],
  ["a wrong capacity", { ...manifest({}), tiers: [{ size: 32, capacity: 64, pages: 2 }] }, "data/manifest.js is damaged: tier 32 has the capacity 64."],
  ["a column without a name", { ...manifest({}), columns: ["year"] }, "data/manifest.js is damaged: column 0 has no name."],
  ["a column of no known type", { ...manifest({}), columns: [{ name: "year", type: "era" }] }, 'data/manifest.js is damaged: column "year" has the type "era".'],
  ["a stranger on a hotspot", seen({ hotspots: [{ label: "x", count: 1, representative: 100 }] }), 'data/manifest.js is damaged: model "m" has a hotspot 0 represented by id 100.'],
];

for (const [what, value, message] of refused) {
  test(`a manifest with ${what} is refused`, () => assert.throws(() => readManifest(value, FILE), { message }));
}

test("slices of points that are no multiples of the stride are refused", () => {
  const wrong = manifest({ points: { stride: 4, page: 6 } });
  assert.throws(() => readManifest(wrong, "m.js"), {
    message: "m.js is damaged: its slices of points are no multiples of the stride.",
  });
});
