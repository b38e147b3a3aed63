/** Owns the uniform grid over a layout's positions: which ids lie in a rectangle. */

import { gridOf, type Grid } from "../data/grid";
import type { Positions } from "../types";

/** Positions are in units of 1/65535 of the layout's box; queries are in fractions of the box, x right, y down. */
export class GridIndex {
  readonly columns: number;
  readonly rows: number;
  readonly #positions: Positions;
  readonly #starts: Uint32Array;
  readonly #ids: Uint32Array;

  /** `grid`: made where the positions were decoded, or here and now from the width / height of their box. */
  constructor(positions: Positions, aspect: number, grid: Grid = gridOf(positions, aspect)) {
    this.#positions = positions;
    this.columns = grid.columns;
    this.rows = grid.rows;
    this.#starts = grid.starts;
    this.#ids = grid.ids;
  }

  /** Set the bit of every id in the rectangle (edges included) and return how many there are. */
  mark(x0: number, y0: number, x1: number, y1: number, bits: Uint32Array): number {
    let found = 0;
    this.forEach(x0, y0, x1, y1, (id) => {
      bits[id >>> 5]! |= 1 << (id & 31);
      found++;
    });
    return found;
  }

  /** How many ids lie in the rectangle, without naming them. */
  count(x0: number, y0: number, x1: number, y1: number): number {
    const [c0, r0, c1, r1] = this.#cells(x0, y0, x1, y1);
    let found = 0;
    for (let row = r0; row <= r1; row++) {
      const inside = row > r0 && row < r1;
      for (let column = c0; column <= c1; column++) {
        const cell = row * this.columns + column;
        if (inside && column > c0 && column < c1) {
          const last = row * this.columns + c1;
          found += this.#starts[last]! - this.#starts[cell]!;
          column = c1 - 1;
          continue;
        }
        this.#scan(cell, x0, y0, x1, y1, () => found++);
      }
    }
    return found;
  }

  /** Visit the ids in the rectangle (edges included), cell by cell, ascending within a cell. */
  forEach(x0: number, y0: number, x1: number, y1: number, visit: (id: number) => void): void {
    const [c0, r0, c1, r1] = this.#cells(x0, y0, x1, y1);
    const ids = this.#ids;
    for (let row = r0; row <= r1; row++) {
      const edgeRow = row === r0 || row === r1;
      for (let column = c0; column <= c1; column++) {
        const cell = row * this.columns + column;
        if (edgeRow || column === c0 || column === c1) {
          this.#scan(cell, x0, y0, x1, y1, visit);
        } else {
          const end = this.#starts[cell + 1]!;
          for (let i = this.#starts[cell]!; i < end; i++) visit(ids[i]!);
        }
      }
    }
  }

  /** The ids in the cells of a row from column `first` up to `end`. */
  cells(row: number, first: number, end: number): Uint32Array {
    const start = row * this.columns;
    return this.#ids.subarray(this.#starts[start + first]!, this.#starts[start + end]!);
  }

  #scan(cell: number, x0: number, y0: number, x1: number, y1: number, visit: (id: number) => void): void {
    const [left, top, right, bottom] = [x0 * 65535, y0 * 65535, x1 * 65535, y1 * 65535];
    const end = this.#starts[cell + 1]!;
    for (let i = this.#starts[cell]!; i < end; i++) {
      const id = this.#ids[i]!;
      const px = this.#positions[2 * id]!;
      const py = this.#positions[2 * id + 1]!;
      if (px >= left && px <= right && py >= top && py <= bottom) visit(id);
    }
  }

  #cells(x0: number, y0: number, x1: number, y1: number): [number, number, number, number] {
    const column = (x: number): number => clampCell((x * 65535 * this.columns) / 65536, this.columns);
    const row = (y: number): number => clampCell((y * 65535 * this.rows) / 65536, this.rows);
    return [column(x0), row(y0), column(x1), row(y1)];
  }
}

function clampCell(value: number, cells: number): number {
  return Math.max(0, Math.min(cells - 1, Math.floor(value)));
}
