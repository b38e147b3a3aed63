/** Owns the whole state of the page and its form in the URL hash. */

import { decodeIds, encodeIds } from "./id-set";
import type { Manifest, View } from "./types";

/** The camera so that it means the same on every screen: zoom 1 fits the layout's box into the window. */
export interface FittedView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** Which pictures the open one is compared with. */
export interface AmongState {
  /** Name of a column; null: with all pictures. */
  readonly among: string | null;
  /** A value of that column; null: the open picture's own. */
  readonly value: string | null;
}

export interface PageState extends AmongState {
  /** null: the model that opens the site. */
  readonly model: string | null;
  /** null: the opening layout of the model. */
  readonly layout: string | null;
  /** null: no hotspot is chosen. */
  readonly hotspot: number | null;
  /** null: no image is open. */
  readonly image: number | null;
  /** Group of near-duplicates at which their list is open; null: it is not. */
  readonly duplicates: number | null;
  /** Selected pictures as `encodeIds` writes them; null: none. */
  readonly selection: string | null;
  /** All but the selected ones are hidden. */
  readonly only: boolean;
  /** null: the whole map. */
  readonly view: FittedView | null;
}

/** The state of the gallery, the page of a device that cannot draw the map. */
export interface GalleryState extends AmongState {
  /** null: the model that opens the site. */
  readonly model: string | null;
  /** Selected pictures as `encodeIds` writes them, and no others are shown; null: none are selected. */
  readonly selection: string | null;
  /** Shown where nothing is selected; null: every picture. */
  readonly hotspot: number | null;
  /** Counted from 0; null: the page that holds the open image, else the first. */
  readonly page: number | null;
  /** null: no image is open. */
  readonly image: number | null;
  /** Group of near-duplicates at which their list is open; null: it is not. */
  readonly duplicates: number | null;
}

/** What exists in the site; a hash that names anything else is ignored in that part. */
export interface Known {
  readonly models: readonly KnownModel[];
  readonly images: number;
  /** Groups of near-duplicates. */
  readonly duplicates: number;
}

export interface KnownModel {
  readonly name: string;
  readonly layouts: readonly string[];
  readonly hotspots: number;
  readonly within: readonly { readonly column: string; readonly values: readonly string[] }[];
}

export function knownOf({ models, count, duplicates }: Manifest): Known {
  const known = models.map(({ name, layouts, hotspots, within }) => {
    return { name, layouts: layouts.map((layout) => layout.name), hotspots: hotspots.length, within };
  });
  return { models: known, images: count, duplicates: duplicates?.groups ?? 0 };
}

/** The window and the layout that a view is fitted to. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly aspect: number;
}

export const EMPTY_STATE: PageState = {
  model: null,
  layout: null,
  hotspot: null,
  image: null,
  among: null,
  value: null,
  duplicates: null,
  selection: null,
  only: false,
  view: null,
};

const MAX_ZOOM = 1e6;
/** Browsers take addresses of about a million characters; a selection that makes a longer one is not part of the link. */
export const MOST_SELECTION = 500_000;

export function formatState(state: PageState): string {
  const parts: string[] = [];
  if (state.model !== null) parts.push(`model=${encodeURIComponent(state.model)}`);
  if (state.layout !== null) parts.push(`layout=${encodeURIComponent(state.layout)}`);
  if (state.hotspot !== null) parts.push(`hotspot=${state.hotspot}`);
  parts.push(...formatOpen(state));
  if (fits(state.selection)) {
    parts.push(`selection=${state.selection}`);
    if (state.only) parts.push("only=1");
  }
  if (state.view !== null) parts.push(`view=${formatView(state.view)}`);
  return hashOf(parts);
}

export function parseState(hash: string, known: Known): PageState {
  const values = valuesOf(hash);
  const model = modelOf(values.get("model"), known);
  const layout = values.get("layout");
  const selection = parseSelection(values.get("selection"), known.images);
  return {
    model: model === known.models[0] ? null : model.name,
    // The opening layout has one form only, so that equal states are equal hashes.
    layout: layout !== undefined && model.layouts.indexOf(layout) > 0 ? layout : null,
    hotspot: parseIndex(values.get("hotspot"), model.hotspots),
    ...parseOpen(values, model, known),
    selection,
    only: selection !== null && values.get("only") === "1",
    view: parseView(values.get("view")),
  };
}

export function formatGallery(state: GalleryState): string {
  const parts: string[] = [];
  if (state.model !== null) parts.push(`model=${encodeURIComponent(state.model)}`);
  if (fits(state.selection)) parts.push(`selection=${state.selection}`);
  if (state.hotspot !== null) parts.push(`hotspot=${state.hotspot}`);
  if (state.page !== null && (state.page > 0 || state.image !== null)) parts.push(`page=${state.page + 1}`);
  parts.push(...formatOpen(state));
  return hashOf(parts);
}

/** A link to the map leads to the same selection, hotspot and image here, and the other way round. */
export function parseGallery(hash: string, known: Known): GalleryState {
  const values = valuesOf(hash);
  const model = modelOf(values.get("model"), known);
  const page = parseIndex(values.get("page"), Infinity);
  return {
    model: model === known.models[0] ? null : model.name,
    selection: parseSelection(values.get("selection"), known.images),
    hotspot: parseIndex(values.get("hotspot"), model.hotspots),
    page: page === null || page === 0 ? null : page - 1,
    ...parseOpen(values, model, known),
  };
}

/** A state as another model shows it: what that one does not have gives way. */
export function withModel<S extends PageState | GalleryState>(state: S, name: string, known: Known): S {
  const from = modelOf(state.model, known);
  const to = modelOf(name, known);
  return {
    ...state,
    model: to === known.models[0] ? null : to.name,
    // Each model has groups of its own.
    hotspot: null,
    ...restrict(state.among ?? undefined, state.value ?? undefined, to),
    ...("layout" in state ? { layout: counterpart(state.layout, from, to), view: null } : {}),
  };
}

/** The layout of another model that has the same name, else its opening one. */
function counterpart(layout: string | null, from: KnownModel, to: KnownModel): string | null {
  const name = layout ?? from.layouts[0]!;
  return to.layouts.indexOf(name) > 0 ? name : null;
}

/** Whether going from one state to the other is a step to come back from, and not a mere camera move. */
export function isStep(from: PageState, to: PageState): boolean {
  const parts = ["model", "layout", "hotspot", "image", "among", "value", "duplicates", "selection", "only"] as const;
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

type Open = Pick<PageState, "image" | "among" | "value" | "duplicates">;

/** What lies open, on the map and in the gallery alike. */
function formatOpen({ image, among, value, duplicates }: Open): string[] {
  const parts: string[] = [];
  if (image !== null) parts.push(`image=${image}`);
  if (image !== null && among !== null) {
    parts.push(`among=${encodeURIComponent(among)}`);
    if (value !== null) parts.push(`value=${encodeURIComponent(value)}`);
  }
  if (duplicates !== null) parts.push(`duplicates=${duplicates + 1}`);
  return parts;
}

function parseOpen(values: Map<string, string>, model: KnownModel, known: Known): Open {
  const image = parseIndex(values.get("image"), known.images);
  const group = parseIndex(values.get("duplicates"), known.duplicates + 1);
  return {
    image,
    ...restrict(image === null ? undefined : values.get("among"), values.get("value"), model),
    duplicates: group === null || group === 0 ? null : group - 1,
  };
}

function modelOf(name: string | null | undefined, { models }: Known): KnownModel {
  return models.find((model) => model.name === name) ?? models[0]!;
}

/** A column and a value as a model knows them; a value it does not know is none. */
function restrict(column: string | undefined, value: string | undefined, { within }: KnownModel): AmongState {
  const known = within.find((candidate) => candidate.column === column);
  if (known === undefined || (value !== undefined && !known.values.includes(value))) return { among: null, value: null };
  return { among: known.column, value: value ?? null };
}

/** Whether there is a selection and it is not too long for an address. */
function fits(selection: string | null): boolean {
  return selection !== null && selection.length <= MOST_SELECTION;
}

function hashOf(parts: readonly string[]): string {
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
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
