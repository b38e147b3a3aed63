/** Owns the readers of data/points and its further slices: opening layout, average colours and shapes. */

import type { Manifest } from "../types";
import { expectCount, readBinary, readPositionsInto } from "./binary";
import { pairsFor } from "./room";

const PLANES = 7;

export type Slicing = Pick<Manifest, "count" | "points">;

/** Positions and looks of all ids, or of ids in a row. */
export interface Spread {
  readonly positions: Uint16Array;
  readonly looks: Uint16Array;
}

/** The first slice, in arrays that have room for all. */
export function readPoints(bytes: Uint8Array, { count, points: { stride } }: Slicing, file: string): Spread {
  const spread = { positions: pairsFor(count), looks: pairsFor(count) };
  fill(spread, bytes, 0, Math.ceil(count / stride), (i) => i * stride, file);
  return spread;
}

/** How many slices follow the first. */
export function furtherSlices({ count, points: { stride, page } }: Slicing): number {
  return stride === 1 ? 0 : Math.ceil((count - 1) / page);
}

/** The ids of a further slice, counted from 1: from `first` up to `last`, those of the first slice excepted. */
export function idsOfSlice(slice: number, { count, points: { page } }: Slicing): { first: number; last: number } {
  const first = (slice - 1) * page;
  return { first, last: Math.min(first + page, count) };
}

/** A further slice, counted from 1, as ids in a row: those of the first slice are 0. */
export function readSlice(bytes: Uint8Array, slice: number, slicing: Slicing, file: string): Spread {
  const { first, last } = idsOfSlice(slice, slicing);
  const { stride } = slicing.points;
  const length = last - first;
  const spread = { positions: new Uint16Array(2 * length), looks: new Uint16Array(2 * length) };
  // Pages are multiples of the stride: of every `stride` ids in a row the first is left out.
  const rest = stride - 1;
  fill(spread, bytes, first, length - Math.ceil(length / stride), (i) => i + 1 + Math.floor(i / rest), file);
  return spread;
}

/** Take a further slice into the arrays that hold the first. */
export function addSlice(whole: Spread, part: Spread, slice: number, slicing: Slicing): void {
  const { first, last } = idsOfSlice(slice, slicing);
  for (const kind of ["positions", "looks"] as const) {
    const [from, to] = [whole[kind], part[kind]];
    for (let id = first; id < last; id += slicing.points.stride) {
      to[2 * (id - first)] = from[2 * id]!;
      to[2 * (id - first) + 1] = from[2 * id + 1]!;
    }
    from.set(to, 2 * first);
  }
}

/** `placeOf`: where the i-th id of the file stands in the arrays. */
function fill(
  { positions, looks }: Spread,
  bytes: Uint8Array,
  first: number,
  count: number,
  placeOf: (i: number) => number,
  file: string,
): void {
  const binary = readBinary(bytes, "PXPT", PLANES, file);
  expectCount(binary.count, count, file);
  if (binary.first !== first) throw new Error(`${file} begins with id ${binary.first}, not with ${first}.`);
  readPositionsInto(positions, binary, placeOf);
  const [low, high, shapes] = [binary.plane(4), binary.plane(5), binary.plane(6)];
  for (let i = 0; i < count; i++) {
    const place = placeOf(i);
    looks[2 * place] = low[i]! | (high[i]! << 8);
    looks[2 * place + 1] = shapes[i]!;
  }
}
