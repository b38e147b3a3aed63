/** Owns the reader of data/neighbors/<p>: the neighbours of a page of ids. */

import type { NeighborList } from "../types";
import { readBinary } from "./binary";

export interface NeighborPage {
  readonly first: number;
  readonly count: number;
  /** Neighbours of one of the page's ids, in descending similarity. */
  of(id: number): NeighborList;
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
    of(id) {
      if (id < first || id >= first + count) throw new Error(`${file} holds no neighbours of id ${id}.`);
      const ids: number[] = [];
      const similarities: number[] = [];
      for (let i = (id - first) * k; i < (id - first + 1) * k; i++) {
        const z = (b0[i]! | (b1[i]! << 8) | (b2[i]! << 16) | (b3[i]! << 24)) >>> 0;
        ids.push(id + ((z >>> 1) ^ -(z & 1)));
        similarities.push(similarity[i]! / 255);
      }
      return { ids, similarities };
    },
  };
}
