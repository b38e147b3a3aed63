/** Owns the map as the page sees it: brings camera, pointers, layouts and the stage together, frame by frame. */

import type { Site } from "../data/api";
import type { Points, Stats, View } from "../types";
import type { Box, Motion, Scene, SceneEvents } from "./api";
import { Camera } from "./camera";
import { Emitter } from "./emitter";
import { centreOn, freePart, regionOf, viewOf, type Frame, type Insets, type Point } from "./frame";
import { Ground } from "./ground";
import { Hands } from "./hands";
import type { PictureSet } from "./marks";
import { Milestones } from "./milestones";
import { Pace } from "./pace";
import type { Pickable } from "./picker";
import { Places } from "./places";
import { Ramp } from "./ramp";
import { Renderer } from "./renderer";
import { Sharp } from "./sharp";
import { Stage, type StageOptions } from "./stage";
import { Standouts } from "./standouts";
import { statsOf } from "./stats";
import { Travel } from "./travel";

export interface SceneOptions extends StageOptions {
  readonly reducedMotion?: boolean;
}

/** Milliseconds of dimming. */
const DIM = 180;

/** Throws when the browser has no WebGL 2. */
export function createScene(canvas: HTMLCanvasElement, site: Site, points: Points, options: SceneOptions): Scene {
  return new MapScene(canvas, site, points, options);
}

class MapScene implements Scene {
  reducedMotion: boolean;
  readonly stats: Stats;
  readonly #site: Site;
  readonly #events = new Emitter<SceneEvents>();
  readonly #renderer: Renderer;
  readonly #stage: Stage;
  readonly #sharp: Sharp;
  readonly #camera: Camera;
  readonly #places: Places;
  readonly #standouts: Standouts;
  readonly #hands: Hands;
  readonly #ground: Ground;
  readonly #travel = new Travel();
  readonly #pace = new Pace();
  readonly #dim = new Ramp(DIM);
  readonly #milestones: Milestones;
  #insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  #disposed = false;
  /** A flight to pictures whose places are not known yet. */
  #awaited: (() => void) | null = null;

  constructor(canvas: HTMLCanvasElement, site: Site, points: Points, options: SceneOptions) {
    this.#site = site;
    this.reducedMotion = options.reducedMotion ?? false;
    this.#ground = new Ground(site, points);
    this.#renderer = new Renderer(canvas, options.background, {
      draw: (milliseconds) => this.#draw(milliseconds),
      resized: () => this.#reframe(),
      lost: () => this.#stage.release(),
      restored: () => this.#stage.cells.restore(),
      gone: () => this.#events.emit("gone", undefined),
    });
    this.#camera = new Camera(this.#ground.map.layout, this.#frame());
    this.#stage = new Stage(this.#renderer, site, points, this.#ground.map, options, () => this.#renderer.invalidate());
    this.#places = new Places(this.#stage.pictures, this.#ground.map.layout.shape, this.#camera, canvas);
    this.#standouts = new Standouts(this.#places, this.#camera, this.#stage, site.manifest.tiers);
    this.#sharp = new Sharp(canvas, async (id) => (await site.record(id)).image);
    this.#sharp.align();
    this.#hands = new Hands(canvas, this.#camera, this.#places, this.#standouts, this.#events, {
      pick: (at, slack) => (this.#travel.active ? -1 : this.#places.pick(at, slack, this.#ground.map)),
      move: (change) => this.#move(change),
      stir: (change) => this.#stir(change),
      animates: () => !this.reducedMotion,
      invalidate: () => this.#renderer.invalidate(),
    });
    const standing = () => ({ view: this.view, layout: this.layout, model: this.model });
    this.#milestones = new Milestones(this.#events, this.#stage, standing, {
      first: () => this.#stage.cells.open(!this.reducedMotion),
      rest: () => this.#hands.hover(),
    });
    this.stats = statsOf(this.#stage, this.#renderer, site);
    this.#renderer.invalidate();
    this.on("first", () => {
      this.#complete().catch((error: unknown) => options.warn?.(error instanceof Error ? error.message : String(error)));
    });
  }

  get view(): View {
    return this.#camera.view;
  }

  get layout(): string {
    return this.#ground.map.layout.name;
  }

  get model(): number {
    return this.#ground.model;
  }

  get lineTool(): boolean {
    return this.#hands.gestures.lineTool;
  }

  set lineTool(on: boolean) {
    this.#hands.gestures.lineTool = on;
  }

  on<K extends keyof SceneEvents>(event: K, listener: (value: SceneEvents[K]) => void): () => void {
    return this.#events.on(event, listener);
  }

  setInsets(insets: Insets): void {
    this.#insets = { ...insets };
    this.#reframe();
    this.#renderer.invalidate();
  }

  home(motion?: Motion): void {
    this.#move(() => this.#camera.home(this.#animates(motion)));
  }

  setView(view: View, motion?: Motion): void {
    this.#move(() => this.#camera.go(view, this.#animates(motion)));
  }

  flyTo(ids: ArrayLike<number>, motion?: Motion): void {
    if (ids.length === 0) return;
    const known = this.#stage.pictures.known(ids);
    if (known.length === 0) {
      this.#awaited = () => this.flyTo(ids, motion);
      return;
    }
    const { layout, positions } = this.#ground.map;
    this.setView(viewOf(known, positions, layout, this.#camera.frame), motion);
  }

  zoomBy(factor: number, at?: { x: number; y: number }, motion?: Motion): void {
    const point = at ? this.#places.onCanvas(at) : freePart(this.#camera.frame);
    this.#move(() => this.#camera.zoom(factor, point, this.#animates(motion)));
  }

  panBy(dx: number, dy: number, motion?: Motion): void {
    this.#move(() => this.#camera.panBy(dx, dy, this.#animates(motion)));
  }

  async setLayout(name: string, motion?: Motion, model = this.model): Promise<void> {
    const found = this.#ground.find(name, model);
    if (name === this.layout && model === this.model) return this.#travel.landed;
    const [map] = await Promise.all([found, this.#complete()]);
    if (map === null || this.#disposed) return;
    const view = this.#viewAfter(map);
    this.#ground.map = map;
    this.#stage.setMap(map);
    this.#stage.pictures.depart(map.positions, map.layout);
    const animate = this.#animates(motion) && !document.hidden;
    if (animate) {
      this.#travel.depart();
    } else {
      this.#travel.land();
      this.#stage.pictures.travel(1);
    }
    this.#move(() => this.#camera.relayout(map.layout, view, animate ? Travel.milliseconds : 0));
    return this.#travel.landed;
  }

  setSelected(id: number | null): void {
    this.#standouts.selected = id ?? -1;
    this.#renderer.invalidate();
  }

  setFilter(kept: PictureSet | null, how: "dim" | "hide"): void {
    this.#stage.filter(kept, how);
    if (how === "dim") this.#dim.go(kept === null ? 0 : 1, !this.reducedMotion);
    this.#hands.hover();
    this.#renderer.invalidate();
  }

  lasso(line: readonly Point[]): Uint32Array {
    return this.#travel.active ? new Uint32Array(0) : this.#places.inside(line, this.#ground.map);
  }

  dropLine(): boolean {
    return this.#hands.gestures.dropLine();
  }

  boxOf(id: number): Box | null {
    if (!Number.isInteger(id) || id < 0 || id >= this.#site.manifest.count) return null;
    if (!this.#stage.pictures.knows(id)) return null;
    return this.#places.onPage(this.#places.boxOf(id));
  }

  pick(x: number, y: number): number {
    return this.#hands.pick({ x, y });
  }

  dispose(): void {
    this.#disposed = true;
    this.#travel.land();
    this.#hands.gestures.dispose();
    this.#sharp.dispose();
    this.#stage.dispose();
    this.#renderer.dispose();
    this.#events.clear();
  }

  /** Take in the points that a first picture did without. */
  async #complete(): Promise<void> {
    if (this.#stage.pictures.stride === 1) return;
    const points = await this.#site.allPoints();
    if (this.#disposed || this.#stage.pictures.stride === 1) return;
    this.#ground.complete(points);
    this.#stage.complete(this.#ground.map);
    this.#milestones.stir();
    this.#renderer.invalidate();
    this.#awaited?.();
  }

  /** One frame; true while there is more to come. */
  #draw(milliseconds: number): boolean {
    const camera = this.#camera;
    let more = camera.advance(milliseconds);
    if (this.#travel.active) {
      this.#stage.pictures.travel(this.#travel.advance(milliseconds));
      more ||= this.#travel.active;
    }
    more = this.#pace.begin(more, milliseconds) || more;
    this.#renderer.resolution = this.#pace.resolution;
    more = this.#dim.advance(milliseconds) || more;
    this.#milestones.begin();
    const standouts = this.#standouts;
    more = standouts.rise.advance(milliseconds) || more;
    const hovered = standouts.hoveredStandout();
    const selected = standouts.selected === standouts.hovered ? null : standouts.selectedStandout();
    const ratio = this.#renderer.ratio;
    const drawing = this.#stage.draw({
      view: camera.view,
      target: camera.target,
      ahead: this.#pace.moving ? camera.ahead : null,
      frame: camera.frame,
      ratio,
      drawnRatio: this.#renderer.drawnRatio,
      moving: this.#pace.moving,
      travelling: this.#travel.active,
      dim: this.#dim.value,
      hovered,
      selected,
    });
    const sharp = this.#travel.active ? [] : standouts.sharpPictures(hovered, selected, ratio, this.#dim.value);
    this.#sharp.show(sharp, !camera.moving);
    this.#milestones.end({ ratio, moving: more, held: this.#hands.gestures.active, drawing });
    return more || drawing;
  }

  /** Whatever changes the view goes through here. */
  #move(change: () => void): void {
    change();
    this.#awaited = null;
    this.#milestones.stir();
    this.#hands.unhover();
    this.#renderer.invalidate();
  }

  /** A hand moves the view, in one of many small steps. */
  #stir(change: () => void): void {
    this.#pace.stir();
    this.#move(change);
  }

  /** Home stays home; a selected picture in view stays in the middle at its size; any other view goes home. */
  #viewAfter(next: Pickable): View | null {
    const { frame, atHome, view } = this.#camera;
    if (atHome || this.#standouts.selectedStandout() === null) return null;
    const place = regionOf([this.#standouts.selected], next.positions, next.layout);
    return centreOn(place, (view.scale * this.#ground.map.layout.cell) / next.layout.cell, frame);
  }

  #frame(): Frame {
    return { width: this.#renderer.width, height: this.#renderer.height, insets: this.#insets };
  }

  #reframe(): void {
    this.#camera.reframe(this.#frame());
    this.#sharp.align();
    this.#milestones.stir();
    this.#hands.unhover();
  }

  #animates(motion: Motion | undefined): boolean {
    return motion?.animate !== false && !this.reducedMotion;
  }
}
