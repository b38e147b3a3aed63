/** Owns the plain data that the viewer's rooms hand to each other; see docs/FORMAT.md. */

import type { Grid } from "./data/grid";

export interface Tier {
  readonly size: number;
  readonly capacity: number;
  readonly pages: number;
}

export interface LayoutInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Width / height of the layout's box. */
  readonly aspect: number;
  /** Side of a square as large as a picture's cell, as a fraction of the box's height. */
  readonly cell: number;
  /** Width / height of a cell. */
  readonly shape: number;
}

export interface Hotspot {
  readonly label: string;
  readonly count: number;
  readonly representative: number;
}

export const COLUMN_TYPES = ["category", "tags", "number", "date", "text", "link", "coordinate"] as const;

/** A column of the metadata. */
export interface Column {
  readonly name: string;
  readonly type: (typeof COLUMN_TYPES)[number];
}

/** A part that a column can play on the page. */
export type Role = "title" | "description" | "link" | "tags" | "category" | "label" | "date" | "lat" | "lng" | "x" | "y";

/** A column that neighbours can be restricted by: to pictures of the same value, or of any of these. */
export interface Within {
  readonly column: string;
  /** Neighbours listed among the pictures of the same value. */
  readonly count: number;
  readonly values: readonly string[];
  /** Neighbours listed for each of the values. */
  readonly each: number;
}

/** What one network makes of the collection. */
export interface Model {
  readonly name: string;
  readonly title: string;
  readonly dimensions: number;
  /** Where its files lie. */
  readonly folder: string;
  readonly neighbors: { readonly count: number; readonly page: number; readonly method: string };
  /** The least similar pictures; null: they are not listed. */
  readonly least: { readonly count: number } | null;
  readonly within: readonly Within[];
  /** The first is its opening one. */
  readonly layouts: readonly LayoutInfo[];
  readonly hotspots: readonly Hotspot[];
}

export interface Manifest {
  readonly format: "pixgen-site";
  readonly version: number;
  readonly generator: string;
  readonly build: string;
  readonly title: string;
  readonly description: string;
  readonly count: number;
  readonly seed: number;
  /** The first one opens the site. */
  readonly models: readonly Model[];
  /** How many groups of near-duplicates there are, and pictures in them; null: none. */
  readonly duplicates: { readonly groups: number; readonly images: number } | null;
  readonly records: { readonly page: number };
  /** How the points are sliced: see docs/FORMAT.md. */
  readonly points: { readonly stride: number; readonly page: number };
  readonly tiers: readonly Tier[];
  readonly columns: readonly Column[];
  /** Role to the name of the column that plays it. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
}

/** The settings that the generator wrote into the page. */
export interface PageSettings {
  readonly build: string;
  /** Background of the map, 0xRRGGBB. */
  readonly background: number;
  /** Pages of cells that the GPU may hold at once, 4.2 MB each; by default what suits the device. */
  readonly layers?: number;
}

/** What is known of the points of the map: only of the ids that `stride` divides, the rest is 0. */
export interface Points {
  readonly stride: number;
  readonly positions: Positions;
  /** Average colour and shape: see data/looks.ts. */
  readonly looks: Uint16Array;
  /** Which of the known ids lie where. */
  readonly grid: Grid;
}

/** x0 y0 x1 y1 …, uint16 (65535 = 1), x to the right, y down, each scaled to the layout's box. */
export type Positions = Uint16Array;

export interface ImageRecord {
  readonly id: number;
  readonly name: string;
  /** URL of the display image, relative to the page. */
  readonly image: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** One text per column of the manifest; "" where missing; tags joined by "|". */
  readonly values: readonly string[];
}

export interface NeighborList {
  readonly ids: readonly number[];
  /** 0 … 1, in the order of the file. */
  readonly similarities: readonly number[];
}

/** The camera: centre in world units and how many CSS pixels a world unit takes. World: every
 * layout's box is 1 high and `aspect` wide, centred on (0, 0), y down. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Counts for tests and for the curious: `window.pixgen.stats`. */
export interface Stats {
  /** Images in the current view. */
  visible: number;
  /** Images in the last frame, as points or as quads. */
  drawn: number;
  drawCalls: number;
  /** Pixels of the last frame per axis, as a share of those at rest. */
  resolution: number;
  /** Frames drawn since the start. */
  frames: number;
  /** Pages uploaded since the start, all tiers. */
  pagesLoaded: number;
  /** Pages on their way or waiting for a frame. */
  pending: number;
  /** Pages now in the array texture, as "size/page". */
  pagesResident: string[];
  /** Data files asked for since the start (page and assets not counted). */
  requests: number;
  /** Bytes of those data files. */
  bytes: number;
  /** Bytes of the textures the viewer holds. */
  textureBytes: number;
}
