/** Owns the pages of cells: which of them a view wants, how they are fetched, and where they lie on the GPU. */

import type { Site } from "../data/api";
import type { PageSettings, View } from "../types";
import { deviceTraits, layerBudget, lowered } from "./device";
import { freePart, toWorld, type Frame } from "./frame";
import { levelFor, MOST_QUADS } from "./level";
import { PageTexture, tierStarts, type TileUniforms } from "./page-texture";
import { Pager } from "./pager";
import type { Pickable } from "./picker";
import type { Renderer } from "./renderer";
import type { Standout } from "./stage";
import { VisibleIds, wantedPages, windowOf } from "./visible";

export interface CellsOptions extends Pick<PageSettings, "layers"> {
  /** Told in one sentence what could not be loaded; the map goes on without it. */
  readonly warn?: (message: string) => void;
}

/** What pages are wanted for. */
export interface Outlook {
  readonly view: View;
  /** Where the view is going; the view itself when it rests. */
  readonly target: View;
  /** What a drag is about to bring into view; null: nothing. */
  readonly ahead: View | null;
  readonly frame: Frame;
  /** Device pixels per CSS pixel at rest. */
  readonly ratio: number;
  readonly travelling: boolean;
  readonly hovered: Standout | null;
  readonly selected: Standout | null;
}

/** Pages fetched in the direction of a drag. */
const MOST_AHEAD = 8;

export class Cells {
  readonly #site: Site;
  readonly #starts: readonly number[];
  readonly #texture: PageTexture;
  readonly #pager: Pager<ImageBitmap>;
  /** What will be in view at the end of a movement. */
  readonly #ahead: VisibleIds;
  #wants: readonly number[] = [];
  #opened = false;
  /** What the last list of wanted pages was made for. */
  #asked: readonly unknown[] = [];

  constructor(renderer: Renderer, site: Site, options: CellsOptions, wake: () => void) {
    const { tiers, count } = site.manifest;
    this.#site = site;
    this.#starts = tierStarts(tiers);
    const layers = options.layers ?? layerBudget(deviceTraits(), renderer.layerLimit, this.#starts[tiers.length]!);
    this.#ahead = new VisibleIds(count);
    this.#texture = new PageTexture(renderer.three, tiers, layers);
    this.#pager = new Pager({
      layers,
      pinned: tiers[0]!.pages <= layers / 4 ? this.#starts[1]! : 0,
      load: (page, signal) => this.#load(page, signal),
      store: this.#texture,
      wake,
      failed: (_page, error) => options.warn?.(error instanceof Error ? error.message : String(error)),
      release: (image) => image.close(),
    });
    this.#pager.fading = false;
  }

  get uniforms(): TileUniforms {
    return this.#texture.uniforms;
  }

  get bytes(): number {
    return this.#texture.bytes;
  }

  get loaded(): number {
    return this.#pager.loaded;
  }

  get pending(): number {
    return this.#pager.pending;
  }

  /** Pages in the texture, as "size/page". */
  get resident(): string[] {
    return this.#pager.resident.sort((a, b) => a - b).map((page) => {
      const { size, within } = this.#split(page);
      return `${size}/${within}`;
    });
  }

  /** Every picture in view shows at least its coarsest cell, or none can be had. */
  get standing(): boolean {
    return this.#pager.settles(this.#coarsest());
  }

  /** The view is near enough for pictures and they stand. */
  get textured(): boolean {
    return this.#opened && this.#wants.length > 0 && this.standing;
  }

  /** The first picture stands: finer pages may come, and fade in. */
  open(fading: boolean): void {
    this.#opened = true;
    this.#pager.fading = fading;
    this.#pager.want(this.#wants);
  }

  /** Want what the view shows, or the one it goes to. */
  ask(outlook: Outlook, map: Pickable, visible: VisibleIds, shown: Uint32Array | null): void {
    const { hovered, selected, view, target, ahead, frame, ratio, travelling } = outlook;
    const { layers } = this.#pager;
    const key = [target, ahead, frame, ratio, map, hovered?.id, hovered?.keen, selected?.id, travelling, layers, shown];
    if (same(key, this.#asked)) return;
    this.#asked = key;
    const level = levelFor(map.layout.cell * target.scale * ratio, this.#site.manifest.tiers);
    const there = target === view && !travelling;
    const list = there ? visible : this.#ahead;
    if (!there) list.find(map.grid, windowOf(target, frame, map.layout), level >= 0 ? "all" : "none", null, shown);
    const wants = new Set<number>();
    for (const standout of [hovered, selected]) {
      if (standout) this.#pagesOf(standout, ratio).forEach((page) => wants.add(page));
    }
    if (level >= 0 && list.total <= MOST_QUADS) {
      this.#pagesIn(list, target, frame, map, level).forEach((page) => wants.add(page));
    }
    this.#wants = [...wants];
    if (there && ahead !== null && level >= 0) {
      this.#foresee(ahead, frame, map, level, shown).forEach((page) => wants.add(page));
    }
    this.#pager.want(this.#opened ? [...wants] : this.#coarsest());
  }

  /** Take in what has arrived; true while there is more to do. */
  frame(): boolean {
    return this.#pager.frame();
  }

  /** Let go of what the GPU holds. */
  release(): void {
    this.#texture.dispose();
  }

  /** Fetch the pages again after the context was lost: fewer from now on, for a lack of memory may have been why. */
  restore(): void {
    const layers = lowered(this.#pager.layers);
    this.#texture.forget(layers);
    this.#pager.forget(layers);
  }

  dispose(): void {
    this.#pager.dispose();
    this.release();
  }

  /** The wanted pages of the coarsest tier among them: what the first picture waits for. */
  #coarsest(): number[] {
    const end = this.#starts.find((start) => start > (this.#wants[0] ?? 0)) ?? 0;
    return this.#wants.filter((page) => page < end);
  }

  /** Pages that will be wanted soon; they come after all others. */
  #foresee(ahead: View, frame: Frame, map: Pickable, level: number, shown: Uint32Array | null): number[] {
    this.#ahead.find(map.grid, windowOf(ahead, frame, map.layout), "all", null, shown);
    return this.#pagesIn(this.#ahead, ahead, frame, map, level).slice(0, MOST_AHEAD);
  }

  #pagesIn(list: VisibleIds, view: View, frame: Frame, { layout, positions }: Pickable, level: number): number[] {
    const centre = toWorld(freePart(frame), view, frame);
    const middle = { x: centre.x / layout.aspect + 0.5, y: centre.y + 0.5 };
    const ids = list.ids.subarray(0, list.count);
    return wantedPages(ids, positions, middle, layout.aspect, this.#site.manifest.tiers, level, this.#pager.layers);
  }

  #pagesOf({ id, box, keen }: Standout, ratio: number): number[] {
    const { tiers } = this.#site.manifest;
    const level = levelFor(Math.max(box.width, box.height) * ratio, tiers);
    const wanted = keen ? level : Math.min(level, tiers.length - 2);
    return wanted < 0 ? [] : [this.#starts[wanted]! + Math.floor(id / tiers[wanted]!.capacity)];
  }

  async #load(page: number, signal: AbortSignal): Promise<ImageBitmap> {
    const { size, within } = this.#split(page);
    const bytes = await this.#site.tile(size, within, signal);
    try {
      const blob = new Blob([bytes], { type: "image/jpeg" });
      return await createImageBitmap(blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
    } catch {
      throw new Error(`tiles/${size}/${within}.js is damaged: its payload is not a JPEG.`);
    }
  }

  #split(page: number): { size: number; within: number } {
    const index = this.#starts.findIndex((start) => start > page) - 1;
    return { size: this.#site.manifest.tiers[index]!.size, within: page - this.#starts[index]! };
  }
}

export function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
