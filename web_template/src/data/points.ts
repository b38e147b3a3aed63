/** Owns the readers of data/points and its further slices: opening layout, average colours and shapes. */

import type { Manifest, Points } from "../types";
import { expectCount, joinPlanes, readBinary, readPositions } from "./binary";

const PLANES = 7;

type Slicing = Pick<Manifest, "count" | "points">;

/** The first slice, in arrays that have room for all. */
export function readPoints(bytes: Uint8Array, { count, points: { stride } }: Slicing, file: string): Points {
  const points = {
    stride,
    positions: new Uint16Array(2 * count),
    colors: new Uint16Array(count),
    ratios: new Float32Array(count),
  };
  const ids = new Uint32Array(Math.ceil(count / stride));
  for (let i = 0; i < ids.length; i++) ids[i] = i * stride;
  fill(points, bytes, 0, ids, file);
  return points;
}

/** How many slices follow the first. */
export function furtherSlices({ count, points: { stride, page } }: Slicing): number {
  return stride === 1 ? 0 : Math.ceil((count - 1) / page);
}

/** Fill in a further slice, counted from 1. */
export function addPoints(points: Points, bytes: Uint8Array, slice: number, slicing: Slicing, file: string): void {
  const { page, stride } = slicing.points;
  const first = (slice - 1) * page;
  const last = Math.min(first + page, slicing.count);
  const ids: number[] = [];
  for (let id = first; id < last; id++) if (id % stride > 0) ids.push(id);
  fill(points, bytes, first, ids, file);
}

function fill(points: Points, bytes: Uint8Array, first: number, ids: ArrayLike<number>, file: string): void {
  const binary = readBinary(bytes, "PXPT", PLANES, file);
  expectCount(binary.count, ids.length, file);
  if (binary.first !== first) throw new Error(`${file} begins with id ${binary.first}, not with ${first}.`);
  const shape = Float32Array.from({ length: 256 }, (_, code) => 2 ** ((code - 128) / 48));
  const positions = readPositions(binary);
  const colors = joinPlanes(binary.plane(4), binary.plane(5));
  const codes = binary.plane(6);
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    points.positions[2 * id] = positions[2 * i]!;
    points.positions[2 * id + 1] = positions[2 * i + 1]!;
    points.colors[id] = colors[i]!;
    points.ratios[id] = shape[codes[i]!]!;
  }
}
