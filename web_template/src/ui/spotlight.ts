/** Owns which pictures are bright, dimmed or hidden: brings the group and the selection of the visitor together. */

import type { Scene } from "../scene/api";

type Ids = Uint32Array | null;

export class Spotlight {
  private group: Ids = null;
  private pointedAt = false;
  private selection: Ids = null;
  private only = false;
  /** What the scene shows. */
  private bright: Ids = null;
  private kept: Ids = null;

  constructor(private readonly scene: Scene) {}

  /** @param pointedAt for as long as the visitor points at a group without having chosen it */
  showGroup(ids: Ids, pointedAt: boolean): void {
    this.group = ids;
    this.pointedAt = pointedAt;
    this.apply();
  }

  /** @param only hide all others */
  showSelection(ids: Ids, only: boolean): void {
    this.selection = ids;
    this.only = only;
    this.apply();
  }

  private apply(): void {
    const kept = this.only ? this.selection : null;
    // Nothing is left to dim where all others are hidden.
    const bright = this.pointedAt || this.only ? this.group : (this.selection ?? this.group);
    if (kept !== this.kept) this.scene.setFilter(kept, "hide");
    if (bright !== this.bright) this.scene.setFilter(bright, "dim");
    this.kept = kept;
    this.bright = bright;
  }
}
