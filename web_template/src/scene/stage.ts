/** Owns everything that is drawn: decides for a view what are points and what are quads. */

import type { Site } from "../data/api";
import type { PageSettings, Points } from "../types";
import type { Box } from "./api";
import { Cells, same, type CellsOptions, type Outlook } from "./cells";
import { Emphasis } from "./emphasis";
import { blendOf, levelFor, MOST_QUADS, textureShare } from "./level";
import type { PictureSet } from "./marks";
import type { Pickable } from "./picker";
import { Pictures } from "./pictures";
import { PointCloud } from "./points";
import { Quads } from "./quads";
import type { Renderer } from "./renderer";
import { VisibleIds, windowOf, type Listing } from "./visible";

export interface StageOptions extends Pick<PageSettings, "background">, CellsOptions {}

/** What a frame shows. */
export interface Shot extends Outlook {
  /** Device pixels per CSS pixel of this frame. */
  readonly drawnRatio: number;
  /** One frame of many: points may stand for several pictures. */
  readonly moving: boolean;
  readonly dim: number;
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
  readonly cells: Cells;
  drawn = 0;
  readonly #renderer: Renderer;
  readonly #site: Site;
  readonly #cloud: PointCloud;
  readonly #quads: Quads;
  readonly #selected: Emphasis;
  readonly #hovered: Emphasis;
  #map: Pickable;
  /** What the last culling was made for. */
  #culled: readonly unknown[] = [];

  constructor(renderer: Renderer, site: Site, points: Points, map: Pickable, options: StageOptions, wake: () => void) {
    this.#renderer = renderer;
    this.#site = site;
    this.#map = map;
    this.cells = new Cells(renderer, site, options, wake);
    this.pictures = new Pictures(points, map.layout, options.background);
    this.visible = new VisibleIds(site.manifest.count);
    const { uniforms } = this.pictures;
    const tiles = this.cells.uniforms;
    this.#quads = new Quads(renderer.scene, uniforms, tiles, this.visible.ids);
    this.#cloud = new PointCloud(renderer.scene, uniforms, this.#quads.list);
    this.#selected = new Emphasis(renderer.scene, uniforms, tiles, SELECTED);
    this.#hovered = new Emphasis(renderer.scene, uniforms, tiles, HOVERED);
  }

  get textureBytes(): number {
    return this.pictures.bytes + this.cells.bytes + this.#quads.bytes;
  }

  setMap(map: Pickable): void {
    this.#map = map;
  }

  /** All points are known, where only some were: `map` holds them all. */
  complete(map: Pickable): void {
    this.pictures.complete();
    this.setMap(map);
  }

  /** Dim or hide all pictures but these; null: none. */
  filter(kept: PictureSet | null, how: "dim" | "hide"): void {
    this.pictures.filter(kept, how);
    this.#culled = [];
  }

  /** Draw a frame; true while pages are still coming in. */
  draw(shot: Shot): boolean {
    const { view, frame, ratio, drawnRatio } = shot;
    const { uniforms } = this.pictures;
    // By the pixels at rest: a frame drawn with fewer shows the same pictures from the same cells.
    const side = this.pictures.cell * view.scale * ratio;
    const { tiers, count } = this.#site.manifest;
    const level = levelFor(side, tiers);
    this.#cull(shot, level);
    this.cells.ask(shot, this.#map, this.visible, this.pictures.marks.shown);
    this.#crowd(level, shot);
    uniforms.uView.value = [view.x, view.y, view.scale * drawnRatio];
    uniforms.uCanvas.value = [frame.width * drawnRatio, frame.height * drawnRatio];
    uniforms.uDim.value = shot.dim;
    this.#quads.look(Math.max(0, level), blendOf(side, tiers), textureShare(side, this.visible.total, count));
    this.#standOut(this.#selected, shot.selected, shot);
    this.#standOut(this.#hovered, shot.hovered, shot);
    const more = this.cells.frame();
    this.#renderer.render();
    return more;
  }

  /** Let go of everything on the GPU; what is drawn again makes itself anew, all but the pages. */
  release(): void {
    for (const owner of [this.#cloud, this.#quads, this.#selected, this.#hovered, this.pictures]) owner.dispose();
    this.cells.release();
  }

  dispose(): void {
    this.cells.dispose();
    this.release();
    this.#renderer.scene.clear();
  }

  #cull(shot: Shot, level: number): void {
    const listing: Listing = shot.moving ? "some" : level >= 0 ? "all" : "none";
    const key = [shot.view, shot.frame, shot.travelling, listing, this.#map];
    if (same(key, this.#culled)) return;
    this.#culled = key;
    const { turns, shown } = this.pictures.marks;
    if (shot.travelling) this.visible.all(listing, turns, shown);
    else this.visible.find(this.#map.grid, windowOf(shot.view, shot.frame, this.#map.layout), listing, turns, shown);
    if (this.visible.count > 0) this.#quads.refresh();
  }

  /** The pictures as quads where they are large and few enough, else as points. */
  #crowd(level: number, { moving, dim }: Shot): void {
    const { count, total, stride } = this.visible;
    const quads = level >= 0 && total <= MOST_QUADS;
    const step = this.pictures.stride;
    const points = quads ? 0 : moving ? count : Math.ceil(this.visible.images / step);
    this.#quads.show(quads ? count : 0);
    this.#cloud.show({ count: points, listed: moving, step, stride: stride * step }, dim > 0);
    this.drawn = quads ? count : points;
  }

  #standOut(emphasis: Emphasis, standout: Standout | null, shot: Shot): void {
    if (standout === null) {
      emphasis.hide();
      return;
    }
    const { box } = standout;
    const { tiers } = this.#site.manifest;
    const side = Math.max(box.width, box.height) * shot.ratio;
    emphasis.look(Math.max(0, levelFor(side, tiers)), blendOf(side, tiers));
    emphasis.show(standout.id, box, shot.frame, shot.drawnRatio);
  }
}
