/** Owns the pure geometry of the minimap: a whole layout inscribed in a small room, and the part of it that is in view. */

import type { Box } from "../scene/api";
import type { LayoutInfo, View } from "../types";
import type { Size } from "./placement";

/** A layout in small, in CSS pixels of the minimap. */
export interface Overview extends Size {
  readonly layout: LayoutInfo;
  /** CSS pixels that a world unit takes. */
  readonly scale: number;
}

/** What the visitor sees: the view of a window and the part of the window that no panel covers. */
export interface Sight {
  readonly view: View;
  readonly window: Size;
  readonly free: Box;
}

/** Sides below which the frame would be lost from sight. */
const LEAST_FRAME = 7;
/** Share of the layout that may reach out of the free part while it still counts as seen whole. */
const TOLERANCE = 0.01;

/** Sides of a layout in the world: its box, and half a cell around it. */
export function extentOf(layout: LayoutInfo): Size {
  const cell = cellOf(layout);
  return { width: layout.aspect + cell.width, height: 1 + cell.height };
}

export function cellOf({ cell, shape }: LayoutInfo): Size {
  return { width: cell * Math.sqrt(shape), height: cell / Math.sqrt(shape) };
}

export function overviewOf(layout: LayoutInfo, room: Size): Overview {
  const extent = extentOf(layout);
  const scale = Math.min(room.width / extent.width, room.height / extent.height);
  return { layout, scale, width: extent.width * scale, height: extent.height * scale };
}

/** Whether the whole layout is in view. */
export function seesAll(layout: LayoutInfo, sight: Sight): boolean {
  const seen = seenPart(sight);
  const { width, height } = extentOf(layout);
  const play = TOLERANCE * Math.max(width, height);
  return (
    seen.x <= play - width / 2 &&
    seen.y <= play - height / 2 &&
    seen.x + seen.width >= width / 2 - play &&
    seen.y + seen.height >= height / 2 - play
  );
}

/** Where the frame of what is in view stands on the minimap: within it, and never too small to see. */
export function frameOn(overview: Overview, sight: Sight): Box {
  const seen = seenPart(sight);
  const { scale } = overview;
  const across = clip(seen.x * scale + overview.width / 2, seen.width * scale, overview.width);
  const down = clip(seen.y * scale + overview.height / 2, seen.height * scale, overview.height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

/** The view of the same scale that has a point of the minimap in the middle of the free part. */
export function viewAt(overview: Overview, point: { x: number; y: number }, { view, window, free }: Sight): View {
  return {
    x: (point.x - overview.width / 2) / overview.scale - (free.x + free.width / 2 - window.width / 2) / view.scale,
    y: (point.y - overview.height / 2) / overview.scale - (free.y + free.height / 2 - window.height / 2) / view.scale,
    scale: view.scale,
  };
}

/** The part of the world that the free part of the window shows. */
function seenPart({ view, window, free }: Sight): Box {
  return {
    x: view.x + (free.x - window.width / 2) / view.scale,
    y: view.y + (free.y - window.height / 2) / view.scale,
    width: free.width / view.scale,
    height: free.height / view.scale,
  };
}

function clip(start: number, length: number, room: number): { start: number; length: number } {
  const from = Math.min(Math.max(start, 0), room);
  const to = Math.min(Math.max(start + length, 0), room);
  const wanted = Math.min(Math.max(to - from, LEAST_FRAME), room);
  const middle = (from + to) / 2;
  return { start: Math.min(Math.max(middle - wanted / 2, 0), room - wanted), length: wanted };
}
