import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../../web_template/src/scene/pace";
import { fullRatio } from "../../web_template/src/scene/renderer";

function bench() {
  const clock = { now: 1000 };
  const pace = new Pace(() => clock.now);
  const run = (frames: number, milliseconds: number, moving = true): number[] =>
    Array.from({ length: frames }, () => {
      clock.now += milliseconds;
      pace.begin(moving, milliseconds);
      return pace.resolution;
    });
  return { clock, pace, run };
}

test("quick frames keep the full resolution, a single slow one too", () => {
  const { run } = bench();
  assert.ok([...run(50, 16), ...run(1, 90), ...run(50, 16)].every((share) => share === 1));
});

test("slow frames lower the resolution step by step, and rest restores it at once", () => {
  const { pace, run } = bench();
  const shares = [run(5, 100), run(4, 60), run(4, 35), run(20, 20)].flat();
  assert.deepEqual([...new Set(shares)], [1, 0.75, 0.55, 0.4]);
  assert.deepEqual(run(1, 40, false), [1]);
  assert.equal(pace.moving, false);
});

test("a step down that does not help is taken back, and none is tried again in this movement", () => {
  const { run } = bench();
  const shares = run(60, 40);
  assert.deepEqual([shares[3], shares[4], shares[8], shares[59]], [1, 0.75, 1, 1]);
});

test("the next movement starts with what was learned, a step finer after a long rest", () => {
  const { clock, run } = bench();
  run(5, 80);
  run(4, 40);
  run(1, 40, false);
  assert.deepEqual(run(1, 16), [0.55]);
  run(1, 16, false);
  clock.now += 11000;
  assert.deepEqual(run(1, 0), [0.75]);
});

test("a hand that moves the view keeps it moving until it has been still for a while", () => {
  const { clock, pace } = bench();
  pace.stir();
  assert.equal(pace.begin(false, 0), true);
  assert.equal(pace.moving, true);
  clock.now += 100;
  assert.equal(pace.begin(false, 100), true);
  clock.now += 60;
  assert.equal(pace.begin(false, 60), false);
  assert.equal(pace.moving, false);
});

test("the canvas takes at most two pixels per CSS pixel, and no more than a 4K screen has", () => {
  assert.equal(fullRatio(1, 1200, 800), 1);
  assert.equal(fullRatio(3, 400, 800), 2);
  assert.equal(fullRatio(1, 2160, 3840), 1);
  assert.equal(fullRatio(2, 1080, 1920), 2);
  assert.ok(Math.abs(fullRatio(2, 2560, 1440) - 1.5) < 1e-9);
});
