/** Owns the dialog that explains the map and the ways to move on it. */

import type { Manifest } from "../types";
import { byId, element, iconButton, textButton } from "./dom";
import { texts } from "./texts";

/** What is said about one way of showing the pictures. */
export interface Guide {
  readonly paragraphs: readonly string[];
  /** Whether the arrangements are explained. */
  readonly layouts: boolean;
  readonly gestures: readonly (readonly [string, string])[];
  readonly shortcuts: readonly (readonly [string, string])[];
}

export class Help {
  private readonly dialog = byId("help", HTMLDialogElement);

  constructor(manifest: Manifest, guide: Guide, showDuplicates: () => void) {
    const title = element("h2", { class: "help-title", id: "help-title" }, manifest.title);
    const close = iconButton("close", texts.help.close, () => this.dialog.close(), "help-close");
    this.dialog.setAttribute("aria-labelledby", title.id);
    const body = element("div", { class: "help-body" }, title);
    if (manifest.description !== "") body.append(element("p", { class: "help-lead" }, manifest.description));
    body.append(...guide.paragraphs.map((paragraph) => element("p", {}, paragraph)));
    const layouts = layoutsOf(manifest);
    if (guide.layouts && layouts.length > 1) body.append(...section(texts.help.layouts, layouts));
    body.append(...section(texts.help.moving, [...guide.gestures, ...furtherGestures(manifest)]));
    body.append(...section(texts.help.keys, guide.shortcuts, "kbd"));
    if (manifest.duplicates !== null) {
      const { groups, images } = manifest.duplicates;
      const show = textButton(texts.duplicates.show, () => {
        this.dialog.close();
        showDuplicates();
      }, "help-button");
      const told = element("p", {}, `${texts.duplicates.help} ${texts.duplicates.count(groups, images)}.`);
      body.append(element("h3", { class: "heading-small" }, texts.duplicates.title), told, show);
    }
    body.append(element("p", { class: "note" }, texts.images(manifest.count), " · ", texts.help.made(manifest.generator)));
    this.dialog.append(close, body);
    // A click on the backdrop has the dialog itself as its target.
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close();
    });
  }

  open(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }
}

/** Every arrangement of every model once, with what it is. */
function layoutsOf({ models }: Manifest): (readonly [string, string])[] {
  const all = models.flatMap(({ layouts }) => layouts.map((layout) => [layout.name, layout] as const));
  return [...new Map(all).values()].map(({ title, description }) => [title, description] as const);
}

/** What can be done in some sites only. */
function furtherGestures({ models }: Manifest): (readonly [string, string])[] {
  const { models: several, within, least } = texts.help.further;
  return [
    ...(models.length > 1 ? [several] : []),
    ...(models.some((model) => model.within.length > 0) ? [within] : []),
    ...(models.some((model) => model.least !== null) ? [least] : []),
  ];
}

function section(
  title: string,
  rows: readonly (readonly [string, string])[],
  term: "span" | "kbd" = "span",
): HTMLElement[] {
  const list = element("dl", { class: "fields" });
  for (const [name, meaning] of rows) {
    list.append(element("div", {}, element("dt", {}, element(term, {}, name)), element("dd", {}, meaning)));
  }
  return [element("h3", { class: "heading-small" }, title), list];
}
