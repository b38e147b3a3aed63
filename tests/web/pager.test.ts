import assert from "node:assert/strict";
import { test } from "node:test";
import { Pager } from "../../web_template/src/scene/pager";

interface Order {
  readonly page: number;
  readonly signal: AbortSignal;
  readonly arrive: () => Promise<void>;
  readonly fail: () => Promise<void>;
}

/** A pager whose network and GPU are lists: orders wait until the test lets them arrive. */
function bench(layers: number, pinned = 0) {
  const orders: Order[] = [];
  const layersHeld = new Map<number, number>();
  const fades = new Map<number, number>();
  const failures: number[] = [];
  const released: string[] = [];
  const clock = { now: 0 };
  const room = { layers: Infinity };
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const pager = new Pager<string>({
    layers,
    pinned,
    load: (page, signal) =>
      new Promise((resolve, reject) => {
        orders.push({
          page,
          signal,
          arrive: () => (resolve(`p${page}`), tick()),
          fail: () => (reject(new Error(`no ${page}`)), tick()),
        });
      }),
    store: {
      upload: (layer) => layer < room.layers,
      place: (page, layer, fade) => {
        if (layer < 0) layersHeld.delete(page);
        else layersHeld.set(page, layer);
        fades.set(page, fade);
      },
    },
    wake: () => undefined,
    failed: (page) => failures.push(page),
    release: (image) => released.push(image),
    now: () => clock.now,
  });
  /** Let everything asked for arrive and be drawn. */
  const settle = async (): Promise<void> => {
    for (;;) {
      const open = orders.splice(0);
      for (const order of open) await order.arrive();
      let frames = 0;
      while (pager.frame() && frames++ < 100) clock.now += 100;
      if (open.length === 0 && orders.length === 0) return;
    }
  };
  return { pager, orders, layersHeld, fades, failures, released, clock, room, settle };
}

test("pages are asked for in the order of urgency, four at a time", async () => {
  const { pager, orders } = bench(8);
  pager.want([5, 3, 9, 1, 7, 2]);
  assert.deepEqual(orders.map((order) => order.page), [5, 3, 9, 1]);
  await orders[2]!.arrive();
  assert.deepEqual(orders.map((order) => order.page), [5, 3, 9, 1, 7]);
});

test("a frame takes one page, the most urgent that has arrived", async () => {
  const { pager, orders, layersHeld } = bench(8);
  pager.want([5, 3, 9]);
  await orders[2]!.arrive();
  await orders[0]!.arrive();
  assert.ok(pager.frame());
  assert.deepEqual([...layersHeld.keys()], [5]);
  pager.frame();
  assert.deepEqual([...layersHeld.keys()], [5, 9]);
  assert.equal(pager.loaded, 2);
});

test("a page fades in and then there is nothing more to do", async () => {
  const { pager, orders, fades, clock } = bench(2);
  pager.want([4]);
  await orders[0]!.arrive();
  assert.ok(pager.frame());
  assert.equal(fades.get(4), 0);
  clock.now += 80;
  assert.ok(pager.frame());
  assert.equal(fades.get(4), 0.5);
  clock.now += 80;
  assert.ok(!pager.frame());
  assert.equal(fades.get(4), 1);
  pager.fading = false;
  pager.want([4, 6]);
  await orders[1]!.arrive();
  assert.ok(!pager.frame());
  assert.equal(fades.get(6), 1);
});

test("what is no longer wanted is given up, under way or arrived", async () => {
  const { pager, orders, released } = bench(8);
  pager.want([1, 2]);
  await orders[1]!.arrive();
  pager.want([3]);
  assert.ok(orders[0]!.signal.aborted);
  assert.deepEqual(released, ["p2"]);
  await orders[0]!.arrive();
  assert.deepEqual(released, ["p2", "p1"]);
  assert.deepEqual(pager.resident, []);
});

test("the page wanted longest ago makes room, a pinned one last", async () => {
  const { pager, layersHeld, settle } = bench(3, 1);
  for (const wants of [[0, 1], [2], [1]]) {
    pager.want(wants);
    await settle();
  }
  pager.want([3]);
  await settle();
  assert.deepEqual([...layersHeld.keys()].sort(), [0, 1, 3]);
  assert.equal(new Set(layersHeld.values()).size, 3);
});

test("no more pages are wanted than there are layers, and none of them is ever thrown out for another", async () => {
  const { pager, layersHeld, settle } = bench(4);
  pager.want([10, 11, 12, 13, 14, 15]);
  await settle();
  assert.deepEqual([...layersHeld.keys()].sort(), [10, 11, 12, 13]);
  assert.equal(pager.loaded, 4);
});

test("a wander over many pages keeps the layers full and every layer used once", async () => {
  const { pager, layersHeld, settle } = bench(6);
  for (let step = 0; step < 60; step++) {
    const wants = [0, 1, 2].map((i) => ((step * 7) % 23) + i);
    pager.want(wants);
    await settle();
    for (const page of wants) assert.ok(layersHeld.has(page));
    assert.ok(layersHeld.size <= 6);
    assert.equal(new Set(layersHeld.values()).size, layersHeld.size);
  }
});

test("a page that fails is told once, settles, and is tried again later", async () => {
  const { pager, orders, failures, clock } = bench(2);
  pager.want([5]);
  assert.ok(!pager.settles([5]));
  await orders[0]!.fail();
  assert.ok(pager.settles([5]));
  pager.want([5]);
  assert.equal(orders.length, 1);
  clock.now += 9000;
  pager.want([5]);
  assert.equal(orders.length, 2);
  await orders[1]!.fail();
  assert.deepEqual(failures, [5]);
  pager.dispose();
});

test("after a lost context what is wanted is fetched again, no more than there may be from then on", async () => {
  const { pager, orders, layersHeld, settle } = bench(3);
  pager.want([1, 2, 3]);
  await settle();
  layersHeld.clear();
  pager.forget(2);
  assert.deepEqual(orders.map((order) => order.page), [1, 2]);
  await settle();
  assert.deepEqual([...layersHeld.values()].sort(), [0, 1]);
  pager.want([4, 5, 6]);
  await settle();
  assert.deepEqual([...layersHeld.keys()].sort(), [4, 5]);
});

test("where the GPU has no room for a layer, the most urgent pages share those there are, for good", async () => {
  const { pager, layersHeld, room, released, settle } = bench(8);
  room.layers = 3;
  pager.want([1, 2, 3, 4, 5]);
  await settle();
  assert.equal(pager.layers, 3);
  assert.deepEqual([...layersHeld.keys()].sort(), [1, 2, 3]);
  room.layers = 8;
  pager.want([6, 7, 8, 9]);
  await settle();
  assert.deepEqual([...layersHeld.keys()].sort(), [6, 7, 8]);
  assert.deepEqual([...layersHeld.values()].sort(), [0, 1, 2]);
  assert.equal(pager.pending, 0);
  assert.equal(new Set(released).size, released.length);
});
