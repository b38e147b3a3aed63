/** Owns where things go on the page: the label beside a picture, and the part of the window that panels leave free. */

import type { Box } from "../scene/api";

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export type Edge = keyof Insets;

const GAP = 10;

/**
 * The place of a label beside a picture: below, above, right or left of it, whichever first fits
 * into the free area; null when the picture leaves no room on any side.
 */
export function placeLabel(picture: Box, label: Size, area: Box): { x: number; y: number } | null {
  const right = area.x + area.width;
  const bottom = area.y + area.height;
  const alongX = clamp(picture.x + picture.width / 2 - label.width / 2, area.x, right - label.width);
  const alongY = clamp(picture.y + picture.height / 2 - label.height / 2, area.y, bottom - label.height);
  const candidates = [
    { x: alongX, y: picture.y + picture.height + GAP },
    { x: alongX, y: picture.y - GAP - label.height },
    { x: picture.x + picture.width + GAP, y: alongY },
    { x: picture.x - GAP - label.width, y: alongY },
  ];
  const fits = candidates.find(
    (place) =>
      place.x >= area.x &&
      place.y >= area.y &&
      place.x + label.width <= right &&
      place.y + label.height <= bottom,
  );
  return fits ?? null;
}

/** How far panels reach in from each edge, never so far that less than a third of the window is free. */
export function freeInsets(window: Size, panels: readonly { edge: Edge; box: Box }[]): Insets {
  const insets = { top: 0, right: 0, bottom: 0, left: 0 };
  for (const { edge, box } of panels) {
    if (box.width <= 0 || box.height <= 0) continue;
    const reach = {
      top: box.y + box.height,
      right: window.width - box.x,
      bottom: window.height - box.y,
      left: box.x + box.width,
    }[edge];
    insets[edge] = Math.max(insets[edge], reach);
  }
  shrinkPair(insets, "left", "right", window.width);
  shrinkPair(insets, "top", "bottom", window.height);
  return insets;
}

export function freeBox(window: Size, insets: Insets): Box {
  return {
    x: insets.left,
    y: insets.top,
    width: window.width - insets.left - insets.right,
    height: window.height - insets.top - insets.bottom,
  };
}

/** Points about a centre in growing rings, to find the picture nearest to the middle of the view. */
export function searchRings(centre: { x: number; y: number }, reach: number): { x: number; y: number }[] {
  const points = [centre];
  const step = Math.max(4, reach / 8);
  for (let radius = step; radius <= reach; radius += step) {
    const count = Math.max(8, Math.round((2 * Math.PI * radius) / step));
    for (let index = 0; index < count; index++) {
      const angle = (index / count) * 2 * Math.PI;
      points.push({ x: centre.x + radius * Math.cos(angle), y: centre.y + radius * Math.sin(angle) });
    }
  }
  return points;
}

function shrinkPair(insets: Record<Edge, number>, first: Edge, second: Edge, extent: number): void {
  const most = (extent * 2) / 3;
  const sum = insets[first] + insets[second];
  if (sum <= most) return;
  insets[first] *= most / sum;
  insets[second] *= most / sum;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
