/** Owns the interface between the site's files and those who ask for them. */

import type { ImageRecord, Manifest, Model, NeighborList, Points, Positions } from "../types";
import type { Duplicates } from "./duplicates";
import type { Grid } from "./grid";

/** The site's data, each part fetched when first asked for and refused with one exact sentence when it is damaged. */
export interface Site {
  readonly manifest: Manifest;
  /** What each network makes of the pictures; the first one opens the site. */
  readonly models: readonly ModelData[];
  /** Enough for a first picture: of a large site every `stride`th id. */
  points(): Promise<Points>;
  /** The same arrays once they are filled: `stride` is 1. */
  allPoints(): Promise<Points>;
  record(id: number): Promise<ImageRecord>;
  /** The groups of pictures that are nearly the same; none where the manifest counts none. */
  duplicates(): Promise<Duplicates>;
  /** JPEG bytes of a page of cells, for `createImageBitmap`. */
  tile(size: number, page: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** Data files asked for and their bytes so far. */
  readonly traffic: { requests: number; bytes: number };
}

/** The part of the site's data that follows from one network. */
export interface ModelData {
  readonly info: Model;
  /** Positions of a layout (those of the first model's first one are in the site's points). */
  layout(name: string): Promise<Positions>;
  /** Which ids lie where in a layout; comes with its positions. */
  grid(name: string): Promise<Grid>;
  /** Fetch a layout that may be asked for later, behind everything that is asked for now. */
  foresee(name: string): Promise<void>;
  /** Hotspot index per id; 65535: none. */
  groups(): Promise<Uint16Array>;
  /** The most similar pictures, in descending similarity. */
  neighbors(id: number, among?: Among | null): Promise<NeighborList>;
  /** The least similar pictures, in ascending similarity. */
  least(id: number): Promise<NeighborList>;
}

/** Which pictures neighbours are looked for among. */
export interface Among {
  /** Name of a column of the model's list `within`. */
  readonly column: string;
  /** One of its values there; null: the one of the picture whose neighbours they are. */
  readonly value: string | null;
}
