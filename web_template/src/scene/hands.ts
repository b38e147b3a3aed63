/** Owns what the visitor's hands do on the map: they move it, point at pictures, choose them and draw lines. */

import type { SceneEvents } from "./api";
import type { Camera } from "./camera";
import type { Emitter } from "./emitter";
import type { Point } from "./frame";
import { Gestures } from "./gestures";
import type { Places } from "./places";
import type { Standouts } from "./standouts";

/** CSS pixels around a picture that still count as it, for a mouse and for a finger. */
const SLACK = { mouse: 2, finger: 10 };
const DOUBLE_TAP_ZOOM = 2.5;

export interface HandsOptions {
  /** The picture at a point of the canvas; -1: none. */
  readonly pick: (at: Point, slack: number) => number;
  /** Whatever changes the view goes through here. */
  readonly move: (change: () => void) => void;
  /** The same for one of many small steps. */
  readonly stir: (change: () => void) => void;
  readonly animates: () => boolean;
  /** A frame is due. */
  readonly invalidate: () => void;
}

export class Hands {
  readonly gestures: Gestures;
  readonly #camera: Camera;
  readonly #places: Places;
  readonly #standouts: Standouts;
  readonly #events: Emitter<SceneEvents>;
  readonly #options: HandsOptions;
  /** Where the mouse rests on the canvas. */
  #pointer: Point | null = null;

  constructor(
    canvas: HTMLCanvasElement,
    camera: Camera,
    places: Places,
    standouts: Standouts,
    events: Emitter<SceneEvents>,
    options: HandsOptions,
  ) {
    this.#camera = camera;
    this.#places = places;
    this.#standouts = standouts;
    this.#events = events;
    this.#options = options;
    const { move, stir, animates, invalidate } = options;
    this.gestures = new Gestures(canvas, {
      grab: () => camera.stop(),
      pan: (dx, dy) => stir(() => camera.pan(dx, dy)),
      zoom: (factor, at, glide) => stir(() => camera.zoom(factor, at, glide && animates())),
      release: (vx, vy, dragged) => {
        if (dragged && animates()) camera.coast(vx, vy);
        invalidate();
      },
      tap: (at, finger) => {
        const id = options.pick(at, finger ? SLACK.finger : SLACK.mouse);
        events.emit("select", id < 0 ? null : { id });
      },
      doubleTap: (at) => move(() => camera.zoom(DOUBLE_TAP_ZOOM, at, animates())),
      hover: (at) => {
        this.#pointer = at;
        this.hover();
      },
      line: (line) => events.emit("line", line),
    });
  }

  /** The picture at a point of the page, as the mouse would meet it; -1: none. */
  pick(at: Point): number {
    return this.#options.pick(this.#places.onCanvas(at), SLACK.mouse);
  }

  /** Lift what lies under the resting mouse, unless the map moves beneath it. */
  hover(): void {
    if (this.#camera.moving) return;
    this.#lift(this.#pointer === null ? -1 : this.#options.pick(this.#pointer, SLACK.mouse));
  }

  unhover(): void {
    this.#lift(-1);
  }

  #lift(id: number): void {
    if (id === this.#standouts.hovered) return;
    this.#standouts.hover(id, this.#options.animates());
    const risen = this.#standouts.hoveredStandout(1);
    this.#events.emit("hover", risen && { id, box: this.#places.onPage(risen.box) });
    this.#options.invalidate();
  }
}
