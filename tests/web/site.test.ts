import assert from "node:assert/strict";
import { test } from "node:test";
import { PromiseCache } from "../../web_template/src/data/cache";
import { colorOf, ratioOf } from "../../web_template/src/data/looks";
import { Loader } from "../../web_template/src/data/loader";
import { openSite } from "../../web_template/src/data/site";
import { json, manifest, model, script } from "./made-up-site";
import { DUPLICATES, EACH, GROUPS, LAYOUT, LEAST, POINTS, SLICES } from "./written-by-python";

const row = (name: string): unknown[] => [name, `images/${name}`, 3, 2, name, ["c"]];

function files(count = 5): Map<string, string> {
  const page = (first: number, names: string[]): unknown => ({ format: "pixgen-records", version: 1, first, rows: names.map(row) });
  return new Map([
    ["data/manifest", json("data/manifest", manifest({ count }))],
    ["data/points", script("data/points", Buffer.from(POINTS, "base64"))],
    ["data/layout-grid", script("data/layout-grid", Buffer.from(LAYOUT, "base64"))],
    ["data/records/0", json("data/records/0", page(0, ["a", "b"]))],
    ["data/records/1", json("data/records/1", page(2, ["c", "d"]))],
    ["tiles/8/0", script("tiles/8/0", new Uint8Array([255, 216]))],
  ]);
}

function open(held: Map<string, string>, asked: string[] = [], early = false): ReturnType<typeof openSite> {
  const read = async ({ key }: { readonly key: string }): Promise<string> => {
    asked.push(key);
    const text = held.get(key);
    if (text === undefined) throw new Error("the file is missing.");
    return text;
  };
  return openSite({ build: "b" }, { loader: new Loader({ build: "b", backoff: [], read }), early: ({ tiers }) => (early ? tiers[0]! : null) });
}

test("manifest, points and the first page of pictures are three requests, however often they are asked for", async () => {
  const asked: string[] = [];
  const site = await open(files(), asked, true);
  const [points, again] = [await site.points(), await site.points()];
  assert.equal(points, again);
  assert.deepEqual(await site.models[0]!.layout("map"), points.positions);
  assert.deepEqual(await site.tile(8, 0), new Uint8Array([255, 216]));
  assert.deepEqual(asked.sort(), ["data/manifest", "data/points", "tiles/8/0"]);
  assert.equal(site.traffic.requests, 3);
});

function slicedFiles(): Map<string, string> {
  const held = files(11);
  held.set("data/manifest", json("data/manifest", manifest({ count: 11, points: { stride: 4, page: 4 } })));
  SLICES.forEach((slice, s) => {
    const key = s === 0 ? "data/points" : `data/points-${s}`;
    held.set(key, script(key, Buffer.from(slice, "base64")));
  });
  return held;
}

test("the points of a large site begin with every so manieth id", async () => {
  const asked: string[] = [];
  const site = await open(slicedFiles(), asked);
  const points = await site.points();
  assert.equal(points.stride, 4);
  assert.deepEqual(Array.from({ length: 11 }, (_, id) => id).filter((id) => points.looks[2 * id + 1]! > 0), [0, 4, 8]);
  assert.deepEqual([...points.positions.subarray(16, 18)], [Math.round(0.8 * 65535), Math.round(0.2 * 65535)]);
  assert.deepEqual(asked.filter((key) => key.startsWith("data/points")), ["data/points"]);
});

test("the rest of the points arrives in the same arrays, fetched once", async () => {
  const asked: string[] = [];
  const site = await open(slicedFiles(), asked);
  const [first, all] = [await site.points(), await site.allPoints()];
  assert.equal(all.stride, 1);
  assert.equal(all.positions, first.positions);
  for (let id = 0; id < 11; id++) {
    assert.ok(Math.abs(all.positions[2 * id]! - 6553.5 * id) <= 0.6);
    assert.ok(Math.abs(all.positions[2 * id + 1]! - (65535 - 6553.5 * id)) <= 0.6);
    assert.equal(colorOf(all.looks, id), (id << 11) | ((2 * id) << 5) | id);
    assert.ok(Math.abs(Math.log2(ratioOf(all.looks, id)) - (id - 5) / 16) < 1e-6);
  }
  assert.equal(await site.models[0]!.layout("map"), all.positions);
  assert.equal(await site.allPoints(), all);
  const slices = ["data/points", "data/points-1", "data/points-2", "data/points-3"];
  assert.deepEqual(asked.filter((key) => key.startsWith("data/points")), slices);
});

test("a slice in the wrong place or of the wrong length is refused, and may be asked for again", async () => {
  const held = slicedFiles();
  const sound = held.get("data/points-2")!;
  const site = await open(held);
  held.set("data/points-2", held.get("data/points-1")!);
  await assert.rejects(site.allPoints(), { message: "data/points-2.js begins with id 0, not with 4." });
  held.set("data/points-2", held.get("data/points-3")!);
  await assert.rejects(site.allPoints(), { message: "data/points-2.js holds 2 ids where the manifest counts 3." });
  held.set("data/points-2", sound);
  assert.equal((await site.allPoints()).stride, 1);
});

test("records come by page and are fetched once", async () => {
  const asked: string[] = [];
  const site = await open(files(), asked);
  assert.equal((await site.record(3)).name, "d");
  assert.equal((await site.record(2)).name, "c");
  assert.equal((await site.record(1)).name, "b");
  assert.deepEqual(asked.filter((key) => key.startsWith("data/records")), ["data/records/1", "data/records/0"]);
});

test("a further layout is fetched once, one that does not exist is refused", async () => {
  const site = await open(files());
  assert.equal(await site.models[0]!.layout("grid"), await site.models[0]!.layout("grid"));
  await assert.rejects(site.models[0]!.layout("moon"), { message: 'The site has no layout "moon".' });
});

/** A site of five pictures that two networks have looked at; the second one knows more. */
function seenTwice(): Map<string, string> {
  const held = files();
  const within = [{ column: "category", count: 2, values: ["Poster", "Print"], each: 2 }];
  const models = [model({}), model({ name: "n", folder: "data/model-1", least: { count: 2 }, within })];
  held.set("data/manifest", json("data/manifest", manifest({ count: 5, models, duplicates: { groups: 2, images: 5 } })));
  const payloads = { "layout-map": LAYOUT, groups: GROUPS, "least/0": LEAST, "within-0/0": LEAST, "within-0-each/0": EACH };
  for (const [name, payload] of Object.entries(payloads)) {
    held.set(`data/model-1/${name}`, script(`data/model-1/${name}`, Buffer.from(payload, "base64")));
  }
  held.set("data/duplicates", script("data/duplicates", Buffer.from(DUPLICATES, "base64")));
  return held;
}

test("a further model has files of its own for everything, its opening layout too", async () => {
  const asked: string[] = [];
  const [first, second] = (await open(seenTwice(), asked)).models;
  assert.notDeepEqual(await first!.layout("map"), await second!.layout("map"));
  assert.deepEqual([...(await second!.groups())].slice(0, 2), [0, 1]);
  assert.deepEqual((await second!.least(0)).ids, [4, 3]);
  const own = ["data/model-1/layout-map", "data/model-1/groups", "data/model-1/least/0"];
  assert.deepEqual(asked, ["data/points", "data/manifest", ...own]);
});

test("neighbours can be restricted to the picture's own value, or to any listed one", async () => {
  const [first, second] = (await open(seenTwice())).models;
  const among = async (value: string | null, id: number): Promise<readonly number[]> =>
    (await second!.neighbors(id, { column: "category", value })).ids;
  assert.deepEqual(await among(null, 0), [4, 3]);
  assert.deepEqual(await among("Poster", 0), [1, 2]);
  assert.deepEqual(await among("Print", 0), [3]);
  assert.deepEqual(await among("Poster", 2), []);
  await assert.rejects(among("Vase", 0), { message: 'The site does not know neighbours among "Vase".' });
  const unknown = { column: "category", value: null };
  await assert.rejects(first!.neighbors(0, unknown), { message: 'The site does not know neighbours within "category".' });
  await assert.rejects(first!.least(0), { message: "The site does not know the least similar pictures." });
});

test("near-duplicates are fetched once, and not at all where there are none", async () => {
  const asked: string[] = [];
  const site = await open(seenTwice(), asked);
  assert.equal((await site.duplicates()).groupOf(1), 1);
  assert.equal(await site.duplicates(), await site.duplicates());
  assert.equal(asked.filter((key) => key === "data/duplicates").length, 1);
  const without = await open(files(), asked);
  assert.deepEqual((await without.duplicates()).groups, []);
  assert.equal(asked.filter((key) => key === "data/duplicates").length, 1);
});

test("ids beyond the site are refused", async () => {
  const site = await open(files());
  await assert.rejects(site.record(5), { message: "The site has no id 5; its ids run from 0 to 4." });
  await assert.rejects(site.models[0]!.neighbors(-1), { message: "The site has no id -1; its ids run from 0 to 4." });
});

test("points of another count than the manifest's are refused", async () => {
  const site = await open(files(6));
  await assert.rejects(site.points(), { message: "data/points.js holds 5 ids where the manifest counts 6." });
});

test("a file that failed is asked for anew", async () => {
  const held = files();
  held.delete("data/records/0");
  const site = await open(held);
  await assert.rejects(site.record(0), { message: "data/records/0.js could not be loaded: the file is missing." });
  held.set("data/records/0", files().get("data/records/0")!);
  assert.equal((await site.record(0)).name, "a");
});

test("a small cache forgets what was used longest ago", async () => {
  const cache = new PromiseCache<string>(2);
  const made: string[] = [];
  const get = (key: string): Promise<string> => cache.get(key, async () => (made.push(key), key));
  for (const key of ["a", "b", "a", "c", "a", "b"]) assert.equal(await get(key), key);
  assert.deepEqual(made, ["a", "b", "c", "b"]);
});
