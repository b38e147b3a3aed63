/** Owns the pure geometry between world and screen: fits, limits, and where a picture stands. */

import type { LayoutInfo, View } from "../types";

/** Sides of a picture's shape as a share of its cell; the rest is the thin gap between pictures. */
export const FILL = 0.94;
/** Share of the free part left empty around a fitted layout. */
const MARGIN = 0.03;
const ZOOM_OUT = 0.8;
/** Share of the free part that one picture takes when it is flown to. */
const CLOSE_UP = 0.4;

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** The canvas in CSS pixels and the part of it that panels leave free. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly insets: Insets;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle given by its centre. */
export interface Region extends Point {
  readonly width: number;
  readonly height: number;
}

/** The free part: its centre and size in CSS pixels; never empty, whatever the panels take. */
export function freePart(frame: Frame): Region {
  const { left, right, top, bottom } = frame.insets;
  const width = Math.max(frame.width * 0.2, frame.width - left - right, 1);
  const height = Math.max(frame.height * 0.2, frame.height - top - bottom, 1);
  return {
    x: Math.min(left, frame.width - width) + width / 2,
    y: Math.min(top, frame.height - height) + height / 2,
    width,
    height,
  };
}

/** The view that puts a world region into the middle of the free part. */
export function fitRegion(region: Region, frame: Frame, margin = MARGIN): View {
  const free = freePart(frame);
  const room = 1 - 2 * margin;
  const scale = Math.min((free.width * room) / region.width, (free.height * room) / region.height);
  return centreOn(region, scale, frame);
}

/** The view of a scale that shows a world point in the middle of the free part. */
export function centreOn(point: Point, scale: number, frame: Frame): View {
  const free = freePart(frame);
  return { x: point.x - (free.x - frame.width / 2) / scale, y: point.y - (free.y - frame.height / 2) / scale, scale };
}

export function layoutRegion(layout: LayoutInfo): Region {
  const cell = cellOf(layout);
  return { x: 0, y: 0, width: layout.aspect + cell.width, height: 1 + cell.height };
}

export function homeView(layout: LayoutInfo, frame: Frame): View {
  return limitView(fitRegion(layoutRegion(layout), frame), layout, frame);
}

export function scaleLimits(layout: LayoutInfo, frame: Frame): { least: number; most: number } {
  const free = freePart(frame);
  const fit = fitRegion(layoutRegion(layout), frame).scale;
  const cell = cellOf(layout);
  const most = Math.max(0.96 * Math.min(free.width / cell.width, free.height / cell.height), ZOOM_OUT * fit);
  return { least: ZOOM_OUT * Math.min(fit, most), most };
}

/** The nearest view in which nobody is lost: the middle of the free part shows a point of the layout's box. */
export function limitView(view: View, layout: LayoutInfo, frame: Frame): View {
  const { least, most } = scaleLimits(layout, frame);
  const scale = clamp(Number.isFinite(view.scale) ? view.scale : least, least, most);
  const free = freePart(frame);
  const ox = (free.x - frame.width / 2) / scale;
  const oy = (free.y - frame.height / 2) / scale;
  const x = clamp((Number.isFinite(view.x) ? view.x : 0) + ox, -layout.aspect / 2, layout.aspect / 2) - ox;
  const y = clamp((Number.isFinite(view.y) ? view.y : 0) + oy, -0.5, 0.5) - oy;
  return { x, y, scale };
}

/** Zoom so that the world point under a point of the canvas stays under it, as far as the limits let it. */
export function zoomAbout(view: View, factor: number, at: Point, layout: LayoutInfo, frame: Frame): View {
  const { least, most } = scaleLimits(layout, frame);
  const scale = clamp(view.scale * factor, least, most);
  const world = toWorld(at, view, frame);
  return limitView(
    { x: world.x - (at.x - frame.width / 2) / scale, y: world.y - (at.y - frame.height / 2) / scale, scale },
    layout,
    frame,
  );
}

export function toWorld(at: Point, view: View, frame: Frame): Point {
  return { x: view.x + (at.x - frame.width / 2) / view.scale, y: view.y + (at.y - frame.height / 2) / view.scale };
}

export function toCanvas(world: Point, view: View, frame: Frame): Point {
  return { x: (world.x - view.x) * view.scale + frame.width / 2, y: (world.y - view.y) * view.scale + frame.height / 2 };
}

/** A picture of width / height `ratio` inscribed in a cell of area 1 and width / height `shape`. */
export function shapeOf(ratio: number, shape: number): { width: number; height: number } {
  const width = Math.sqrt(shape);
  return { width: Math.min(width, ratio / width), height: Math.min(1 / width, width / ratio) };
}

/** Sides of a layout's cell in the world. */
export function cellOf(layout: LayoutInfo): { width: number; height: number } {
  return { width: layout.cell * Math.sqrt(layout.shape), height: layout.cell / Math.sqrt(layout.shape) };
}

/** The region of the world that shows these positions, leaving out far outliers where there are many. */
export function regionOf(ids: ArrayLike<number>, positions: Uint16Array, layout: LayoutInfo): Region {
  const axis = (offset: number, length: number): [number, number] => {
    const values = new Float64Array(ids.length);
    for (let i = 0; i < ids.length; i++) values[i] = (positions[2 * ids[i]! + offset]! / 65535 - 0.5) * length;
    values.sort();
    const cut = ids.length >= 12 ? Math.floor(ids.length * 0.04) : 0;
    return [values[cut]!, values[values.length - 1 - cut]!];
  };
  const [x0, x1] = axis(0, layout.aspect);
  const [y0, y1] = axis(1, 1);
  const cell = cellOf(layout);
  return { x: (x0 + x1) / 2, y: (y0 + y1) / 2, width: x1 - x0 + cell.width, height: y1 - y0 + cell.height };
}

/** The view that these ids fill; one id stands large with its surroundings. */
export function viewOf(ids: ArrayLike<number>, positions: Uint16Array, layout: LayoutInfo, frame: Frame): View {
  const free = freePart(frame);
  const region = regionOf(ids, positions, layout);
  const closest = (CLOSE_UP * Math.min(free.width, free.height)) / layout.cell;
  return centreOn(region, Math.min(closest, fitRegion(region, frame, 0.08).scale), frame);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
