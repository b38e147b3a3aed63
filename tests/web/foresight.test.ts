import assert from "node:assert/strict";
import { test } from "node:test";
import type { Site } from "../../web_template/src/data/api";
import { Foresight } from "../../web_template/src/data/foresight";
import { model } from "./made-up-site";

/** A foresight over three layouts, and where there are two models over those of another one, whose idleness the test brings about. */
function bench({ saving = false, fails = false, both = false } = {}) {
  const [map, grid] = model({}).layouts;
  const layouts = [map!, { ...grid!, name: "umap" }, grid!];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  const end = (): Promise<void> => (fails ? Promise.reject(new Error("gone")) : Promise.resolve());
  const models = [
    { info: model({ layouts }), foresee: (name: string) => (asked.push(name), end()) },
    { info: model({ name: "other" }), foresee: (name: string) => (asked.push(`other's ${name}`), end()) },
  ];
  const site = { models: models.slice(0, both ? 2 : 1) } as unknown as Site;
  const idle = (call: () => void) => (waiting.add(call), () => void waiting.delete(call));
  const foresight = new Foresight(site, idle, () => saving);
  const rest = (): void => [...waiting].forEach((call) => (waiting.delete(call), call()));
  return { foresight, asked, rest };
}

test("once the map is calm and the page idle, the next layout is fetched, then the one after it, each once", () => {
  const { foresight, asked, rest } = bench();
  rest();
  foresight.calm(0, "map");
  assert.deepEqual(asked, []);
  rest();
  assert.deepEqual(asked, ["umap"]);
  for (let i = 0; i < 3; i++) {
    foresight.calm(0, "map");
    rest();
  }
  assert.deepEqual(asked, ["umap", "grid"]);
});

test("what was visited is not foreseen, and after the last layout come the first ones", () => {
  const { foresight, asked, rest } = bench();
  foresight.calm(0, "grid");
  rest();
  foresight.calm(0, "grid");
  rest();
  assert.deepEqual(asked, ["umap"]);
});

test("after the layouts of a model comes the one of the other model to which the switch leads", () => {
  const { foresight, asked, rest } = bench({ both: true });
  for (let i = 0; i < 4; i++) {
    foresight.calm(0, "map");
    rest();
  }
  assert.deepEqual(asked, ["umap", "grid", "other's map"]);
  foresight.calm(1, "map");
  rest();
  assert.deepEqual(asked.at(-1), "other's grid");
});

test("a move before the page is idle puts it off", () => {
  const { foresight, asked, rest } = bench();
  foresight.calm(0, "map");
  foresight.stir();
  rest();
  assert.deepEqual(asked, []);
});

test("nothing is foreseen where the visitor saves data, and a failure is nobody's trouble", async () => {
  const saving = bench({ saving: true });
  saving.foresight.calm(0, "map");
  saving.rest();
  assert.deepEqual(saving.asked, []);
  const failing = bench({ fails: true });
  failing.foresight.calm(0, "map");
  failing.rest();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(failing.asked, ["umap"]);
});
