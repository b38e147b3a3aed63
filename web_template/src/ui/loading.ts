/** Owns what stands before the first picture: the title, a thin bar, or one plain sentence about what went wrong. */

import { byId } from "./dom";
import { texts } from "./texts";

export class Loading {
  private readonly root = byId("loading", HTMLElement);
  private readonly bar = byId("loading-bar", HTMLElement);
  private readonly message = byId("loading-message", HTMLElement);

  /** @param share how much of the way to the first picture is done, 0 … 1 */
  progress(share: number): void {
    this.bar.style.setProperty("--share", String(share));
    this.bar.setAttribute("aria-valuenow", String(Math.round(share * 100)));
  }

  done(): void {
    this.progress(1);
    this.root.classList.add("loading-done");
    this.root.setAttribute("aria-hidden", "true");
  }

  /** Say plainly what went wrong and what to do. */
  fail(sentence: string): void {
    this.root.classList.remove("loading-done");
    this.root.removeAttribute("aria-hidden");
    this.bar.hidden = true;
    this.message.textContent = sentence;
    this.message.setAttribute("role", "alert");
  }

  failWith(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.fail(`${texts.loading.failed(reason)} ${texts.loading.remedy}`);
  }
}
