/** Owns the interface between the site's files and those who ask for them. */

import type { ImageRecord, Manifest, NeighborList, Points, Positions } from "../types";
import type { Grid } from "./grid";

/** The site's data, each part fetched when first asked for and refused with one exact sentence when it is damaged. */
export interface Site {
  readonly manifest: Manifest;
  /** Enough for a first picture: of a large site every `stride`th id. */
  points(): Promise<Points>;
  /** The same arrays once they are filled: `stride` is 1. */
  allPoints(): Promise<Points>;
  /** Positions of a layout (those of the opening one are in `points`). */
  layout(name: string): Promise<Positions>;
  /** Which ids lie where in a layout; comes with its positions. */
  grid(name: string): Promise<Grid>;
  /** Fetch a layout that may be asked for later, behind everything that is asked for now. */
  foresee(name: string): Promise<void>;
  /** Hotspot index per id; 65535: none. */
  groups(): Promise<Uint16Array>;
  record(id: number): Promise<ImageRecord>;
  neighbors(id: number): Promise<NeighborList>;
  /** JPEG bytes of a page of cells, for `createImageBitmap`. */
  tile(size: number, page: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
  /** Data files asked for and their bytes so far. */
  readonly traffic: { requests: number; bytes: number };
}
