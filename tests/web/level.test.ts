import assert from "node:assert/strict";
import { test } from "node:test";
import { blendOf, levelFor, MOST_QUADS, textureShare } from "../../web_template/src/scene/level";

const tiers = [{ size: 8 }, { size: 32 }, { size: 128 }];

/** What of a picture's colour comes from where, as the shaders mix it: plain colour, then one share a tier. */
function shares(side: number, inView = 1, images = 1000): number[] {
  const mixed = [1, 0, 0, 0];
  const level = levelFor(side, tiers);
  if (level < 0) return mixed;
  const [textured, blend] = [textureShare(side, inView, images), blendOf(side, tiers)];
  mixed[0] = 1 - textured;
  mixed[1 + level] = textured * blend;
  if (level > 0) mixed[level] = textured * (1 - blend);
  return mixed;
}

const change = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((most, share, i) => Math.max(most, Math.abs(share - b[i]!)), 0);

test("from specks to full size no step of one percent changes the mix of colours and tiers by more than a tenth", () => {
  const most = { change: 0, side: 0 };
  for (let side = 1; side < 400; side *= 1.01) {
    const step = change(shares(side), shares(side * 1.01));
    if (step > most.change) Object.assign(most, { change: step, side });
  }
  assert.ok(most.change < 0.1, `${most.change} at ${most.side} px`);
});

test("pictures are plain at 4 px, themselves from 6 px on, and wholly of one tier well before the next", () => {
  assert.deepEqual(shares(4), [1, 0, 0, 0]);
  assert.deepEqual(shares(6), [0, 1, 0, 0]);
  assert.deepEqual(shares(11.99), [0, 1, 0, 0]);
  assert.deepEqual(shares(12), [0, 1, 0, 0]);
  assert.deepEqual(shares(16), [0, 0, 1, 0]);
  assert.deepEqual(shares(48), [0, 0, 1, 0]);
  assert.deepEqual(shares(60), [0, 0, 0, 1]);
  assert.deepEqual(shares(4000), [0, 0, 0, 1]);
});

test("where the number in view decides, pictures are plain at the limit and themselves at four fifths of it", () => {
  const textured = (inView: number): number => textureShare(30, inView, 1e6);
  assert.equal(textured(MOST_QUADS), 0);
  assert.ok(Math.abs(textured(0.9 * MOST_QUADS) - 0.5) < 1e-9);
  assert.equal(textured(0.8 * MOST_QUADS), 1);
  assert.equal(textured(2 * MOST_QUADS), 0);
  assert.equal(textureShare(5, 0, 1e6), 0.5);
});

test("a site that never reaches the limit shows all its pictures as they are", () => {
  assert.equal(textureShare(30, MOST_QUADS, MOST_QUADS), 1);
});
