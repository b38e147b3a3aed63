/** Owns the pictures that stand out, the hovered and the selected one, and what is shown larger than the tiers are sharp. */

import type { Tier } from "../types";
import type { Camera } from "./camera";
import { liftedBox } from "./emphasis";
import { ease } from "./flight";
import { freePart } from "./frame";
import { sharpFrom } from "./level";
import { BRIGHT } from "./marks";
import { RECEDE } from "./pictures";
import type { Places } from "./places";
import { Ramp } from "./ramp";
import { MOST_SHARP, type SharpPicture } from "./sharp";
import type { Stage, Standout } from "./stage";

/** Milliseconds of a hovered picture's rise. */
const RISE = 130;
/** CSS pixels that a selected picture's longer side takes at least. */
const LEAST_SELECTED = 10;

export class Standouts {
  readonly rise = new Ramp(RISE);
  /** -1: none. */
  selected = -1;
  #hovered = -1;

  constructor(
    private readonly places: Places,
    private readonly camera: Camera,
    private readonly stage: Stage,
    private readonly tiers: readonly Tier[],
  ) {}

  get hovered(): number {
    return this.#hovered;
  }

  /** Lift a picture (-1: none). */
  hover(id: number, animate: boolean): void {
    this.#hovered = id;
    this.rise.go(0, false);
    this.rise.go(id < 0 ? 0 : 1, animate);
  }

  /** The hovered picture as high as it has risen, or as high as it will. */
  hoveredStandout(risen = this.rise.value): Standout | null {
    if (this.#hovered < 0) return null;
    const box = liftedBox(this.places.boxOf(this.#hovered), this.camera.frame, ease(risen));
    return { id: this.#hovered, box, keen: !this.rise.moving };
  }

  /** The selected picture where it is in view. */
  selectedStandout(): Standout | null {
    const box = this.selected < 0 ? null : this.places.framedBoxOf(this.selected, LEAST_SELECTED);
    return box && { id: this.selected, box, keen: true };
  }

  /** What is shown larger than the finest tier is sharp, nearest to the middle first. */
  sharpPictures(hovered: Standout | null, selected: Standout | null, ratio: number, dim: number): SharpPicture[] {
    const { pictures, visible } = this.stage;
    if (pictures.cell * this.camera.view.scale * ratio < sharpFrom(this.tiers)) return [];
    const middle = freePart(this.camera.frame);
    const away = ({ box }: SharpPicture): number =>
      Math.hypot(box.x + box.width / 2 - middle.x, box.y + box.height / 2 - middle.y);
    return Array.from(visible.ids.subarray(0, visible.count), (id): SharpPicture => {
      if (id === hovered?.id) return { id, box: hovered.box, opacity: 1, standing: "hovered" };
      const box = this.places.boxOf(id);
      if (id === selected?.id) return { id, box, opacity: 1, standing: "selected" };
      return { id, box, opacity: pictures.marks.bytes[id]! & BRIGHT ? 1 : 1 - RECEDE * dim, standing: "plain" };
    })
      .sort((a, b) => away(a) - away(b))
      .slice(0, MOST_SHARP);
  }
}
