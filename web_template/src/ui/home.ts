/** Owns whether the map is fitted, or on its way there, and so stays fitted when the window changes. */

import type { View } from "../types";

export class Home {
  at = true;
  /** The fitted map as it last came to rest. */
  private view: View | null = null;

  /** The map has come to rest: a press that moved nothing, or a drag there and back, has not left home. */
  settle(view: View): void {
    this.at ||= this.view !== null && same(view, this.view);
    if (this.at) this.view = view;
  }
}

function same(a: View, b: View): boolean {
  const pixels = Math.hypot(a.x - b.x, a.y - b.y) * a.scale;
  return pixels < 0.5 && Math.abs(a.scale / b.scale - 1) < 1e-4;
}
