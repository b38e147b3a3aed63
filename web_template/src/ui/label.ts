/** Owns the small label beside the picture under the pointer, which never covers that picture. */

import type { Box } from "../scene/api";
import type { ImageRecord, Manifest } from "../types";
import { element } from "./dom";
import { valueOf } from "./fields";
import { placeLabel } from "./placement";

export class Label {
  private readonly title = element("span", { class: "label-title" });
  private readonly note = element("span", { class: "label-note" });
  private readonly root = element("div", { class: "label", "aria-hidden": "true" }, this.title, this.note);

  constructor(
    parent: HTMLElement,
    private readonly manifest: Manifest,
  ) {
    parent.append(this.root);
  }

  show(record: ImageRecord, picture: Box, area: Box): void {
    this.title.textContent = record.title;
    this.note.textContent = shortNote(record, this.manifest);
    const place = placeLabel(picture, { width: this.root.offsetWidth, height: this.root.offsetHeight }, area);
    this.root.classList.toggle("label-shown", place !== null);
    if (place !== null) this.root.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px)`;
  }

  hide(): void {
    this.root.classList.remove("label-shown");
  }
}

/** Category and date of a picture in one line, where the collection has them. */
export function shortNote(record: ImageRecord, manifest: Manifest): string {
  const { category, date } = manifest.roles;
  return [category, date].map((name) => valueOf(record, manifest, name)).filter((value) => value !== "").join(" · ");
}
