/** Owns everything that is drawn: decides for a view what are points and what are quads, and which pages that takes. */

import type { Site } from "../data/api";
import type { PageSettings, Points, View } from "../types";
import type { Box } from "./api";
import { deviceTraits, layerBudget } from "./device";
import { Emphasis } from "./emphasis";
import { toWorld, freePart, type Frame } from "./frame";
import { levelFor } from "./level";
import { PageTexture, tierStarts } from "./page-texture";
import { Pager } from "./pager";
import type { Pickable } from "./picker";
import { Pictures } from "./pictures";
import { PointCloud } from "./points";
import { Quads } from "./quads";
import type { Renderer } from "./renderer";
import { MOST_QUADS, VisibleIds, wantedPages, windowOf } from "./visible";

export interface StageOptions extends Pick<PageSettings, "background"> {
  /** Layers of the pages' texture; by default what suits the device. */
  readonly layers?: number;
  /** Told in one sentence what could not be loaded; the map goes on without it. */
  readonly warn?: (message: string) => void;
}

/** What a frame shows. */
export interface Shot {
  readonly view: View;
  /** Where the view is flying to; the view itself when it is not. */
  readonly target: View;
  readonly frame: Frame;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** The pictures are on their way to another layout. */
  readonly travelling: boolean;
  readonly dim: number;
  readonly hovered: Standout | null;
  readonly selected: Standout | null;
}

export interface Standout {
  readonly id: number;
  readonly box: Box;
  /** Worth fetching finer pages for. */
  readonly keen: boolean;
}

const HOVERED = { frame: 1, frameColor: [0.92, 0.92, 0.92], shadow: 14 } as const;
const SELECTED = { frame: 2.5, frameColor: [1, 1, 1], shadow: 10 } as const;

export class Stage {
  readonly pictures: Pictures;
  readonly visible: VisibleIds;
  drawn = 0;
  readonly #renderer: Renderer;
  readonly #site: Site;
  readonly #starts: readonly number[];
  readonly #layers: number;
  readonly #pages: PageTexture;
  readonly #pager: Pager<ImageBitmap>;
  readonly #cloud: PointCloud;
  readonly #quads: Quads;
  readonly #selected: Emphasis;
  readonly #hovered: Emphasis;
  /** What will be in view at the end of a flight. */
  readonly #ahead: VisibleIds;
  #map: Pickable;
  #highlighted = false;
  #opened = false;
  #wants: readonly number[] = [];
  /** What the last culling and the last list of wanted pages were made for. */
  #culled: readonly unknown[] = [];
  #asked: readonly unknown[] = [];

  constructor(renderer: Renderer, site: Site, points: Points, map: Pickable, options: StageOptions, wake: () => void) {
    const { tiers, count } = site.manifest;
    this.#renderer = renderer;
    this.#site = site;
    this.#map = map;
    this.#starts = tierStarts(tiers);
    this.#layers = options.layers ?? layerBudget(deviceTraits(), renderer.layerLimit, this.#starts[tiers.length]!);
    this.pictures = new Pictures(points, map.layout, options.background);
    this.visible = new VisibleIds(count);
    this.#ahead = new VisibleIds(count);
    this.#pages = new PageTexture(renderer.three, tiers, this.#layers);
    this.#pager = new Pager({
      layers: this.#layers,
      pinned: tiers[0]!.pages <= this.#layers / 4 ? this.#starts[1]! : 0,
      load: (page, signal) => this.#load(page, signal),
      store: this.#pages,
      wake,
      failed: (_page, error) => options.warn?.(error instanceof Error ? error.message : String(error)),
      release: (image) => image.close(),
    });
    this.#pager.fading = false;
    const { uniforms } = this.pictures;
    this.#cloud = new PointCloud(renderer.scene, uniforms, count);
    this.#cloud.thin(points.stride);
    this.#quads = new Quads(renderer.scene, uniforms, this.#pages.uniforms, this.visible.ids);
    this.#selected = new Emphasis(renderer.scene, uniforms, this.#pages.uniforms, SELECTED);
    this.#hovered = new Emphasis(renderer.scene, uniforms, this.#pages.uniforms, HOVERED);
  }

  get textureBytes(): number {
    return this.pictures.bytes + this.#pages.bytes + this.#quads.bytes;
  }

  get pagesLoaded(): number {
    return this.#pager.loaded;
  }

  get pagesPending(): number {
    return this.#pager.pending;
  }

  /** Pages in the texture, as "size/page". */
  get pagesResident(): string[] {
    return this.#pager.resident.sort((a, b) => a - b).map((page) => {
      const { tier, within } = this.#split(page);
      return `${tier.size}/${within}`;
    });
  }

  /** Every picture in view shows at least its coarsest cell, or none can be had. */
  get standing(): boolean {
    return this.#pager.settles(this.#coarsest());
  }

  /** The first picture stands: finer pages may come, and fade in. */
  open(fading: boolean): void {
    this.#opened = true;
    this.#pager.fading = fading;
    this.#pager.want(this.#wants);
  }

  setMap(map: Pickable): void {
    this.#map = map;
  }

  /** All points are known, where only some were: `map` holds them all. */
  complete(points: Points, map: Pickable): void {
    this.pictures.complete(points);
    this.#cloud.thin(1);
    this.setMap(map);
  }

  /** Marks are kept when `ids` is null, so that dimming can fade out. */
  highlight(ids: ArrayLike<number> | null): void {
    this.#highlighted = ids !== null;
    if (ids !== null) this.pictures.mark(ids);
    this.#culled = [];
  }

  /** Draw a frame; true while pages are still coming in. */
  draw(shot: Shot): boolean {
    const { view, frame, ratio } = shot;
    const { tiers } = this.#site.manifest;
    const { uniforms } = this.pictures;
    const level = levelFor(this.pictures.cell * view.scale * ratio, tiers);
    this.#cull(shot, level);
    this.#ask(shot);
    const quads = level >= 0 && this.visible.total <= MOST_QUADS;
    this.#quads.show(quads ? this.visible.count : 0);
    this.#cloud.show(!quads, shot.dim > 0);
    this.drawn = quads ? this.visible.count : this.#cloud.drawn;
    uniforms.uView.value = [view.x, view.y, view.scale * ratio];
    uniforms.uCanvas.value = [frame.width * ratio, frame.height * ratio];
    uniforms.uDim.value = shot.dim;
    this.#pages.uniforms.uLevel.value = Math.max(0, level);
    this.#standOut(this.#selected, shot.selected, shot);
    this.#standOut(this.#hovered, shot.hovered, shot);
    const more = this.#pager.frame();
    this.#renderer.render();
    return more;
  }

  /** Let go of everything on the GPU; what is drawn again makes itself anew, all but the pages. */
  release(): void {
    for (const owner of [this.#cloud, this.#quads, this.#selected, this.#hovered, this.#pages, this.pictures]) owner.dispose();
  }

  /** Fetch the pages again after they were released. */
  restore(): void {
    this.#pages.forget();
    this.#pager.forget();
  }

  dispose(): void {
    this.#pager.dispose();
    this.release();
    this.#renderer.scene.clear();
  }

  #cull(shot: Shot, level: number): void {
    const key = [shot.view, shot.frame, shot.travelling, level >= 0, this.#map];
    if (same(key, this.#culled)) return;
    this.#culled = key;
    const marks = this.#highlighted ? this.pictures.marks : null;
    if (shot.travelling) this.visible.all(marks);
    else this.visible.find(this.#map.grid, windowOf(shot.view, shot.frame, this.#map.layout), level >= 0, marks);
    this.#quads.refresh();
  }

  /** Tell the pager what the view, or the one it flies to, wants. */
  #ask(shot: Shot): void {
    const { hovered, selected, target, frame, ratio } = shot;
    const key = [target, frame, ratio, this.#map, hovered?.id, hovered?.keen, selected?.id, shot.travelling];
    if (same(key, this.#asked)) return;
    this.#asked = key;
    const { positions, layout, grid } = this.#map;
    const { tiers } = this.#site.manifest;
    const level = levelFor(layout.cell * target.scale * ratio, tiers);
    const there = target === shot.view && !shot.travelling;
    const list = there ? this.visible : this.#ahead;
    if (!there) list.find(grid, windowOf(target, frame, layout), level >= 0, null);
    const wants = new Set<number>();
    for (const standout of [hovered, selected]) {
      if (standout) this.#pagesOf(standout, ratio).forEach((page) => wants.add(page));
    }
    if (level >= 0 && list.total <= MOST_QUADS) {
      const centre = toWorld(freePart(frame), target, frame);
      const middle = { x: centre.x / layout.aspect + 0.5, y: centre.y + 0.5 };
      const ids = list.ids.subarray(0, list.count);
      wantedPages(ids, positions, middle, layout.aspect, tiers, level, this.#layers).forEach((page) => wants.add(page));
    }
    this.#wants = [...wants];
    this.#pager.want(this.#opened ? this.#wants : this.#coarsest());
  }

  /** The wanted pages of the coarsest tier among them: what the first picture waits for. */
  #coarsest(): number[] {
    const end = this.#starts.find((start) => start > (this.#wants[0] ?? 0)) ?? 0;
    return this.#wants.filter((page) => page < end);
  }

  #pagesOf({ id, box, keen }: Standout, ratio: number): number[] {
    const { tiers } = this.#site.manifest;
    const level = levelFor(Math.max(box.width, box.height) * ratio, tiers);
    const wanted = keen ? level : Math.min(level, tiers.length - 2);
    return wanted < 0 ? [] : [this.#starts[wanted]! + Math.floor(id / tiers[wanted]!.capacity)];
  }

  #standOut(emphasis: Emphasis, standout: Standout | null, shot: Shot): void {
    if (standout === null) {
      emphasis.hide();
      return;
    }
    const { box } = standout;
    const level = levelFor(Math.max(box.width, box.height) * shot.ratio, this.#site.manifest.tiers);
    emphasis.show(standout.id, box, shot.frame, Math.max(0, level), shot.ratio);
  }

  async #load(page: number, signal: AbortSignal): Promise<ImageBitmap> {
    const { tier, within } = this.#split(page);
    const bytes = await this.#site.tile(tier.size, within, signal);
    try {
      const blob = new Blob([bytes], { type: "image/jpeg" });
      return await createImageBitmap(blob, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
    } catch {
      throw new Error(`tiles/${tier.size}/${within}.js is damaged: its payload is not a JPEG.`);
    }
  }

  #split(page: number): { tier: { size: number }; within: number } {
    const index = this.#starts.findIndex((start) => start > page) - 1;
    return { tier: this.#site.manifest.tiers[index]!, within: page - this.#starts[index]! };
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}
