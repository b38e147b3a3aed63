/** The readers of the binary files and of the JSON, against bytes written by pixgen/site/formats.py. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { readBinary } from "../../web_template/src/data/binary";
import { fromBase64, gunzip, parseJson, payloadText, throughAtob } from "../../web_template/src/data/decode";
import { readDuplicates } from "../../web_template/src/data/duplicates";
import { NO_GROUP, readGroups } from "../../web_template/src/data/groups";
import { readLayout } from "../../web_template/src/data/layout";
import { colorOf, ratioOf } from "../../web_template/src/data/looks";
import { readNeighbors } from "../../web_template/src/data/neighbors";
import { readPoints } from "../../web_template/src/data/points";
import { readRecords } from "../../web_template/src/data/records";
import { texelsFor } from "../../web_template/src/data/room";
import { manifest } from "./made-up-site";
import { DUPLICATES, EACH, GROUPS, LAYOUT, LEAST, NEIGHBORS, POINTS, RECORDS } from "./written-by-python";

const unpack = async (text: string): Promise<Uint8Array<ArrayBuffer>> => gunzip(fromBase64(text, "x.js"), "x.js");

test("points hold positions, colours and shapes as Python wrote them", async () => {
  const points = readPoints(await unpack(POINTS), manifest({ count: 5 }), "data/points.js");
  assert.deepEqual([...points.positions], [0, 0, 65535, 65535, 32768, 16384, 32761, 17039, 0, 65535]);
  assert.deepEqual([0, 1, 2, 3, 4].map((id) => colorOf(points.looks, id)), [0, 0xffff, 0xf800, 0x07e0, 0x083f]);
  const wanted = [1, 1.5, 2 / 3, 2 ** (127 / 48), 2 ** (-128 / 48)];
  wanted.forEach((ratio, id) => {
    const found = ratioOf(points.looks, id);
    assert.ok(Math.abs(found / ratio - 1) < 0.008, `id ${id}: ${found}`);
  });
  assert.equal(points.positions.buffer.byteLength, 4 * texelsFor(5));
});

test("a further layout holds positions alone", async () => {
  assert.deepEqual([...readLayout(await unpack(LAYOUT), 5, "l.js")], [0, 65535, 32761, 17039, 32768, 16384, 65535, 65535, 0, 0]);
});

test("groups hold one index per id", async () => {
  assert.deepEqual([...readGroups(await unpack(GROUPS), "g.js")], [0, 1, NO_GROUP, 258, 7]);
});

test("neighbours are ids and similarities, near and far, in order", async () => {
  const page = readNeighbors(await unpack(NEIGHBORS), "n.js");
  assert.deepEqual(page.of(1024).ids, [1025, 0, 1200000]);
  assert.deepEqual(page.of(1025).ids, [1024, 1026, 3]);
  assert.deepEqual(page.of(1024).similarities, [1, 128 / 255, 0]);
  assert.throws(() => page.of(1026), { message: "n.js holds no neighbours of id 1026." });
});

test("an id in its own row of neighbours stands for none, and a part of a row can be read alone", async () => {
  const least = readNeighbors(await unpack(LEAST), "l.js");
  assert.deepEqual([0, 1, 2].map((id) => least.of(id).ids), [[4, 3], [4], []]);
  assert.equal(least.of(1).similarities.length, 1);
  const each = readNeighbors(await unpack(EACH), "w.js");
  assert.deepEqual([0, 1].map((value) => each.of(0, 2 * value, 2 * value + 2).ids), [[1, 2], [3]]);
  assert.deepEqual(each.of(2, 0, 2).ids, []);
  assert.deepEqual(each.of(4, 2, 4).similarities, [51 / 255, 26 / 255]);
});

test("near-duplicates are groups of ids, and each id knows its own", async () => {
  const duplicates = readDuplicates(parseJson(await unpack(DUPLICATES), "d.js"), 5, "d.js");
  assert.deepEqual(duplicates.groups, [[4, 0, 2], [3, 1]]);
  assert.deepEqual([0, 1, 2, 3, 4].map((id) => duplicates.groupOf(id)), [0, 1, 0, 1, 0]);
  const refuses = (value: unknown, message: string): void => assert.throws(() => readDuplicates(value, 5, "d.js"), { message });
  const list = (groups: unknown): unknown => ({ format: "pixgen-duplicates", version: 1, groups });
  refuses(null, "d.js is not a list of near-duplicates.");
  refuses({ format: "pixgen-duplicates", version: 2 }, "d.js has version 2 of its format; this viewer reads version 1.");
  refuses(list({}), 'd.js lacks "groups".');
  for (const wrong of [[[1]], [[1, 5]], [[1, -1]], [[1, "2"]], [3]]) {
    refuses(list(wrong), "d.js: group 0 is not a list of two or more ids below 5.");
  }
  assert.deepEqual(readDuplicates(list([]), 5, "d.js").groupOf(3), null);
});

test("records carry their names whatever the script", async () => {
  const page = readRecords(parseJson(await unpack(RECORDS), "r.js"), 2, "r.js");
  assert.deepEqual(page.records, [
    { id: 0, name: "a.jpg", image: "images/ab/cd.jpg", width: 600, height: 400, title: "Ä", values: ["x", ""] },
  ]);
});

test("records of another shape are refused", () => {
  const page = (rows: unknown[]): unknown => ({ format: "pixgen-records", version: 1, first: 5, rows });
  const row = ["a.jpg", "u", 1, 1, "t", ["x"]];
  assert.throws(() => readRecords(null, 1, "r.js"), { message: "r.js is not a page of records." });
  assert.throws(() => readRecords({ format: "pixgen-records", version: 2 }, 1, "r.js"), {
    message: "r.js has version 2 of its format; this viewer reads version 1.",
  });
  assert.throws(() => readRecords(page([row]), 2, "r.js"), { message: "r.js: the row of id 5 has 1 values for 2 columns." });
  assert.throws(() => readRecords(page([row.slice(1)]), 1, "r.js"), { message: "r.js: the row of id 5 has not six fields." });
  assert.throws(() => readRecords(page([[1, ...row.slice(1)]]), 1, "r.js"), {
    message: "r.js: the row of id 5 has a field of the wrong type.",
  });
});

test("a damaged binary file is refused in one sentence that names it", async () => {
  const good = await unpack(GROUPS);
  const changed = (at: number, value: number): Uint8Array => {
    const bytes = good.slice();
    bytes[at] = value;
    return bytes;
  };
  const refuses = (bytes: Uint8Array, message: string): void =>
    assert.throws(() => readBinary(bytes, "PXGR", 2, "data/groups.js"), { message });
  refuses(good.subarray(0, 15), "data/groups.js is damaged: 15 bytes are too few for a header.");
  refuses(changed(0, 88), 'data/groups.js begins with "XXGR", not with "PXGR".');
  refuses(changed(4, 2), "data/groups.js has version 2 of its format; this viewer reads version 1.");
  refuses(changed(6, 3), "data/groups.js has 3 planes, not 2.");
  refuses(changed(8, 6), "data/groups.js is 26 bytes long; its header announces 28.");
  refuses(good.subarray(0, 25), "data/groups.js is 25 bytes long; its header announces 26.");
  assert.throws(() => readBinary(good, "PXNB", "rows", "n.js"), { message: 'n.js begins with "PXGR", not with "PXNB".' });
});

test("the payload is what stands between the first /* and the last */, slashes and all", () => {
  assert.equal(payloadText('PX("tiles/8/0",function(){/*/9j/4AA/*/})\n', "t.js"), "/9j/4AA/");
  assert.equal(payloadText("function(){/**/}", "t.js"), "");
  assert.throws(() => payloadText("<!doctype html>", "t.js"), { message: "t.js is not a data script: it holds no /* … */." });
});

test("base64 is read alike with and without the browser's own reader", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 31) & 255);
  const text = Buffer.from(bytes).toString("base64");
  assert.deepEqual(throughAtob(text), bytes);
  assert.deepEqual(fromBase64(text, "x.js"), bytes);
  assert.throws(() => fromBase64("%%%", "x.js"), { message: "x.js is damaged: its payload is not base64." });
});

test("what is not gzip or not JSON is refused", async () => {
  await assert.rejects(gunzip(new Uint8Array([1, 2, 3]), "x.js"), { message: "x.js is damaged: its payload is not a gzip stream." });
  assert.throws(() => parseJson(new TextEncoder().encode("{"), "x.js"), { message: "x.js is damaged: its payload is not JSON." });
});
