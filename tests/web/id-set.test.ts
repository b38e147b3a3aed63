import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeIds, encodeIds } from "../../web_template/src/id-set";
import { random } from "./seeded";

test("every set comes back exactly, and has one text only", () => {
  const next = random(41);
  const sets: number[][] = [[0], [999_999], [0, 1], [0, 1, 2], [5, 7, 9], [126, 127, 128, 129, 16384], [0, 999_999]];
  for (const share of [0.001, 0.1, 0.5, 0.9, 1]) {
    sets.push(Array.from({ length: 5000 }, (_, id) => id).filter(() => next() < share));
  }
  for (let round = 0; round < 20; round++) {
    const set = new Set<number>();
    for (let run = 0; run < 30; run++) {
      const first = Math.floor(next() * 999_000);
      for (let id = first; id < first + next() ** 4 * 900; id++) set.add(id);
    }
    sets.push([...set].sort((a, b) => a - b));
  }
  for (const set of sets) {
    const text = encodeIds(set);
    assert.match(text, /^[A-Za-z0-9_-]*$/);
    if (set.length === 0) continue;
    assert.deepEqual([...decodeIds(text, 1_000_000)!], set);
    assert.equal(encodeIds(decodeIds(text, 1_000_000)!), text);
  }
});

test("what lies together along the curve takes little room, and single ones two characters or three", () => {
  const run = encodeIds(Uint32Array.from({ length: 100_000 }, (_, i) => 400_000 + i));
  assert.ok(run.length <= 8, run);
  const single = encodeIds(Uint32Array.from({ length: 1000 }, (_, i) => 1000 * i));
  assert.ok(single.length < 2.7 * 1000, `${single.length}`);
});

test("a text that is damaged, empty or names ids that do not exist stands for no set", () => {
  const text = encodeIds([3, 4, 5, 300]);
  assert.deepEqual([...decodeIds(text, 301)!], [3, 4, 5, 300]);
  assert.equal(decodeIds(text, 300), null);
  for (const damaged of ["", "=", "A===", "AA==", "?", "A", "gA", "_____________w", text.slice(0, -1)]) {
    assert.equal(decodeIds(damaged, 301), null, damaged);
  }
});
