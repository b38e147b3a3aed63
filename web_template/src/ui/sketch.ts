/** Owns a layout in small as pixels: the average colours of the pictures, averaged again where they share a pixel. */

import { colorOf } from "../data/looks";
import type { Points, Positions } from "../types";
import { cellOf, type Overview } from "./overview";

export class Sketch {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and count per pixel. */
  readonly #sums: Uint32Array;
  /** Sides of a picture, and of the span that the left and upper edges of the pictures take. */
  readonly #block: { readonly width: number; readonly height: number };
  readonly #span: { readonly width: number; readonly height: number };

  /** @param ratio pixels of the sketch per CSS pixel of the minimap */
  constructor(overview: Overview, ratio: number) {
    this.width = Math.max(1, Math.round(overview.width * ratio));
    this.height = Math.max(1, Math.round(overview.height * ratio));
    this.#sums = new Uint32Array(4 * this.width * this.height);
    const cell = cellOf(overview.layout);
    // Rounded up: at this size the gaps between pictures would be uneven dark lines.
    const side = (length: number, room: number): number => Math.min(room, Math.ceil(length * overview.scale * ratio));
    this.#block = { width: side(cell.width, this.width), height: side(cell.height, this.height) };
    this.#span = { width: this.width - this.#block.width, height: this.height - this.#block.height };
  }

  /** Add the pictures of the ids from `first` up to `end`. */
  add(positions: Positions, looks: Points["looks"], first: number, end: number): void {
    const sums = this.#sums;
    const across = this.#span.width / 65535;
    const down = this.#span.height / 65535;
    for (let id = first; id < end; id++) {
      const color = colorOf(looks, id);
      const red = color >> 11;
      const green = (color >> 5) & 63;
      const blue = color & 31;
      const left = Math.round(positions[2 * id]! * across);
      const top = Math.round(positions[2 * id + 1]! * down);
      for (let y = top; y < top + this.#block.height; y++) {
        let at = 4 * (y * this.width + left);
        for (let x = 0; x < this.#block.width; x++, at += 4) {
          sums[at] = sums[at]! + red;
          sums[at + 1] = sums[at + 1]! + green;
          sums[at + 2] = sums[at + 2]! + blue;
          sums[at + 3] = sums[at + 3]! + 1;
        }
      }
    }
  }

  /** RGBA, transparent where no picture is. */
  pixels(): Uint8ClampedArray<ArrayBuffer> {
    const sums = this.#sums;
    const out = new Uint8ClampedArray(sums.length);
    for (let at = 0; at < sums.length; at += 4) {
      const count = sums[at + 3]!;
      if (count === 0) continue;
      out[at] = (sums[at]! / count) * (255 / 31);
      out[at + 1] = (sums[at + 1]! / count) * (255 / 63);
      out[at + 2] = (sums[at + 2]! / count) * (255 / 31);
      out[at + 3] = 255;
    }
    return out;
  }
}
