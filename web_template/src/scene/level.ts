/** Owns the choice of how finely a picture is drawn from the device pixels its cell takes. */

import type { Tier } from "../types";

/** Below this many device pixels a picture is a point of its average colour. */
export const POINT_BELOW = 4;
/** Up to this many device pixels a picture shows so little that its average colour serves until its cells come. */
const COLOR_SERVES = 12;
/** A tier serves up to one and a half times its own size: 8 to 12, 32 to 48. */
const STRETCH = 1.5;
/** Smaller than this, in device pixels, so many pictures are in view that their display images would be too many. */
const LEAST_SHARP = 96;

/** From here on, in device pixels, the tiers hold too little: the display image is laid over the canvas. */
export function sharpFrom(tiers: readonly Pick<Tier, "size">[]): number {
  return Math.max(LEAST_SHARP, tiers[tiers.length - 1]!.size * STRETCH);
}

/** Whether a first view in which cells have this many device pixels waits for pictures: flat colours would flash. */
export function waitsForPictures(side: number): boolean {
  return side > COLOR_SERVES;
}

/** Index of the tier for cells of `side` device pixels; -1: a colour point is enough. */
export function levelFor(side: number, tiers: readonly Pick<Tier, "size">[]): number {
  if (side < POINT_BELOW) return -1;
  const level = tiers.findIndex((tier) => side < tier.size * STRETCH);
  return level < 0 ? tiers.length - 1 : level;
}
