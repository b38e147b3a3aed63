/** Owns what is decoded off the main thread: pure functions from a file's bytes to arrays, and the grids over them. */

import type { Positions } from "../types";
import { expectCount } from "./binary";
import { gunzip } from "./decode";
import { gridOf, type Grid } from "./grid";
import { readGroups } from "./groups";
import { readLayout } from "./layout";
import { readPoints, readSlice, type Slicing, type Spread } from "./points";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Placed {
  readonly positions: Positions;
  readonly grid: Grid;
}

export const tasks = {
  /** The first slice of the points. */
  async points(bytes: Bytes, slicing: Slicing, aspect: number, file: string): Promise<Spread & Placed> {
    const spread = readPoints(await gunzip(bytes, file), slicing, file);
    return { ...spread, grid: gridOf(spread.positions, aspect, slicing.points.stride) };
  },

  async slice(bytes: Bytes, slice: number, slicing: Slicing, file: string): Promise<Spread> {
    return readSlice(await gunzip(bytes, file), slice, slicing, file);
  },

  async grid(positions: Positions, aspect: number): Promise<Grid> {
    return gridOf(positions, aspect);
  },

  async layout(bytes: Bytes, count: number, aspect: number, file: string): Promise<Placed> {
    const positions = readLayout(await gunzip(bytes, file), count, file);
    return { positions, grid: gridOf(positions, aspect) };
  },

  async groups(bytes: Bytes, count: number, file: string): Promise<Uint16Array> {
    const groups = readGroups(await gunzip(bytes, file), file);
    expectCount(groups.length, count, file);
    return groups;
  },
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;

/** What travels to the worker, and back; a reply without a number says that the worker stands. */
export interface Order {
  readonly number: number;
  readonly name: TaskName;
  readonly inputs: readonly unknown[];
}
export type Reply =
  | { readonly number?: undefined }
  | { readonly number: number; readonly result: unknown }
  | { readonly number: number; readonly failure: string };

/** Do what an order says. */
export function perform({ name, inputs }: Order): Promise<unknown> {
  return (tasks[name] as (...inputs: readonly unknown[]) => Promise<unknown>)(...inputs);
}

/** The memory behind a result, to be handed over instead of copied. */
export function buffersOf(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(buffersOf);
}
