import assert from "node:assert/strict";
import { test } from "node:test";
import { Loader, type Read } from "../../web_template/src/data/loader";
import { script } from "./made-up-site";

const loader = (read: Read, limit = 6): Loader => new Loader({ build: "b 1", backoff: [0, 0], limit, read });
const bytes = new Uint8Array([1, 2, 3]);

test("a file is asked for by its key with the build id, and its bytes are counted", async () => {
  const urls: string[] = [];
  const text = script("data/x", bytes);
  const one = loader(async ({ url }) => (urls.push(url), text));
  assert.deepEqual(await one.load("data/x"), bytes);
  assert.deepEqual(urls, ["data/x.js?v=b%201"]);
  assert.deepEqual(one.traffic, { requests: 1, bytes: text.length });
});

test("a load that fails twice succeeds the third time", async () => {
  let calls = 0;
  const one = loader(async ({ key }) => {
    if (++calls < 3) throw new Error("the line is cut.");
    return script(key, bytes);
  });
  assert.deepEqual(await one.load("tiles/8/0"), bytes);
  assert.equal(one.traffic.requests, 3);
});

test("a load that fails three times is given up in one sentence that names the file", async () => {
  const one = loader(() => Promise.reject(new Error("the line is cut.")));
  await assert.rejects(one.load("tiles/8/0"), { message: "tiles/8/0.js could not be loaded: the line is cut." });
  assert.equal(one.traffic.requests, 3);
});

test("no more files are under way at once than the limit, and all arrive", async () => {
  let under = 0;
  let most = 0;
  const one = loader(async ({ key }) => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setImmediate(resolve));
    under--;
    return script(key, bytes);
  }, 3);
  await Promise.all(Array.from({ length: 20 }, (_, i) => one.load(`tiles/8/${i}`)));
  assert.equal(most, 3);
});

test("a request given up while it waits is never sent, and the next one takes its turn", async () => {
  const sent: string[] = [];
  const open: (() => void)[] = [];
  const one = loader(async ({ key }) => {
    sent.push(key);
    await new Promise<void>((resolve) => open.push(resolve));
    return script(key, bytes);
  }, 1);
  const first = one.load("a");
  const controller = new AbortController();
  const second = one.load("b", { signal: controller.signal });
  const third = one.load("c");
  controller.abort();
  await assert.rejects(second, { name: "AbortError" });
  open.shift()!();
  await first;
  await new Promise((resolve) => setImmediate(resolve));
  open.shift()!();
  await third;
  assert.deepEqual(sent, ["a", "c"]);
});

test("a request given up under way is not retried", async () => {
  const controller = new AbortController();
  const one = loader(() => {
    controller.abort();
    return Promise.reject(new Error("gone."));
  });
  await assert.rejects(one.load("a", { signal: controller.signal }), { name: "AbortError" });
  assert.equal(one.traffic.requests, 1);
});

test("a file that is no data script is refused in one sentence that names it once", async () => {
  const one = loader(async () => "<!doctype html>");
  await assert.rejects(one.load("data/x"), { message: "data/x.js is not a data script: it holds no /* … */." });
});

/** Answers never, and ends when it is told to. */
const silence: Read = ({ signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));

test("a server that stays silent fails in the end and gives its place back", async () => {
  const one = new Loader({
    build: "b",
    backoff: [],
    limit: 1,
    patience: 10,
    read: (attempt) => (attempt.key === "a" ? silence(attempt) : Promise.resolve(script(attempt.key, bytes))),
  });
  const first = one.load("a");
  const second = one.load("b");
  await assert.rejects(first, { message: "a.js could not be loaded: nothing came for 0.01 seconds." });
  assert.deepEqual(await second, bytes);
});

test("a slow server is waited for as long as something comes", async () => {
  const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 4));
  const one = new Loader({
    build: "b",
    backoff: [],
    patience: 60,
    read: async ({ key, alive, signal }) => {
      for (let piece = 0; piece < 30; piece++) {
        await turn();
        alive();
      }
      signal.throwIfAborted();
      return script(key, bytes);
    },
  });
  assert.deepEqual(await one.load("a"), bytes);
});

test("what is given up under way ends at once", async () => {
  const controller = new AbortController();
  const one = loader(silence, 1);
  const first = one.load("a", { signal: controller.signal });
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await assert.rejects(first, { name: "AbortError" });
  assert.equal(one.traffic.requests, 1);
});

test("what is fetched ahead waits until nothing else does", async () => {
  const sent: string[] = [];
  const open: (() => void)[] = [];
  const one = loader(async ({ key }) => {
    sent.push(key);
    await new Promise<void>((resolve) => open.push(resolve));
    return script(key, bytes);
  }, 1);
  const loads = [one.load("a"), one.load("later", { ahead: true }), one.load("b"), one.load("c")];
  for (const load of loads) {
    while (open.length === 0) await new Promise((resolve) => setImmediate(resolve));
    open.shift()!();
    if (load !== loads[1]) await load;
  }
  await Promise.all(loads);
  assert.deepEqual(sent, ["a", "b", "c", "later"]);
});
