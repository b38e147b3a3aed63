/** Owns the live region through which the page speaks to screen readers. */

import { byId } from "./dom";

const SETTLE_MS = 500;

export class Announcer {
  private readonly root = byId("live", HTMLElement);
  private timer = 0;

  say(sentence: string): void {
    window.clearTimeout(this.timer);
    this.root.textContent = sentence;
  }

  /** Say it once the visitor stays with it: a pointer that crosses fifty pictures is not read out. */
  sayIfStill(sentence: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.say(sentence), SETTLE_MS);
  }
}
