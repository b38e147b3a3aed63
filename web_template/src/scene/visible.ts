/** Owns what is in view: the ids to draw, in painting order, and the pages of cells they want. */

import type { LayoutInfo, Positions, Tier, View } from "../types";
import { cellOf, type Frame, toWorld } from "./frame";
import type { GridIndex } from "./grid-index";
import { levelFor, MOST_QUADS, stretches } from "./level";
import { tierStarts } from "./page-texture";

/** The bits of a word that stay when every 1st, 2nd, 4th … 32nd id is kept. */
const KEPT_BITS = [0xffffffff, 0x55555555, 0x11111111, 0x01010101, 0x00010001, 0x00000001] as const;
/** A coarser page is fetched beside the wanted tier when it serves at least this many pictures in view. */
const WORTHWHILE = 8;
/** A view that takes more pages than these is thrifty: about 1.5 MB, which a visitor should not wait for at every step. */
const MANY = 4;

/** A rectangle in fractions of the layout's box. */
export interface Window {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** What the canvas shows, widened by half a cell because pictures reach beyond their centres. */
export function windowOf(view: View, frame: Frame, layout: LayoutInfo): Window {
  const { x: left, y: top } = toWorld({ x: 0, y: 0 }, view, frame);
  const { x: right, y: bottom } = toWorld({ x: frame.width, y: frame.height }, view, frame);
  const { width, height } = cellOf(layout);
  return {
    x0: (left - width / 2) / layout.aspect + 0.5,
    y0: top - height / 2 + 0.5,
    x1: (right + width / 2) / layout.aspect + 0.5,
    y1: bottom + height / 2 + 0.5,
  };
}

/** What to list of the ids in view: none, all unless they are too many, or as many as there is room for. */
export type Listing = "none" | "all" | "some";

/** The ids in view, ascending, so that the order of painting never changes; highlighted ones last. */
export class VisibleIds {
  /** The list to draw; only the first `count` entries mean anything. */
  readonly ids: Uint32Array<ArrayBuffer>;
  count = 0;
  /** How many are in view, even when they are too many to list. */
  total = 0;
  /** One of so many ids in view is listed: a power of two, so that a larger one only leaves out more. */
  stride = 1;
  readonly #bits: Uint32Array;

  constructor(readonly images: number) {
    this.ids = new Uint32Array(1024 * Math.ceil(Math.min(images, MOST_QUADS) / 1024));
    this.#bits = new Uint32Array(Math.ceil(images / 32));
  }

  /** `turns`: one byte per id; those of an odd one are painted last. `shown`: one bit per id; null: none is hidden. */
  find(grid: GridIndex, window: Window, listing: Listing, turns: Uint8Array | null, shown: Uint32Array | null = null): void {
    const { x0, y0, x1, y1 } = window;
    this.total = grid.count(x0, y0, x1, y1);
    if (shown === null && !this.#room(listing)) return;
    if (this.total === this.images) {
      this.#setAll();
    } else {
      this.#bits.fill(0);
      grid.mark(x0, y0, x1, y1, this.#bits);
    }
    this.#show(listing, turns, shown);
  }

  /** Every id, wherever it is: while the pictures travel. */
  all(listing: Listing, turns: Uint8Array | null, shown: Uint32Array | null = null): void {
    this.total = this.images;
    this.#setAll();
    this.#show(listing, turns, shown);
  }

  /** List what is not hidden. */
  #show(listing: Listing, turns: Uint8Array | null, shown: Uint32Array | null): void {
    if (shown !== null) {
      this.total = 0;
      for (let word = 0; word < shown.length; word++) {
        const bits = this.#bits[word]! & shown[word]!;
        this.#bits[word] = bits;
        this.total += bitCount(bits);
      }
    }
    if (this.#room(listing)) this.#list(turns);
  }

  #room(listing: Listing): boolean {
    this.count = 0;
    this.stride = 1;
    return listing === "some" || (listing === "all" && this.total <= MOST_QUADS);
  }

  #setAll(): void {
    this.#bits.fill(0xffffffff);
    const rest = this.images & 31;
    if (rest > 0) this.#bits[this.#bits.length - 1] = (2 ** rest - 1) >>> 0;
  }

  /** Ids are ranks along a curve through the map, so every so many-th of them is spread as evenly as all are. */
  #list(turns: Uint8Array | null): void {
    while (this.total > this.stride * MOST_QUADS) this.stride *= 2;
    while (!this.#listEvery(this.stride, turns)) this.stride *= 2;
  }

  /** False when there is no room for so many. */
  #listEvery(stride: number, turns: Uint8Array | null): boolean {
    const kept = KEPT_BITS[Math.min(5, Math.log2(stride))]!;
    const step = Math.max(1, stride / 32);
    let count = 0;
    for (const turn of turns === null ? [-1] : [0, 1]) {
      for (let word = 0; word < this.#bits.length; word += step) {
        for (let bits = this.#bits[word]! & kept; bits !== 0; bits &= bits - 1) {
          const id = word * 32 + 31 - Math.clz32(bits & -bits);
          if (turn >= 0 && (turns![id]! & 1) !== turn) continue;
          if (count === this.ids.length) return false;
          this.ids[count++] = id;
        }
      }
    }
    this.count = count;
    return true;
  }
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * The pages that the ids in view want, most urgent first: the coarser tier before the finest, pages near the middle first.
 *
 * The finest tier is the one for cells of `side` device pixels. Where it takes many pages, the next coarser one serves a
 * little longer, and coarser pages come beside it only if they are few, or if a page of its own is among the `missing`.
 * In a layout that scatters ids, it may take more pages than there are layers, each for a picture or two: then a coarser
 * tier serves, too, and coarser pages that would serve only a few pictures are left out.
 */
export function wantedPages(
  ids: Uint32Array,
  positions: Positions,
  middle: { x: number; y: number },
  aspect: number,
  tiers: readonly Tier[],
  side: number,
  layers: number,
  missing: ReadonlySet<number>,
): number[] {
  let finest = levelFor(side, tiers);
  if (finest < 0) return [];
  const starts = tierStarts(tiers);
  const useOf = (tier: number): PageUse => pageUse(ids, positions, middle, aspect, tiers[tier]!);
  const counted = (tier: number, pages: readonly number[]): number[] => pages.map((page) => starts[tier]! + page);
  let use = useOf(finest);
  if (use.pages.length > MANY && stretches(side, tiers, finest)) use = useOf(--finest);
  while (finest > 0 && use.pages.length > layers && ids.length < WORTHWHILE * use.pages.length) use = useOf(--finest);
  const wanted = counted(finest, use.pages);
  // Where the layers do not suffice, a quarter of them falls to the coarser tier, which covers what is left.
  const own = wanted.slice(0, wanted.length <= layers ? layers : Math.ceil(layers * 0.75));
  if (finest === 0) return own;
  const { pages, served } = useOf(finest - 1);
  const worth = pages.filter((page) => served[page]! >= WORTHWHILE || tiers[finest - 1]!.pages === 1);
  const few = own.length + worth.length <= MANY || 2 * MANY * worth.length <= own.length;
  const needed = wanted.length > layers || own.some((page) => missing.has(page));
  const coarse = few || needed ? counted(finest - 1, worth) : [];
  return [...coarse.slice(0, layers - own.length), ...own];
}

interface PageUse {
  /** Nearest to the middle first. */
  readonly pages: readonly number[];
  /** By page, how many ids it serves. */
  readonly served: Uint32Array;
}

/** The pages of a tier that hold these ids. */
function pageUse(
  ids: Uint32Array,
  positions: Positions,
  middle: { x: number; y: number },
  aspect: number,
  tier: Tier,
): PageUse {
  const bits = Math.log2(tier.capacity);
  const nearest = new Float32Array(tier.pages).fill(Infinity);
  const served = new Uint32Array(tier.pages);
  const pages: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    const page = id >>> bits;
    const dx = (positions[2 * id]! / 65535 - middle.x) * aspect;
    const dy = positions[2 * id + 1]! / 65535 - middle.y;
    const square = dx * dx + dy * dy;
    if (served[page]!++ === 0) pages.push(page);
    if (square < nearest[page]!) nearest[page] = square;
  }
  return { pages: pages.sort((a, b) => nearest[a]! - nearest[b]!), served };
}
