/** Owns the one line that tells a first visitor how to move, until it is dismissed or has been of use. */

import { byId, element, iconButton } from "./dom";
import { texts } from "./texts";

const KEY = "pixgen:hint";

export class Hint {
  private readonly root = byId("hint", HTMLElement);

  constructor() {
    if (remembered()) return;
    const touch = matchMedia("(pointer: coarse)").matches;
    const text = element("span", {}, touch ? texts.hint.touch : texts.hint.mouse);
    this.root.append(text, iconButton("close", texts.hint.dismiss, () => this.dismiss()));
    this.root.hidden = false;
  }

  dismiss(): void {
    if (this.root.hidden) return;
    this.root.hidden = true;
    try {
      localStorage.setItem(KEY, "seen");
    } catch {
      // Storage is switched off: the hint shows again on the next visit.
    }
  }
}

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false; // storage is switched off
  }
}
