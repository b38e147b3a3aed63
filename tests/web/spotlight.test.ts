import assert from "node:assert/strict";
import { test } from "node:test";
import type { Scene } from "../../web_template/src/scene/api";
import { Spotlight } from "../../web_template/src/ui/spotlight";

const group = Uint32Array.of(1, 2);
const other = Uint32Array.of(5);
const chosen = Uint32Array.of(2, 3);

/** What the map was last told to keep bright and to show, and how often it was told anything. */
function bench() {
  const told: { dim: unknown; hide: unknown; times: number } = { dim: null, hide: null, times: 0 };
  const scene = {
    setFilter: (kept: unknown, how: "dim" | "hide") => {
      told[how] = kept;
      told.times++;
    },
  } as unknown as Scene;
  return { told, spotlight: new Spotlight(scene) };
}

test("a selection outshines the chosen group, and the group shines again after it", () => {
  const { told, spotlight } = bench();
  spotlight.showGroup(group, false);
  assert.equal(told.dim, group);
  spotlight.showSelection(chosen, false);
  assert.equal(told.dim, chosen);
  spotlight.showSelection(null, false);
  assert.deepEqual([told.dim, told.hide], [group, null]);
});

test("a group that is pointed at outshines both, for as long", () => {
  const { told, spotlight } = bench();
  spotlight.showGroup(group, false);
  spotlight.showSelection(chosen, false);
  spotlight.showGroup(other, true);
  assert.equal(told.dim, other);
  spotlight.showGroup(group, false);
  assert.equal(told.dim, chosen);
});

test("where only the selection is shown, the group is told among it", () => {
  const { told, spotlight } = bench();
  spotlight.showSelection(chosen, true);
  assert.deepEqual([told.dim, told.hide], [null, chosen]);
  spotlight.showGroup(group, false);
  assert.deepEqual([told.dim, told.hide], [group, chosen]);
});

test("the map is told only what changes", () => {
  const { told, spotlight } = bench();
  spotlight.showGroup(null, false);
  spotlight.showSelection(null, false);
  assert.equal(told.times, 0);
  spotlight.showSelection(chosen, false);
  spotlight.showSelection(chosen, false);
  assert.equal(told.times, 1);
});
