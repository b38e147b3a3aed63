/** Owns the switch between the arrangements of the pictures. */

import type { LayoutInfo } from "../types";
import { byId, element } from "./dom";
import { texts } from "./texts";

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export class LayoutSwitch {
  readonly root = byId("layouts", HTMLElement);
  private readonly buttons: readonly HTMLButtonElement[];

  constructor(
    private readonly layouts: readonly LayoutInfo[],
    onChoose: (name: string) => void,
  ) {
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", texts.layouts.label);
    this.buttons = layouts.map((layout) => {
      const button = element(
        "button",
        { type: "button", class: "segment", title: layout.description, "aria-pressed": "false" },
        layout.title,
      );
      button.addEventListener("click", () => onChoose(layout.name));
      return button;
    });
    this.root.append(...this.buttons);
    this.root.hidden = layouts.length < 2;
    this.root.addEventListener("keydown", (event) => this.move(event));
  }

  /** Show which arrangement stands; `busy` while its pictures are still on their way. */
  mark(name: string, busy = false): void {
    this.layouts.forEach((layout, index) => {
      const button = this.buttons[index];
      if (button === undefined) return;
      const pressed = layout.name === name;
      button.setAttribute("aria-pressed", String(pressed));
      button.setAttribute("aria-busy", String(pressed && busy));
      button.tabIndex = pressed ? 0 : -1;
      if (pressed) button.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  private move(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    const from = this.buttons.findIndex((button) => button === document.activeElement);
    if (step === undefined || from < 0) return;
    event.preventDefault();
    this.buttons[(from + step + this.buttons.length) % this.buttons.length]?.focus();
  }
}
