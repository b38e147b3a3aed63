/** Owns the reader of neighbors/<p>, and of least/<p> and within-…/<p> alike: a row of other ids for each id of a page. */

import type { NeighborList } from "../types";
import { readBinary } from "./binary";

export interface NeighborPage {
  readonly first: number;
  readonly count: number;
  /** The row of one of the page's ids, or a part of it; an id in its own row stands for none and is left out. */
  of(id: number, from?: number, to?: number): NeighborList;
}

export function readNeighbors(bytes: Uint8Array, file: string): NeighborPage {
  const binary = readBinary(bytes, "PXNB", "rows", file);
  const { parameter: k, first, count } = binary;
  const [b0, b1, b2, b3, similarity] = [0, 1, 2, 3, 4].map((index) => binary.plane(index)) as [
    Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array,
  ];
  return {
    first,
    count,
    of(id, from = 0, to = k) {
      if (id < first || id >= first + count) throw new Error(`${file} holds no neighbours of id ${id}.`);
      const ids: number[] = [];
      const similarities: number[] = [];
      const row = (id - first) * k;
      for (let i = row + from; i < row + Math.min(to, k); i++) {
        const z = (b0[i]! | (b1[i]! << 8) | (b2[i]! << 16) | (b3[i]! << 24)) >>> 0;
        if (z === 0) continue;
        ids.push(id + ((z >>> 1) ^ -(z & 1)));
        similarities.push(similarity[i]! / 255);
      }
      return { ids, similarities };
    },
  };
}
