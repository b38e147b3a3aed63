/** Owns what the map has come to, and tells of it: its first picture, the first textured one, rest, and calm. */

import type { View } from "../types";
import type { SceneEvents, Standing } from "./api";
import type { Emitter } from "./emitter";
import { waitsForPictures } from "./level";
import type { Stage } from "./stage";

/** What a frame was. */
export interface Passed {
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  /** Something moves the map. */
  readonly moving: boolean;
  /** A hand is on the map. */
  readonly held: boolean;
  /** Pages are still coming in. */
  readonly drawing: boolean;
}

export class Milestones {
  #first = false;
  #textured = false;
  #resting = false;
  #calm = false;
  /** The view of the last frame. */
  #shown: View | null = null;

  constructor(
    private readonly events: Emitter<SceneEvents>,
    private readonly stage: Stage,
    private readonly standing: () => Standing,
    /** The first picture may be seen; the map has come to rest. */
    private readonly on: { readonly first: () => void; readonly rest: () => void },
  ) {}

  /** Whatever rest there was is over. */
  stir(): void {
    this.#resting = false;
  }

  /** A frame is about to be drawn. */
  begin(): void {
    const standing = this.standing();
    if (standing.view === this.#shown) return;
    this.#shown = standing.view;
    this.#calm = false;
    this.events.emit("move", standing);
  }

  /** A frame was drawn. */
  end(passed: Passed): void {
    const { cells } = this.stage;
    if (!this.#first && this.#mayOpen(passed.ratio)) {
      this.#first = true;
      this.on.first();
      this.events.emit("first", undefined);
    }
    if (!this.#textured && cells.textured) {
      this.#textured = true;
      this.events.emit("textured", undefined);
    }
    if (!this.#resting && !passed.moving && !passed.held) {
      this.#resting = true;
      this.events.emit("rest", this.standing());
      this.on.rest();
    }
    this.#settle(passed.moving || passed.drawing);
  }

  #mayOpen(ratio: number): boolean {
    const { pictures, cells } = this.stage;
    return cells.standing || !waitsForPictures(pictures.cell * this.standing().view.scale * ratio);
  }

  #settle(busy: boolean): void {
    const { pictures, cells } = this.stage;
    const before = this.#calm;
    this.#calm = this.#first && this.#resting && !busy && cells.pending === 0 && pictures.stride === 1;
    if (this.#calm && !before) this.events.emit("calm", this.standing());
  }
}
