/** Owns the way from one arrangement of the pictures to another: of several asked for, the last one counts. */

import type { Motion, Scene } from "../scene/api";
import type { LayoutSwitch } from "./layouts";

export class Arranging {
  private turn = 0;

  constructor(
    private readonly scene: Scene,
    private readonly layouts: LayoutSwitch,
    /** The arrangement could not be loaded; this one stands. */
    private readonly failed: (standing: string) => void,
  ) {}

  /** Move every picture to its place in a layout; false when that failed or another was chosen meanwhile. */
  async to(name: string, motion: Motion): Promise<boolean> {
    const turn = ++this.turn;
    this.layouts.mark(name, true);
    try {
      await this.scene.setLayout(name, motion);
    } catch {
      if (turn !== this.turn) return false;
      this.layouts.mark(this.scene.layout);
      this.failed(this.scene.layout);
      return false;
    }
    if (turn !== this.turn) return false;
    this.layouts.mark(name);
    return true;
  }
}
