/** Owns the panel that shows one picture large, with its metadata and its neighbours. */

import type { Among, ModelData, Site } from "../data/api";
import type { ImageRecord } from "../types";
import { byId, element, focusOneOf, iconButton } from "./dom";
import { fieldElements, fieldsOf } from "./fields";
import { Kin, type KinActions } from "./kin";
import type { Pictures } from "./picture";
import { texts } from "./texts";

const LONG_HEADING = 90;
const MOST_ENLARGED = 3;

export interface DetailActions extends KinActions {
  /** What `locate` is called. */
  readonly locateLabel: string;
  /** What takes the focus after the panel when its opener is gone. */
  readonly behind: HTMLElement;
  close(): void;
  /** Show where the picture stands among the others. */
  locate(id: number): void;
}

export class Detail {
  readonly root = byId("detail", HTMLElement);
  private id: number | null = null;
  private opener: HTMLElement | null = null;
  private readonly kin: Kin;
  private readonly previous: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly position = element("span", { class: "detail-position" });
  private readonly title = element("h2", { class: "detail-title", id: "detail-title", tabindex: "-1" });
  private readonly description = element("p", { class: "detail-description" });
  private readonly image = element("img", { class: "detail-image", decoding: "async", draggable: "false" });
  private readonly frame = element("figure", { class: "detail-frame" }, this.image);
  private readonly fields = element("div", { class: "detail-fields" });
  private readonly scroller: HTMLElement;

  constructor(
    private readonly site: Site,
    private readonly pictures: Pictures,
    private readonly actions: DetailActions,
  ) {
    this.previous = iconButton("previous", texts.detail.previous, () => this.step(-1));
    this.next = iconButton("next", texts.detail.next, () => this.step(1));
    const locate = iconButton("locate", actions.locateLabel, () => {
      if (this.id !== null) actions.locate(this.id);
    });
    const close = iconButton("close", texts.detail.close, () => actions.close());
    const bar = element("div", { class: "detail-bar" });
    bar.append(this.previous, this.next, this.position, locate, close);
    this.scroller = element("div", { class: "detail-scroll" });
    this.kin = new Kin(site, pictures, this.scroller, actions);
    const about = element("div", { class: "detail-about" }, this.title, this.description);
    this.scroller.append(this.frame, about, this.kin.root, this.fields);
    this.root.append(bar, this.scroller);
    this.root.setAttribute("aria-labelledby", this.title.id);
    this.image.addEventListener("error", () => {
      if (this.image.hasAttribute("src")) this.fields.prepend(element("p", { class: "note" }, texts.detail.imageFailed));
    });
  }

  get current(): number | null {
    return this.id;
  }

  /** What a model finds is shown with the next picture or comparison. */
  see(model: ModelData): void {
    this.kin.see(model);
  }

  /** Compare the open picture with these alone; null: with all. */
  compare(among: Among | null): void {
    if (this.id !== null) this.kin.show(this.id, among);
  }

  /** Show a picture; resolves with its record, or null when the visitor has moved on meanwhile. */
  async show(id: number, among: Among | null): Promise<ImageRecord | null> {
    const first = this.id === null;
    this.id = id;
    if (first) {
      this.opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
      this.root.hidden = false;
    }
    this.scroller.scrollTop = 0;
    this.blank(id);
    // A visitor who steps with a button of the bar keeps that button; others start at the title.
    const focused = document.activeElement;
    if (first || focused === null || !this.root.contains(focused) || this.scroller.contains(focused)) {
      this.title.focus({ preventScroll: true });
    }
    this.kin.show(id, among);
    try {
      const record = await this.site.record(id);
      if (this.id !== id) return null;
      this.fill(record);
      return record;
    } catch (error) {
      if (this.id !== id) return null;
      const reason = error instanceof Error ? error.message : texts.detail.failed;
      this.title.textContent = texts.detail.label;
      this.description.textContent = reason;
      return null;
    }
  }

  hide(): void {
    if (this.id === null) return;
    this.id = null;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.hidden = true;
    this.image.removeAttribute("src");
    this.kin.close();
    if (hadFocus) focusOneOf(this.opener, this.actions.behind);
    this.opener = null;
  }

  /** Previous or next along the map's own order. */
  step(by: 1 | -1): void {
    if (this.id === null) return;
    const id = this.id + by;
    if (id >= 0 && id < this.site.manifest.count) this.actions.open(id);
  }

  private blank(id: number): void {
    this.position.textContent = texts.detail.position(id + 1, this.site.manifest.count);
    setEnabled(this.previous, id > 0);
    setEnabled(this.next, id < this.site.manifest.count - 1);
    this.title.textContent = "";
    this.description.textContent = "";
    this.fields.replaceChildren();
    this.image.removeAttribute("src");
    this.image.alt = "";
    this.image.style.removeProperty("--widest");
    this.shape(this.pictures.ratio(id), id);
  }

  private fill(record: ImageRecord): void {
    this.shape(record.width / record.height, record.id);
    // A small picture is enlarged a little, not until it is a blur.
    this.image.style.setProperty("--widest", `${(record.width * MOST_ENLARGED) / 16}rem`);
    this.image.src = record.image;
    this.image.alt = record.title;
    const fields = fieldsOf(record, this.site.manifest);
    this.title.textContent = fields.heading;
    this.title.classList.toggle("detail-title-long", fields.heading.length > LONG_HEADING);
    this.description.textContent = fields.description;
    this.fields.replaceChildren(...fieldElements(fields, record));
  }

  private shape(ratio: number, id: number): void {
    this.image.style.setProperty("--ratio", String(ratio));
    this.image.style.backgroundColor = this.pictures.color(id);
  }
}

/** Disabled by aria, so that the button keeps the focus it may have. */
function setEnabled(button: HTMLButtonElement, enabled: boolean): void {
  button.setAttribute("aria-disabled", String(!enabled));
}
