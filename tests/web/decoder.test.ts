import assert from "node:assert/strict";
import { test } from "node:test";
import { Decoder, type Thread } from "../../web_template/src/data/decoder";
import { gridOf } from "../../web_template/src/data/grid";
import { texelsFor } from "../../web_template/src/data/room";
import { GROUPS, LAYOUT, POINTS, SLICES } from "./written-by-python";
import { randomPositions } from "./seeded";
import { spawnThread, type NodeThread } from "./threads";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));
const slicing = { count: 5, points: { stride: 1, page: 131072 } };
const sliced = { count: 11, points: { stride: 4, page: 4 } };

/** A decoder for each way to decode. */
async function inBothWays(check: (decoder: Decoder, thread: NodeThread | null) => Promise<void>): Promise<void> {
  const thread = spawnThread();
  try {
    await check(new Decoder(() => thread), thread);
  } finally {
    await thread.stop();
  }
  const none = (): Thread => {
    throw new Error("workers are forbidden here");
  };
  await check(new Decoder(none), null);
}

test("the worker and the main thread decode alike, and the worker does it where there is one", async () => {
  const found: unknown[] = [];
  await inBothWays(async (decoder, thread) => {
    const points = await decoder.run("points", [bytesOf(POINTS), slicing, 1.6, "p.js"]);
    assert.deepEqual([...points.positions.subarray(2, 6)], [65535, 65535, 32768, 16384]);
    assert.equal(points.positions.buffer.byteLength, 4 * texelsFor(5));
    assert.deepEqual(points.grid, gridOf(points.positions, 1.6));
    const first = await decoder.run("points", [bytesOf(SLICES[0]!), sliced, 1.6, "p.js"]);
    const slice = await decoder.run("slice", [bytesOf(SLICES[2]!), 2, sliced, "p-2.js"]);
    const layout = await decoder.run("layout", [bytesOf(LAYOUT), 5, 1, "l.js"]);
    const groups = await decoder.run("groups", [bytesOf(GROUPS), 5, "g.js"]);
    const grid = await decoder.run("grid", [randomPositions(5000, 3), 2]);
    found.push([points, first, slice, layout, groups, grid].map((value) => JSON.stringify(value)));
    assert.equal(thread?.orders ?? 6, 6);
  });
  assert.deepEqual(found[0], found[1]);
});

test("a damaged file is refused in the same sentence in both ways", async () => {
  await inBothWays(async (decoder) => {
    const wrong = decoder.run("layout", [bytesOf(POINTS), 5, 1, "data/layout-grid.js"]);
    await assert.rejects(wrong, { message: 'data/layout-grid.js begins with "PXPT", not with "PXLY".' });
    const torn = decoder.run("layout", [Uint8Array.of(1, 2), 5, 1, "data/layout-grid.js"]);
    await assert.rejects(torn, { message: "data/layout-grid.js is damaged: its payload is not a gzip stream." });
    const fewer = decoder.run("groups", [bytesOf(GROUPS), 6, "data/groups.js"]);
    await assert.rejects(fewer, { message: "data/groups.js holds 5 ids where the manifest counts 6." });
  });
});

test("what is given is handed over, and so is what comes back", async () => {
  const thread = spawnThread();
  const bytes = bytesOf(LAYOUT);
  const layout = await new Decoder(() => thread).run("layout", [bytes, 5, 1, "l.js"], [bytes.buffer]);
  assert.equal(bytes.length, 0);
  assert.equal(layout.positions.length, 10);
  assert.equal(layout.positions.buffer.byteLength, 4 * texelsFor(5));
  await thread.stop();
});

test("a worker that fails before it stands is done without, and nothing was handed over to it", async () => {
  const thread = spawnThread('throw new Error("blocked")');
  const bytes = bytesOf(GROUPS);
  const groups = await new Decoder(() => thread).run("groups", [bytes, 5, "g.js"], [bytes.buffer]);
  assert.equal(groups[3], 258);
  assert.equal(thread.orders, 0);
});

test("a worker that dies later fails what it had in hand, and the main thread goes on", async () => {
  const thread = spawnThread('globalThis.onmessage = () => { throw new Error("out of memory"); }; postMessage({});');
  const decoder = new Decoder(() => thread);
  await assert.rejects(decoder.run("groups", [bytesOf(GROUPS), 5, "g.js"]), {
    message: "The browser stopped the decoding of the site's data.",
  });
  assert.equal((await decoder.run("groups", [bytesOf(GROUPS), 5, "g.js"]))[4], 7);
  assert.equal(thread.orders, 1);
});
