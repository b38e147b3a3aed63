/** Owns the live region through which the page speaks to screen readers, and in words on the screen when something failed. */

import { byId } from "./dom";

const SETTLE_MS = 500;
const NOTICE_MS = 8000;

export class Announcer {
  private readonly root = byId("live", HTMLElement);
  private timer = 0;
  private noticeTimer = 0;

  say(sentence: string): void {
    window.clearTimeout(this.timer);
    this.show(sentence, false);
  }

  /** Say it once the visitor stays with it: a pointer that crosses fifty pictures is not read out. */
  sayIfStill(sentence: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.say(sentence), SETTLE_MS);
  }

  /** Say it and show it for a while: something did not work. */
  warn(sentence: string): void {
    this.say(sentence);
    this.show(sentence, true);
    this.noticeTimer = window.setTimeout(() => this.show("", false), NOTICE_MS);
  }

  private show(sentence: string, visibly: boolean): void {
    window.clearTimeout(this.noticeTimer);
    this.root.textContent = sentence;
    this.root.className = visibly ? "notice" : "for-listeners";
  }
}
