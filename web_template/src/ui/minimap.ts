/** Owns the small map of the whole layout that shows, while a part of it fills the window, where that part lies. */

import type { Site } from "../data/api";
import type { Box, Motion, Scene } from "../scene/api";
import type { LayoutInfo, Points, View } from "../types";
import { byId, element } from "./dom";
import { frameOn, overviewOf, seesAll, viewAt, type Overview, type Sight } from "./overview";
import type { Size } from "./placement";
import { Sketch } from "./sketch";

/** The room of the picture, in root font sizes. */
const ROOM = { width: 10, height: 7.5 };
const MOST_RATIO = 2;
/** Milliseconds of drawing at a stretch, and ids between two looks at the clock. */
const SLICE = 8;
const STRIDE = 16384;
/** CSS pixels that make a press a drag. */
const DRAG = 3;

/**
 * It has no stop for the keyboard and is hidden from screen readers: the arrow keys move the map
 * itself and name the picture in its middle, and a frame among dots says nothing in words.
 */
export class Minimap {
  private readonly root = byId("minimap", HTMLElement);
  private readonly canvas = element("canvas", { class: "minimap-picture" });
  private readonly frame = element("div", { class: "minimap-frame" });
  private readonly room = element("div", { class: "minimap-room" }, this.canvas, this.frame);
  private overview: Overview;
  /** What the picture was drawn for, or is being drawn for. */
  private drawn = "";
  /** Where a press began, and from there to the middle of the frame when it began on the frame. */
  private press: { readonly at: DOMPoint; readonly offset: DOMPoint; dragging: boolean } | null = null;

  constructor(
    private readonly scene: Scene,
    private readonly site: Site,
    private readonly window: () => Size,
    /** The part of the window that no panel covers. */
    private readonly freeArea: () => Box,
    /** The visitor wants to see this. */
    private readonly look: (view: View, motion: Motion) => void,
  ) {
    this.root.append(this.room);
    this.overview = this.measure();
    scene.on("move", () => this.follow());
    scene.on("rest", () => this.refresh());
    this.root.addEventListener("pointerdown", (event) => this.grab(event));
    this.root.addEventListener("pointermove", (event) => this.drag(event));
    this.root.addEventListener("pointerup", (event) => this.release(event));
    this.root.addEventListener("pointercancel", () => (this.press = null));
  }

  /** The window, its panels or the size of its letters may have changed. */
  refresh(): void {
    this.overview = this.measure();
    this.follow();
  }

  private measure(): Overview {
    const layout = this.layout;
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const overview = overviewOf(layout, { width: ROOM.width * rem, height: ROOM.height * rem });
    this.room.style.width = `${overview.width}px`;
    this.room.style.height = `${overview.height}px`;
    return overview;
  }

  private follow(): void {
    if (this.overview.layout !== this.layout) this.overview = this.measure();
    const { sight } = this;
    const shown = !seesAll(this.overview.layout, sight);
    this.root.dataset["shown"] = String(shown);
    // Not shown, not drawn: most of a visit begins with the whole map.
    if (!shown || this.root.offsetWidth === 0) return;
    void this.draw();
    const box = frameOn(this.overview, sight);
    this.frame.style.transform = `translate(${box.x}px, ${box.y}px)`;
    this.frame.style.width = `${box.width}px`;
    this.frame.style.height = `${box.height}px`;
  }

  /** Draw the layout unless that was done; a million pictures take several turns of the event loop. */
  private async draw(): Promise<void> {
    const { overview } = this;
    const ratio = Math.min(MOST_RATIO, devicePixelRatio || 1);
    const { model } = this.scene;
    const key = [model, overview.layout.name, overview.width, overview.height, ratio].join(" ");
    if (key === this.drawn) return;
    this.drawn = key;
    const sketch = new Sketch(overview, ratio);
    this.canvas.width = sketch.width;
    this.canvas.height = sketch.height;
    const places = await this.places(model, overview.layout.name);
    if (places === null || this.drawn !== key) return;
    const { positions, looks } = places;
    const count = looks.length / 2;
    let first = 0;
    while (first < count) {
      for (const end = performance.now() + SLICE; first < count && performance.now() < end; first += STRIDE) {
        sketch.add(positions, looks, first, Math.min(count, first + STRIDE));
      }
      if (first < count) await new Promise((resolve) => setTimeout(resolve));
      if (this.drawn !== key) return;
    }
    const context = this.canvas.getContext("2d");
    context?.putImageData(new ImageData(sketch.pixels(), sketch.width, sketch.height), 0, 0);
    this.root.dataset["layout"] = overview.layout.name;
  }

  /** Every picture's place and colour; null where they could not be loaded, which the map itself tells. */
  private async places(model: number, layout: string): Promise<Pick<Points, "positions" | "looks"> | null> {
    try {
      const [{ looks }, positions] = await Promise.all([this.site.allPoints(), this.site.models[model]!.layout(layout)]);
      return { positions, looks };
    } catch {
      return null;
    }
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    const at = this.pointOf(event);
    const box = frameOn(this.overview, this.sight);
    const held = at.x >= box.x && at.y >= box.y && at.x <= box.x + box.width && at.y <= box.y + box.height;
    const offset = held ? new DOMPoint(box.x + box.width / 2 - at.x, box.y + box.height / 2 - at.y) : new DOMPoint();
    this.press = { at, offset, dragging: false };
  }

  private drag(event: PointerEvent): void {
    if (this.press === null) return;
    const at = this.pointOf(event);
    this.press.dragging ||= Math.hypot(at.x - this.press.at.x, at.y - this.press.at.y) > DRAG;
    if (!this.press.dragging) return;
    const { offset } = this.press;
    this.look(viewAt(this.overview, { x: at.x + offset.x, y: at.y + offset.y }, this.sight), { animate: false });
  }

  private release(event: PointerEvent): void {
    const { press } = this;
    this.press = null;
    if (press === null || press.dragging) return;
    this.look(viewAt(this.overview, this.pointOf(event), this.sight), { animate: true });
  }

  private pointOf(event: PointerEvent): DOMPoint {
    const { left, top } = this.room.getBoundingClientRect();
    return new DOMPoint(event.clientX - left, event.clientY - top);
  }

  private get layout(): LayoutInfo {
    const { layouts } = this.site.models[this.scene.model]!.info;
    return layouts.find(({ name }) => name === this.scene.layout) ?? layouts[0]!;
  }

  private get sight(): Sight {
    return { view: this.scene.view, window: this.window(), free: this.freeArea() };
  }
}
