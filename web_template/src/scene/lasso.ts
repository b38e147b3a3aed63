/** Owns which pictures lie inside a closed line. */

import type { Positions } from "../types";
import type { GridIndex } from "./grid-index";

/** Units of a position along one axis. */
const UNITS = 65536;

/**
 * The ids whose positions lie inside a closed polygon, ascending, by the non-zero winding rule.
 *
 * The cells of the grid that no edge touches lie inside or outside as a whole; only in the others is every position
 * tested, and only against the edges of its row. `polygon`: x0 y0 x1 y1 … in the units of positions; the last point is
 * joined to the first. `shown`: one bit per id, of which only the set ones count; null: all do.
 */
export function idsInside(
  polygon: ArrayLike<number>,
  grid: GridIndex,
  positions: Positions,
  shown: Uint32Array | null,
): Uint32Array {
  const edges = edgesOf(polygon);
  const bits = new Uint32Array(Math.ceil(positions.length / 64));
  const touched = new Uint8Array(grid.columns);
  edgesByRow(edges, grid.rows).forEach((own, row) => {
    if (own.length === 0) return;
    const [first, last] = touch(touched, edges, own, row, grid);
    const y = ((row + 0.5) * UNITS) / grid.rows;
    for (let column = first, end = first; column <= last; column = end) {
      while (end <= last && touched[end] === touched[column]) end++;
      if (touched[column]! > 0) {
        const ids = grid.cells(row, column, end);
        for (let i = 0; i < ids.length; i++) {
          const id = ids[i]!;
          if (winding(edges, own, positions[2 * id]!, positions[2 * id + 1]!) !== 0) bits[id >>> 5]! |= 1 << (id & 31);
        }
      } else {
        const x = ((column + 0.5) * UNITS) / grid.columns;
        if (winding(edges, own, x, y) !== 0) setAll(bits, grid.cells(row, column, end));
      }
    }
  });
  return listed(bits, shown);
}

/** ax ay bx by of every edge. */
function edgesOf(polygon: ArrayLike<number>): Float64Array {
  const edges: number[] = [];
  for (let i = 0, before = polygon.length - 2; i < polygon.length; before = i, i += 2) {
    const [ax, ay, bx, by] = [polygon[before]!, polygon[before + 1]!, polygon[i]!, polygon[i + 1]!];
    edges.push(ax, ay, bx, by);
  }
  return Float64Array.from(edges);
}

/** Where in `edges` those begin that reach into each row of the grid. */
function edgesByRow(edges: Float64Array, rows: number): number[][] {
  const byRow = Array.from({ length: rows }, (): number[] => []);
  const rowOf = (y: number): number => Math.floor((y * rows) / UNITS);
  for (let edge = 0; edge < edges.length; edge += 4) {
    const [ay, by] = [edges[edge + 1]!, edges[edge + 3]!];
    const last = Math.min(rows - 1, rowOf(Math.max(ay, by)));
    for (let row = Math.max(0, rowOf(Math.min(ay, by))); row <= last; row++) byRow[row]!.push(edge);
  }
  return byRow;
}

/** Tell the cells of a row that edges may touch from the others; returns the first and the last of them. */
function touch(
  touched: Uint8Array,
  edges: Float64Array,
  own: readonly number[],
  row: number,
  { columns, rows }: GridIndex,
): [number, number] {
  touched.fill(0);
  const [top, bottom] = [(row * UNITS) / rows, ((row + 1) * UNITS) / rows];
  const columnOf = (x: number): number => Math.max(0, Math.min(columns - 1, Math.floor((x * columns) / UNITS)));
  let [first, last] = [columns, -1];
  for (const edge of own) {
    const [ax, ay, bx, by] = [edges[edge]!, edges[edge + 1]!, edges[edge + 2]!, edges[edge + 3]!];
    const shareAt = (y: number): number => Math.max(0, Math.min(1, (y - ay) / (by - ay)));
    const [s0, s1] = ay === by ? [0, 1] : [shareAt(top), shareAt(bottom)];
    const [x0, x1] = [ax + s0 * (bx - ax), ax + s1 * (bx - ax)];
    // Half a unit more on both sides than rounding could need.
    const from = columnOf(Math.min(x0, x1) - 0.5);
    const to = columnOf(Math.max(x0, x1) + 0.5);
    touched.fill(1, from, to + 1);
    first = Math.min(first, from);
    last = Math.max(last, to);
  }
  return [first, last];
}

/** How often the edges turn about a point; those that do not reach its height may be left out. */
function winding(edges: Float64Array, own: readonly number[], x: number, y: number): number {
  let turns = 0;
  for (let i = 0; i < own.length; i++) {
    const edge = own[i]!;
    const ay = edges[edge + 1]!;
    const by = edges[edge + 3]!;
    if (ay <= y === by <= y) continue;
    const ax = edges[edge]!;
    const bx = edges[edge + 2]!;
    const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
    if (by > ay && side > 0) turns++;
    else if (by < ay && side < 0) turns--;
  }
  return turns;
}

function setAll(bits: Uint32Array, ids: Uint32Array): void {
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    bits[id >>> 5]! |= 1 << (id & 31);
  }
}

function listed(bits: Uint32Array, shown: Uint32Array | null): Uint32Array {
  const ids = new Uint32Array(32 * bits.length);
  let count = 0;
  for (let word = 0; word < bits.length; word++) {
    for (let rest = bits[word]! & (shown?.[word] ?? 0xffffffff); rest !== 0; rest &= rest - 1) {
      ids[count++] = 32 * word + 31 - Math.clz32(rest & -rest);
    }
  }
  return ids.slice(0, count);
}
