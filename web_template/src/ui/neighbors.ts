/** Owns the list of a picture's neighbours in descending similarity, each a step further. */

import type { Site } from "../data/api";
import type { NeighborList } from "../types";
import { element, textButton, type NearWatcher } from "./dom";
import type { Pictures } from "./picture";
import { texts } from "./texts";

/** Neighbours shown before the visitor asks for all. */
const SHOWN = 12;

export class Neighbors {
  readonly root = element("section", { class: "neighbors", "aria-labelledby": "neighbors-title" });
  private readonly list = element("ol", { class: "neighbors-list" });
  private readonly empty = element("p", { class: "note", hidden: "" }, texts.detail.noNeighbors);
  private readonly more = textButton("", () => this.showAll(), "neighbors-more");
  private turn = 0;

  constructor(
    private readonly site: Site,
    private readonly pictures: Pictures,
    /** The list's own. */
    private readonly watcher: NearWatcher,
    private readonly onStep: (id: number) => void,
  ) {
    const heading = element("h3", { class: "heading-small", id: "neighbors-title" }, texts.detail.neighbors);
    this.root.append(heading, this.list, this.empty, this.more);
  }

  async show(id: number): Promise<void> {
    const turn = ++this.turn;
    this.watcher.clear();
    this.list.replaceChildren();
    this.empty.hidden = true;
    this.more.hidden = true;
    let neighbors: NeighborList;
    try {
      neighbors = await this.site.neighbors(id);
    } catch (error) {
      if (turn !== this.turn) return;
      this.empty.textContent = error instanceof Error ? error.message : texts.detail.failed;
      this.empty.hidden = false;
      return;
    }
    // A late answer for a picture that the visitor has left must not overwrite the newer one.
    if (turn !== this.turn) return;
    this.empty.textContent = texts.detail.noNeighbors;
    this.empty.hidden = neighbors.ids.length > 0;
    this.list.replaceChildren(
      ...neighbors.ids.map((other, rank) => this.item(other, neighbors.similarities[rank] ?? 0)),
    );
    this.fold(neighbors.ids.length);
  }

  private fold(count: number): void {
    [...this.list.children].slice(SHOWN).forEach((item) => item.toggleAttribute("hidden", true));
    this.more.textContent = texts.detail.allNeighbors(count);
    this.more.hidden = count <= SHOWN;
  }

  private showAll(): void {
    const rest = [...this.list.children].slice(SHOWN);
    rest.forEach((item) => item.removeAttribute("hidden"));
    this.more.hidden = true;
    rest[0]?.querySelector("button")?.focus({ preventScroll: true });
  }

  private item(id: number, similarity: number): HTMLLIElement {
    const percent = texts.percent(similarity);
    const button = element("button", { type: "button", class: "neighbor", "aria-label": percent });
    button.append(
      this.pictures.lazy(id, this.watcher, (record) => {
        button.setAttribute("aria-label", texts.detail.neighbor(record.title, percent));
        button.title = record.title;
      }),
    );
    const bar = element("span", { class: "bar" });
    bar.style.setProperty("--share", String(similarity));
    button.append(bar, element("span", { class: "neighbor-percent" }, percent));
    button.addEventListener("click", () => this.onStep(id));
    const item = element("li", {}, button);
    // The item's share of its row follows the picture's shape, so that whole pictures stand in even rows.
    item.style.setProperty("--ratio", String(Math.min(2.4, Math.max(0.5, this.pictures.ratio(id)))));
    return item;
  }
}
