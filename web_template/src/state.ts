/** Owns the whole state of the page and its form in the URL hash. */

import { decodeIds, encodeIds } from "./id-set";
import type { View } from "./types";

/** The camera so that it means the same on every screen: zoom 1 fits the layout's box into the window. */
export interface FittedView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface PageState {
  /** null: the opening layout. */
  readonly layout: string | null;
  /** null: no hotspot is chosen. */
  readonly hotspot: number | null;
  /** null: no image is open. */
  readonly image: number | null;
  /** Selected pictures as `encodeIds` writes them; null: none. */
  readonly selection: string | null;
  /** All but the selected ones are hidden. */
  readonly only: boolean;
  /** null: the whole map. */
  readonly view: FittedView | null;
}

/** The state of the gallery, the page of a device that cannot draw the map. */
export interface GalleryState {
  /** Selected pictures as `encodeIds` writes them, and no others are shown; null: none are selected. */
  readonly selection: string | null;
  /** Shown where nothing is selected; null: every picture. */
  readonly hotspot: number | null;
  /** Counted from 0; null: the page that holds the open image, else the first. */
  readonly page: number | null;
  /** null: no image is open. */
  readonly image: number | null;
}

/** What exists in the site; a hash that names anything else is ignored in that part. */
export interface Known {
  readonly layouts: readonly string[];
  readonly hotspots: number;
  readonly images: number;
}

/** The window and the layout that a view is fitted to. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly aspect: number;
}

export const EMPTY_STATE: PageState = {
  layout: null,
  hotspot: null,
  image: null,
  selection: null,
  only: false,
  view: null,
};

const MAX_ZOOM = 1e6;
/** Browsers take addresses of about a million characters; a selection that makes a longer one is not part of the link. */
export const MOST_SELECTION = 500_000;

export function formatState(state: PageState): string {
  const parts: string[] = [];
  if (state.layout !== null) parts.push(`layout=${encodeURIComponent(state.layout)}`);
  if (state.hotspot !== null) parts.push(`hotspot=${state.hotspot}`);
  if (state.image !== null) parts.push(`image=${state.image}`);
  if (state.selection !== null && state.selection.length <= MOST_SELECTION) {
    parts.push(`selection=${state.selection}`);
    if (state.only) parts.push("only=1");
  }
  if (state.view !== null) parts.push(`view=${formatView(state.view)}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

export function parseState(hash: string, known: Known): PageState {
  const values = valuesOf(hash);
  const layout = values.get("layout");
  const selection = parseSelection(values.get("selection"), known.images);
  return {
    // The opening layout has one form only, so that equal states are equal hashes.
    layout: layout !== undefined && known.layouts.indexOf(layout) > 0 ? layout : null,
    hotspot: parseIndex(values.get("hotspot"), known.hotspots),
    image: parseIndex(values.get("image"), known.images),
    selection,
    only: selection !== null && values.get("only") === "1",
    view: parseView(values.get("view")),
  };
}

export function formatGallery(state: GalleryState): string {
  const parts: string[] = [];
  if (state.selection !== null && state.selection.length <= MOST_SELECTION) parts.push(`selection=${state.selection}`);
  if (state.hotspot !== null) parts.push(`hotspot=${state.hotspot}`);
  if (state.page !== null && (state.page > 0 || state.image !== null)) parts.push(`page=${state.page + 1}`);
  if (state.image !== null) parts.push(`image=${state.image}`);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** A link to the map leads to the same selection, hotspot and image here, and the other way round. */
export function parseGallery(hash: string, known: Pick<Known, "hotspots" | "images">): GalleryState {
  const values = valuesOf(hash);
  const page = parseIndex(values.get("page"), Infinity);
  return {
    selection: parseSelection(values.get("selection"), known.images),
    hotspot: parseIndex(values.get("hotspot"), known.hotspots),
    page: page === null || page === 0 ? null : page - 1,
    image: parseIndex(values.get("image"), known.images),
  };
}

/** Whether going from one state to the other is a step to come back from, and not a mere camera move. */
export function isStep(from: PageState, to: PageState): boolean {
  const parts = ["layout", "hotspot", "image", "selection", "only"] as const;
  return parts.some((part) => from[part] !== to[part]);
}

export function toFitted(view: View, frame: Frame): FittedView {
  return { x: view.x, y: view.y, zoom: view.scale / fitScale(frame) };
}

export function fromFitted(view: FittedView, frame: Frame): View {
  return { x: view.x, y: view.y, scale: view.zoom * fitScale(frame) };
}

/** CSS pixels that a world unit takes when the whole box, 1 high and `aspect` wide, fits the window. */
function fitScale(frame: Frame): number {
  return Math.max(1, Math.min(frame.width / frame.aspect, frame.height));
}

function valuesOf(hash: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) values.set(part.slice(0, cut), decode(part.slice(cut + 1)));
  }
  return values;
}

function formatView(view: FittedView): string {
  // A hundredth of a pixel at this zoom, on a screen of 4,000 pixels.
  const digits = Math.min(12, Math.max(4, Math.ceil(5.6 + Math.log10(view.zoom))));
  return [trim(view.x.toFixed(digits)), trim(view.y.toFixed(digits)), `${Number(view.zoom.toPrecision(7))}`].join(",");
}

function trim(digits: string): string {
  const short = digits.replace(/\.?0+$/, "");
  return short === "" || short === "-0" || short === "-" ? "0" : short;
}

function parseView(text: string | undefined): FittedView | null {
  const numbers = (text ?? "").split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  const [x, y, zoom] = numbers as [number, number, number];
  if (zoom <= 1 / MAX_ZOOM || zoom > MAX_ZOOM || Math.abs(x) > 1e3 || Math.abs(y) > 1e3) return null;
  return { x, y, zoom };
}

/** Written anew, so that equal selections are equal texts. */
function parseSelection(text: string | undefined, images: number): string | null {
  const selected = decodeIds(text ?? "", images);
  return selected && encodeIds(selected);
}

function parseIndex(text: string | undefined, count: number): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const index = Number(text);
  return index < count ? index : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ""; // a damaged escape in a hand-edited link: this part is ignored
  }
}
