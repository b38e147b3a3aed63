import assert from "node:assert/strict";
import { test } from "node:test";
import type { LayoutInfo } from "../../web_template/src/types";
import { overviewOf } from "../../web_template/src/ui/overview";
import { Sketch } from "../../web_template/src/ui/sketch";
import { random, randomPositions } from "./seeded";

const RED = 31 << 11;
const GREEN = 63 << 5;

function layout(aspect: number, cell: number): LayoutInfo {
  return { name: "map", title: "", description: "", aspect, cell, shape: 1 };
}

function looks(...colors: number[]): Uint16Array {
  return Uint16Array.from(colors.flatMap((color) => [color, 128]));
}

/** R red, G green, * a mixture, . nothing. */
function ascii(sketch: Sketch): string[] {
  const pixels = sketch.pixels();
  return Array.from({ length: sketch.height }, (_, y) =>
    Array.from({ length: sketch.width }, (_, x) => {
      const [red, green, , alpha] = pixels.subarray(4 * (y * sketch.width + x));
      if (alpha === 0) return ".";
      return red! > 0 && green! > 0 ? "*" : red! > 0 ? "R" : "G";
    }).join(""),
  );
}

test("every picture takes its cell, in its average colour", () => {
  const sketch = new Sketch(overviewOf(layout(1, 0.25), { width: 10, height: 10 }), 1);
  const positions = Uint16Array.of(0, 0, 65535, 0, 32768, 65535);
  sketch.add(positions, looks(RED, GREEN, RED), 0, 3);
  assert.deepEqual(ascii(sketch), [
    "RR......GG",
    "RR......GG",
    "..........",
    "..........",
    "..........",
    "..........",
    "..........",
    "..........",
    "....RR....",
    "....RR....",
  ]);
});

test("pictures that share a pixel are averaged, whatever slices they are added in", () => {
  const overview = overviewOf(layout(2, 0.01), { width: 12, height: 12 });
  const next = random(5);
  const positions = randomPositions(2000, 4);
  const colors = looks(...Array.from({ length: 2000 }, () => Math.floor(65536 * next())));
  const whole = new Sketch(overview, 2);
  whole.add(positions, colors, 0, 2000);
  const sliced = new Sketch(overview, 2);
  for (let first = 0; first < 2000; first += 300) sliced.add(positions, colors, first, Math.min(2000, first + 300));
  assert.deepEqual(sliced.pixels(), whole.pixels());
  const both = new Sketch(overviewOf(layout(1, 0.5), { width: 1, height: 1 }), 1);
  both.add(Uint16Array.of(0, 0, 0, 0), looks(RED, GREEN), 0, 2);
  assert.deepEqual([...both.pixels()], [128, 128, 0, 255]);
});
