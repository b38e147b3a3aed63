/** Owns the live region through which the page speaks to screen readers, and the notice on the screen when something failed. */

import { byId, element } from "./dom";

const SETTLE_MS = 500;
const NOTICE_MS = 8000;

export class Announcer {
  private readonly root = byId("live", HTMLElement);
  /** Apart from the live region, so that what is said next does not take it off the screen. */
  private readonly notice = element("p", { class: "notice", "aria-hidden": "true", hidden: "" });
  private timer = 0;
  private noticeTimer = 0;

  constructor() {
    this.root.after(this.notice);
  }

  say(sentence: string): void {
    window.clearTimeout(this.timer);
    this.root.textContent = sentence;
  }

  /** Say it once the visitor stays with it: a pointer that crosses fifty pictures is not read out. */
  sayIfStill(sentence: string): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.say(sentence), SETTLE_MS);
  }

  /** Say it and show it for a while: something did not work. */
  warn(sentence: string): void {
    this.say(sentence);
    window.clearTimeout(this.noticeTimer);
    this.notice.textContent = sentence;
    this.notice.hidden = false;
    this.noticeTimer = window.setTimeout(() => (this.notice.hidden = true), NOTICE_MS);
  }
}
