/** Owns the choice of how finely a picture is drawn from the device pixels its cell takes. */

import type { Tier } from "../types";

/** The most pictures drawn as quads; more are points, and so are these many while the view moves. */
export const MOST_QUADS = 65536;
/** Below this many device pixels a picture is a point of its average colour. */
export const POINT_BELOW = 4;
/** Up to this many device pixels a picture shows so little that its average colour serves until its cells come. */
const COLOR_SERVES = 12;
/** A tier serves up to one and a half times its own size: 8 to 12, 16 to 24, 32 to 48. */
const STRETCH = 1.5;
/** Where the finer tier takes many pages, the coarser one goes on serving up to so many times its own size. */
const STRETCHED = 2;
/** From where a picture is drawn from a tier, its side grows by so much until the tier has wholly replaced the coarser one. */
const BLEND = 1.25;
/** From this many device pixels on, and with this share of the most quads, a quad shows nothing but its picture's pixels. */
const TEXTURED = { side: 6, share: 0.8 };
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

/** Whether the tier below `level` is still sharp enough for cells of `side` device pixels, where it saves pages. */
export function stretches(side: number, tiers: readonly Pick<Tier, "size">[], level: number): boolean {
  return level > 0 && side < tiers[level - 1]!.size * STRETCHED;
}

/** How far the tier for cells of `side` device pixels has replaced the next coarser one, 0 … 1. */
export function blendOf(side: number, tiers: readonly Pick<Tier, "size">[]): number {
  const level = levelFor(side, tiers);
  return level < 1 ? 1 : ramp(side / (tiers[level - 1]!.size * STRETCH), 1, BLEND);
}

/**
 * How far quads show their pictures' pixels and not the average colour that they had as points, 0 … 1.
 *
 * It grows with their size, and, where so many of `images` may be in view that only points will do, falls with the
 * number of them.
 */
export function textureShare(side: number, inView: number, images: number): number {
  const bySize = ramp(side, POINT_BELOW, TEXTURED.side);
  return images <= MOST_QUADS ? bySize : Math.min(bySize, 1 - ramp(inView / MOST_QUADS, TEXTURED.share, 1));
}

function ramp(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from)));
}
