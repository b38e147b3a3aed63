/** Owns the line that a pointer draws. */

import type { Line } from "./api";
import type { Point } from "./frame";

/** CSS pixels from one point of the line to the next, at least. */
const STEP = 2;

export class Stroke {
  readonly #intent: Line["intent"];
  readonly #points: Point[];

  constructor(event: PointerEvent) {
    this.#intent = event.altKey ? "remove" : event.shiftKey ? "add" : "replace";
    this.#points = [{ x: event.clientX, y: event.clientY }];
  }

  /** Go on to where the pointer is, by way of where it was between two frames. */
  extend(event: PointerEvent): void {
    const between = event.getCoalescedEvents?.() ?? [];
    for (const { clientX: x, clientY: y } of between.length > 0 ? between : [event]) {
      const last = this.#points[this.#points.length - 1]!;
      if (Math.hypot(x - last.x, y - last.y) >= STEP) this.#points.push({ x, y });
    }
  }

  line(done: boolean): Line {
    return { points: this.#points, done, intent: this.#intent };
  }
}
