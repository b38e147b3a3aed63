/** Owns the list of near-duplicates, group by group, over the map or the gallery. */

import type { Site } from "../data/api";
import { byId, element, focusOneOf, iconButton, NearWatcher, stepLink } from "./dom";
import { fillPageLinks } from "./pagination";
import type { Pictures } from "./picture";
import { moveAmong } from "./sheet";
import { texts } from "./texts";

/** Groups on a page of the list. */
const GROUPS = 48;

export interface DuplicateActions {
  /** Step to a picture. */
  open(id: number): void;
  /** Turn to the page of the list that holds a group. */
  turn(group: number): void;
  /** The address of that page. */
  address(group: number): string;
  close(): void;
  /** What takes the focus after the list when its opener is gone. */
  readonly behind: HTMLElement;
}

export class DuplicateList {
  readonly root = byId("duplicates", HTMLElement);
  private group: number | null = null;
  private turn = 0;
  private opener: HTMLElement | null = null;
  private readonly title = element("h2", { class: "duplicates-title", id: "duplicates-title", tabindex: "-1" });
  private readonly count = element("p", { class: "duplicates-count" });
  private readonly groups = element("ol", { class: "duplicates-groups" });
  private readonly pages = element("nav", { class: "pages", "aria-label": texts.gallery.pages });
  private readonly watcher: NearWatcher;
  private buttons = new Map<number, HTMLButtonElement>();

  constructor(
    private readonly site: Site,
    private readonly pictures: Pictures,
    private readonly actions: DuplicateActions,
  ) {
    const { duplicates } = site.manifest;
    this.title.textContent = texts.duplicates.title;
    if (duplicates !== null) this.count.textContent = texts.duplicates.count(duplicates.groups, duplicates.images);
    const close = iconButton("close", texts.duplicates.close, () => actions.close());
    const bar = element("div", { class: "duplicates-bar" }, this.title, this.count, close);
    this.root.setAttribute("aria-labelledby", this.title.id);
    this.root.append(bar, element("p", { class: "note" }, texts.duplicates.meaning), this.groups, this.pages);
    this.root.addEventListener("keydown", (event) => moveAmong([...this.buttons.values()], event));
    this.watcher = new NearWatcher(this.root);
  }

  /** Open the list at a group, or close it; `image` is the open picture. */
  show(group: number | null, image: number | null): void {
    if (group === null) this.hide();
    else if (group !== this.group) void this.openAt(group, image);
    this.mark(image);
  }

  /** Keep the open picture in sight. */
  private mark(image: number | null): void {
    for (const [id, button] of this.buttons) {
      if (id === image) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    if (image !== null) this.buttons.get(image)?.scrollIntoView({ block: "nearest" });
  }

  private async openAt(group: number, image: number | null): Promise<void> {
    const first = this.group === null;
    const before = this.group;
    const turn = ++this.turn;
    this.group = group;
    if (first) {
      this.opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      this.root.hidden = false;
      this.title.focus({ preventScroll: true });
    }
    try {
      const { groups } = await this.site.duplicates();
      if (turn !== this.turn) return;
      if (before === null || pageOf(before) !== pageOf(group)) this.fill(groups, pageOf(group));
    } catch (error) {
      if (turn !== this.turn) return;
      const reason = error instanceof Error ? error.message : texts.duplicates.failed;
      this.groups.replaceChildren(element("li", { class: "note" }, reason));
      return;
    }
    this.mark(image);
    const at = group % GROUPS;
    if (at === 0) this.root.scrollTop = 0;
    else this.groups.children[at]?.scrollIntoView({ block: "center" });
  }

  private hide(): void {
    if (this.group === null) return;
    this.group = null;
    this.turn++;
    const hadFocus = this.root.contains(document.activeElement) || document.activeElement === document.body;
    this.root.hidden = true;
    this.watcher.clear();
    this.buttons.clear();
    this.groups.replaceChildren();
    if (hadFocus) focusOneOf(this.opener, this.actions.behind);
    this.opener = null;
  }

  private fill(groups: readonly (readonly number[])[], page: number): void {
    this.watcher.clear();
    this.buttons.clear();
    const first = page * GROUPS;
    const cards = groups.slice(first, first + GROUPS).map((ids, index) => this.card(ids, first + index));
    this.groups.replaceChildren(...cards);
    fillPageLinks(this.pages, page, Math.ceil(groups.length / GROUPS), (to) => this.link(to * GROUPS));
  }

  private card(ids: readonly number[], group: number): HTMLLIElement {
    const title = element("h3", { class: "heading-small" }, texts.duplicates.group(group + 1, ids.length));
    const list = element("ul", { class: "duplicates-pictures" }, ...ids.map((id) => this.item(id)));
    return element("li", { class: "duplicates-group" }, title, list);
  }

  private item(id: number): HTMLLIElement {
    const name = element("span", { class: "duplicates-name" }, texts.gallery.unnamed(id));
    const size = element("span", { class: "duplicates-size" });
    const button = element("button", { type: "button", class: "duplicates-picture" });
    const picture = this.pictures.lazy(id, this.watcher, (record) => {
      name.textContent = record.name;
      size.textContent = texts.duplicates.size(record.width, record.height);
      button.title = record.title;
    });
    button.append(picture, name, size);
    button.addEventListener("click", () => this.actions.open(id));
    this.buttons.set(id, button);
    const item = element("li", {}, button);
    item.style.setProperty("--ratio", String(Math.min(2.2, Math.max(0.6, this.pictures.ratio(id)))));
    return item;
  }

  private link(group: number): HTMLAnchorElement {
    return stepLink(this.actions.address(group), () => {
      this.title.focus({ preventScroll: true });
      this.actions.turn(group);
    });
  }
}

function pageOf(group: number): number {
  return Math.floor(group / GROUPS);
}
