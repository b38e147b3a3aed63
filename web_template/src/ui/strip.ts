/** Owns a list of pictures that the open one is compared with, each a step further. */

import type { ImageRecord, NeighborList } from "../types";
import { element, textButton, type NearWatcher } from "./dom";
import type { Pictures } from "./picture";
import { texts } from "./texts";

/** Pictures shown before the visitor asks for all, and so few more that they are not worth asking for. */
const SHOWN = 12;
const FEW = 3;

export class Strip {
  readonly root = element("div", { class: "strip" });
  private readonly list = element("ol", { class: "neighbors-list" });
  private readonly note = element("p", { class: "note", hidden: "" });
  private readonly more = textButton("", () => this.showAll(), "neighbors-more");
  private turn = 0;

  constructor(
    private readonly pictures: Pictures,
    /** The strip's own. */
    private readonly watcher: NearWatcher,
    private readonly onStep: (id: number) => void,
  ) {
    this.root.append(this.list, this.note, this.more);
    this.clear();
  }

  clear(): void {
    this.say("");
  }

  /** Show the pictures that will come, with how like they are, or one sentence where there are none. */
  async compare(coming: Promise<NeighborList>, none: () => string | Promise<string>): Promise<void> {
    const turn = ++this.turn;
    let found: NeighborList = { ids: [], similarities: [] };
    let said = "";
    try {
      found = await coming;
      if (found.ids.length === 0) said = await none();
    } catch (error) {
      said = error instanceof Error ? error.message : texts.detail.failed;
    }
    // A late answer for a picture that the visitor has left must not overwrite the newer one.
    if (turn !== this.turn) return;
    const { ids, similarities } = found;
    this.fill(ids, said, (id, rank) => this.compared(id, similarities[rank] ?? 0));
  }

  /** Show these pictures, each with some words beneath it once its record is known. */
  caption(ids: readonly number[], words: (record: ImageRecord) => string): void {
    this.turn++;
    this.fill(ids, "", (id) => this.captioned(id, words));
  }

  /** One sentence instead of pictures. */
  say(sentence: string): void {
    this.turn++;
    this.fill([], sentence, () => element("li"));
  }

  private fill(ids: readonly number[], said: string, show: (id: number, rank: number) => HTMLLIElement): void {
    // Pictures that never came near would be waited for, and held, for ever.
    this.watcher.clear();
    const items = ids.map(show);
    const hadFocus = this.root.contains(document.activeElement);
    this.list.replaceChildren(...items);
    this.note.textContent = said;
    this.note.hidden = said === "";
    const folded = items.length > SHOWN + FEW ? items.slice(SHOWN) : [];
    folded.forEach((item) => item.toggleAttribute("hidden", true));
    this.more.textContent = texts.detail.allNeighbors(items.length);
    this.more.hidden = folded.length === 0;
    if (hadFocus) items[0]?.querySelector("button")?.focus({ preventScroll: true });
  }

  private showAll(): void {
    const rest = [...this.list.children].slice(SHOWN);
    rest.forEach((item) => item.removeAttribute("hidden"));
    this.more.hidden = true;
    rest[0]?.querySelector("button")?.focus({ preventScroll: true });
  }

  private compared(id: number, similarity: number): HTMLLIElement {
    const percent = texts.percent(similarity);
    const bar = element("span", { class: "bar" });
    bar.style.setProperty("--share", String(similarity));
    const told = element("span", { class: "neighbor-percent" }, percent);
    return this.item(id, percent, (title) => texts.detail.neighbor(title, percent), bar, told);
  }

  private captioned(id: number, words: (record: ImageRecord) => string): HTMLLIElement {
    const told = element("span", { class: "neighbor-percent" });
    return this.item(
      id,
      texts.gallery.unnamed(id),
      (title, record) => {
        told.textContent = words(record);
        return `${title}, ${told.textContent}`;
      },
      told,
    );
  }

  /** @param name what the button is called once the record is known; `unnamed` until then */
  private item(
    id: number,
    unnamed: string,
    name: (title: string, record: ImageRecord) => string,
    ...beneath: HTMLElement[]
  ): HTMLLIElement {
    const button = element("button", { type: "button", class: "neighbor", "aria-label": unnamed });
    const picture = this.pictures.lazy(id, this.watcher, (record) => {
      button.setAttribute("aria-label", name(record.title, record));
      button.title = record.title;
    });
    button.append(picture, ...beneath);
    button.addEventListener("click", () => this.onStep(id));
    const item = element("li", {}, button);
    // The item's share of its row follows the picture's shape, so that whole pictures stand in even rows.
    item.style.setProperty("--ratio", String(Math.min(2.4, Math.max(0.5, this.pictures.ratio(id)))));
    return item;
  }
}
