/** Owns the making of the uniform grid over a layout's positions, where they are decoded; scene/grid-index.ts asks it. */

import type { Positions } from "../types";

/** Ids per grid cell aimed at; more makes queries coarser, fewer makes the table larger. */
const PER_CELL = 3;

export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Where each cell's ids start in `ids`; cells row by row, one entry more than cells. */
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
}

/** `aspect`: width / height of the box, so that cells come out about square. `stride`: only ids it divides count. O(N). */
export function gridOf(positions: Positions, aspect: number, stride = 1): Grid {
  const count = positions.length / 2;
  const held = Math.ceil(count / stride);
  const cells = Math.max(1, held / PER_CELL);
  const columns = Math.max(1, Math.min(2048, Math.round(Math.sqrt(cells * aspect))));
  const rows = Math.max(1, Math.min(2048, Math.round(cells / columns)));
  const starts = new Uint32Array(columns * rows + 1);
  const ids = new Uint32Array(held);
  const cellOf = new Uint32Array(held);
  for (let i = 0, id = 0; id < count; i++, id += stride) {
    const column = (positions[2 * id]! * columns) >>> 16;
    const row = (positions[2 * id + 1]! * rows) >>> 16;
    const cell = row * columns + column;
    cellOf[i] = cell;
    starts[cell + 1]!++;
  }
  for (let cell = 1; cell < starts.length; cell++) starts[cell]! += starts[cell - 1]!;
  const next = starts.slice(0, -1);
  for (let i = 0; i < held; i++) ids[next[cellOf[i]!]!++] = i * stride;
  return { columns, rows, starts, ids };
}
