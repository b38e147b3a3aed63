import assert from "node:assert/strict";
import { test } from "node:test";
import type { Site } from "../../web_template/src/data/api";
import { Foresight } from "../../web_template/src/data/foresight";
import { manifest } from "./made-up-site";

/** A foresight over three layouts whose idleness the test brings about. */
function bench(saving = false, fails = false) {
  const [map, grid] = manifest({}).layouts;
  const layouts = [map!, { ...grid!, name: "umap" }, grid!];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  const foresee = (name: string): Promise<void> => (asked.push(name), fails ? Promise.reject(new Error("gone")) : Promise.resolve());
  const site = { manifest: manifest({ layouts }), foresee } as unknown as Site;
  const idle = (call: () => void) => (waiting.add(call), () => void waiting.delete(call));
  const foresight = new Foresight(site, idle, () => saving);
  const rest = (): void => [...waiting].forEach((call) => (waiting.delete(call), call()));
  return { foresight, asked, rest };
}

test("once the map is calm and the page idle, the next layout is fetched, then the one after it, each once", () => {
  const { foresight, asked, rest } = bench();
  rest();
  foresight.calm("map");
  assert.deepEqual(asked, []);
  rest();
  assert.deepEqual(asked, ["umap"]);
  for (let i = 0; i < 3; i++) {
    foresight.calm("map");
    rest();
  }
  assert.deepEqual(asked, ["umap", "grid"]);
});

test("what was visited is not foreseen, and after the last layout come the first ones", () => {
  const { foresight, asked, rest } = bench();
  foresight.calm("grid");
  rest();
  foresight.calm("grid");
  rest();
  assert.deepEqual(asked, ["umap"]);
});

test("a move before the page is idle puts it off", () => {
  const { foresight, asked, rest } = bench();
  foresight.calm("map");
  foresight.stir();
  rest();
  assert.deepEqual(asked, []);
});

test("nothing is foreseen where the visitor saves data, and a failure is nobody's trouble", async () => {
  const saving = bench(true);
  saving.foresight.calm("map");
  saving.rest();
  assert.deepEqual(saving.asked, []);
  const failing = bench(false, true);
  failing.foresight.calm("map");
  failing.rest();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(failing.asked, ["umap"]);
});
