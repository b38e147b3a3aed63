import assert from "node:assert/strict";
import { test } from "node:test";
import { PromiseCache } from "../../web_template/src/data/cache";
import { Loader } from "../../web_template/src/data/loader";
import { openSite } from "../../web_template/src/data/site";
import { json, manifest, script } from "./made-up-site";
import { LAYOUT, POINTS } from "./written-by-python";

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

function open(held: Map<string, string>, asked: string[] = []): ReturnType<typeof openSite> {
  const read = async (_url: string, key: string): Promise<string> => {
    asked.push(key);
    const text = held.get(key);
    if (text === undefined) throw new Error("the file is missing.");
    return text;
  };
  return openSite({ build: "b" }, new Loader({ build: "b", backoff: [], read }));
}

test("manifest, points and the first page of pictures are three requests, however often they are asked for", async () => {
  const asked: string[] = [];
  const site = await open(files(), asked);
  const [points, again] = [await site.points(), await site.points()];
  assert.equal(points, again);
  assert.deepEqual(await site.layout("map"), points.positions);
  assert.deepEqual(await site.tile(8, 0), new Uint8Array([255, 216]));
  assert.deepEqual(asked.sort(), ["data/manifest", "data/points", "tiles/8/0"]);
  assert.equal(site.traffic.requests, 3);
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
  assert.equal(await site.layout("grid"), await site.layout("grid"));
  await assert.rejects(site.layout("moon"), { message: 'The site has no layout "moon".' });
});

test("ids beyond the site are refused", async () => {
  const site = await open(files());
  await assert.rejects(site.record(5), { message: "The site has no id 5; its ids run from 0 to 4." });
  await assert.rejects(site.neighbors(-1), { message: "The site has no id -1; its ids run from 0 to 4." });
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
