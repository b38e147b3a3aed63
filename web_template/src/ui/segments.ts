/** Owns a switch between a few named choices, of which one stands: the arrangements, and the networks behind them. */

import { element } from "./dom";

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
}

export class Segments {
  private choices: readonly Choice[] = [];
  private buttons: readonly HTMLButtonElement[] = [];

  constructor(
    readonly root: HTMLElement,
    label: string,
    private readonly onChoose: (name: string) => void,
    /** Words before the choices. */
    private readonly lead: HTMLElement | null = null,
  ) {
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", label);
    root.addEventListener("keydown", (event) => this.move(event));
  }

  /** Offer these; a single one is no choice, and nothing is shown. */
  offer(choices: readonly Choice[]): void {
    if (choices === this.choices) return;
    const focused = this.buttons.findIndex((button) => button === document.activeElement);
    this.choices = choices;
    this.buttons = choices.map(({ name, title, description }) => {
      const button = element(
        "button",
        { type: "button", class: "segment", title: description ?? null, "aria-pressed": "false" },
        title,
      );
      button.addEventListener("click", () => this.onChoose(name));
      return button;
    });
    this.root.replaceChildren(...(this.lead === null ? [] : [this.lead]), ...this.buttons);
    this.root.hidden = choices.length < 2;
    if (focused >= 0) this.buttons[Math.min(focused, choices.length - 1)]?.focus();
  }

  /** Show which one stands; `busy` while it is still on its way. */
  mark(name: string, busy = false): void {
    this.choices.forEach((choice, index) => {
      const button = this.buttons[index];
      if (button === undefined) return;
      const pressed = choice.name === name;
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
