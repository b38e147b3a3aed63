/** Owns the cards of the hotspots: the collection's own groups as places to start from. */

import type { Hotspot } from "../types";
import { byId, element, icon, iconButton, NearWatcher, textButton } from "./dom";
import type { Pictures } from "./picture";
import { texts } from "./texts";

export interface HotspotActions {
  /** Choose a hotspot; null: none. */
  choose(index: number | null): void;
  /** Point at a hotspot without choosing it; null: no longer. */
  preview(index: number | null): void;
  /** The panel was folded or unfolded. */
  fold(): void;
}

export class Hotspots {
  readonly root = byId("hotspots", HTMLElement);
  private tight = false;
  private cards: readonly HTMLButtonElement[] = [];
  private readonly list = element("ul", { class: "hotspots-list" });
  private readonly watcher: NearWatcher;
  private readonly body = element("div", { class: "hotspots-body", id: "hotspots-body" });
  private readonly heading = element("h2", { class: "heading-small", id: "hotspots-title" }, texts.hotspots.title);
  private readonly clear: HTMLButtonElement;
  private readonly hideButton: HTMLButtonElement;
  private readonly showButton: HTMLButtonElement;

  constructor(
    hotspots: readonly Hotspot[],
    private readonly pictures: Pictures,
    private readonly actions: HotspotActions,
  ) {
    this.watcher = new NearWatcher(this.body, "200px");
    this.clear = textButton(texts.hotspots.clear, () => actions.choose(null), "button-quiet");
    this.clear.hidden = true;
    this.hideButton = iconButton("close", texts.hotspots.hide, () => this.fold(true));
    this.hideButton.setAttribute("aria-controls", this.body.id);
    this.showButton = textButton(texts.hotspots.show, () => this.fold(false), "hotspots-show");
    this.showButton.prepend(icon("groups"));
    this.showButton.setAttribute("aria-expanded", "false");
    this.showButton.setAttribute("aria-controls", this.body.id);
    this.body.append(this.list);
    const bar = element("div", { class: "hotspots-bar" }, this.heading, this.clear, this.hideButton);
    this.root.setAttribute("aria-labelledby", this.heading.id);
    this.root.append(this.showButton, bar, this.body);
    this.offer(hotspots);
    this.fold(false, true);
  }

  /** Show these groups instead. */
  offer(hotspots: readonly Hotspot[]): void {
    const most = Math.max(1, ...hotspots.map((hotspot) => hotspot.count));
    this.watcher.clear();
    this.cards = hotspots.map((hotspot, index) => this.card(hotspot, index, hotspot.count / most));
    this.list.replaceChildren(...this.cards.map((card) => element("li", {}, card)));
    this.root.hidden = hotspots.length === 0;
    this.fold(this.folded, true);
  }

  get folded(): boolean {
    return this.root.dataset["folded"] === "true";
  }

  fold(folded: boolean, quiet = false): void {
    const hadFocus = this.root.contains(document.activeElement);
    this.root.dataset["folded"] = String(folded);
    document.body.dataset["hotspots"] = folded || this.root.hidden ? "none" : "open";
    if (hadFocus) (folded ? this.showButton : this.hideButton).focus();
    if (!quiet) this.actions.fold();
  }

  /** A window that becomes too low for the groups folds them; the visitor may still open them. */
  foldWhere(tight: boolean): void {
    if (tight && !this.tight) this.fold(true, true);
    this.tight = tight;
  }

  mark(index: number | null): void {
    // The bar has room for one of them.
    this.clear.hidden = index === null;
    this.heading.classList.toggle("for-listeners", index !== null);
    this.cards.forEach((card, other) => card.setAttribute("aria-pressed", String(other === index)));
    if (index !== null) this.cards[index]?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  private card(hotspot: Hotspot, index: number, share: number): HTMLButtonElement {
    const count = texts.pictures(hotspot.count);
    const card = element("button", {
      type: "button",
      class: "card",
      "aria-pressed": "false",
      "aria-label": texts.hotspots.card(hotspot.label, count),
    });
    const bar = element("span", { class: "bar" });
    bar.style.setProperty("--share", String(share));
    card.append(
      this.pictures.lazy(hotspot.representative, this.watcher),
      element("span", { class: "card-label" }, hotspot.label),
      element("span", { class: "card-count" }, texts.number(hotspot.count)),
      bar,
    );
    card.addEventListener("click", () => {
      this.actions.choose(card.getAttribute("aria-pressed") === "true" ? null : index);
    });
    card.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse") this.actions.preview(index);
    });
    card.addEventListener("pointerleave", () => this.actions.preview(null));
    card.addEventListener("focus", () => {
      if (card.matches(":focus-visible")) this.actions.preview(index);
    });
    card.addEventListener("blur", () => this.actions.preview(null));
    return card;
  }
}
