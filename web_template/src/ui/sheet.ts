/** Owns one page of the gallery: its pictures in even rows, each a link with its title. */

import type { ImageRecord } from "../types";
import { element } from "./dom";
import type { Pictures } from "./picture";
import { texts } from "./texts";

/** Bounds of the shape that a picture is given in its row. */
const NARROWEST = 0.6;
const WIDEST = 2.2;

export class Sheet {
  readonly root = element("ol", { class: "sheet" });
  private links = new Map<number, HTMLAnchorElement>();

  constructor(
    private readonly pictures: Pictures,
    /** Makes a link that opens a picture. */
    private readonly linkTo: (id: number) => HTMLAnchorElement,
  ) {
    this.root.addEventListener("keydown", (event) => moveAmong([...this.links.values()], event));
  }

  /** Show these pictures; a record that is null could not be loaded: its picture keeps its colour. */
  show(ids: readonly number[], records: readonly (ImageRecord | null)[]): void {
    this.links = new Map(ids.map((id, index) => [id, this.link(id, records[index] ?? null)]));
    this.root.replaceChildren(
      ...ids.map((id, index) => {
        const item = element("li", {}, this.links.get(id)!);
        const record = records[index];
        const ratio = record ? record.width / record.height : this.pictures.ratio(id);
        item.style.setProperty("--ratio", String(Math.min(WIDEST, Math.max(NARROWEST, ratio))));
        return item;
      }),
    );
  }

  /** Resolves when every picture in the window has come, or cannot. */
  async stands(): Promise<void> {
    const near = [...this.root.querySelectorAll("img")].filter((image) => {
      const { top, bottom } = image.getBoundingClientRect();
      return image.hasAttribute("src") && bottom > 0 && top < innerHeight;
    });
    await Promise.all(
      near.map((image) => {
        if (image.complete && image.naturalWidth > 0) return undefined;
        return new Promise((settled) => {
          image.addEventListener("load", settled, { once: true });
          image.addEventListener("error", settled, { once: true });
        });
      }),
    );
  }

  /** Mark the open picture and keep it in sight; null: none is open. */
  mark(id: number | null): void {
    for (const [other, link] of this.links) {
      if (other === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (id !== null) this.links.get(id)?.scrollIntoView({ block: "nearest" });
  }

  focus(id: number): void {
    this.links.get(id)?.focus();
  }

  private link(id: number, record: ImageRecord | null): HTMLAnchorElement {
    const title = record?.title || texts.gallery.unnamed(id);
    const image = element("img", { class: "picture", alt: "", decoding: "async", loading: "lazy", draggable: "false" });
    image.style.backgroundColor = this.pictures.color(id);
    if (record !== null) image.src = record.image;
    const link = this.linkTo(id);
    link.className = "sheet-link";
    link.title = title;
    link.append(image, element("span", { class: "sheet-title" }, title));
    return link;
  }
}

/** Arrow keys go from one to another of elements in rows. */
export function moveAmong(elements: readonly HTMLElement[], event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const from = elements.findIndex((each) => each === document.activeElement);
  if (from < 0) return;
  const boxes = elements.map((each) => each.getBoundingClientRect());
  const to = neighborOf(boxes, from, event.key);
  if (to === null) return;
  event.preventDefault();
  elements[to]?.focus();
}

/** Where an arrow key leads among boxes in rows; null: nowhere, or the key is another one. */
export function neighborOf(
  boxes: readonly { readonly x: number; readonly y: number; readonly width: number }[],
  from: number,
  key: string,
): number | null {
  const own = boxes[from];
  if (own === undefined) return null;
  if (key === "ArrowLeft") return from > 0 ? from - 1 : null;
  if (key === "ArrowRight") return from + 1 < boxes.length ? from + 1 : null;
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  const beyond = boxes.filter(({ y }) => (key === "ArrowUp" ? y < own.y - 1 : y > own.y + 1)).map(({ y }) => y);
  if (beyond.length === 0) return null;
  const row = key === "ArrowUp" ? Math.max(...beyond) : Math.min(...beyond);
  const middle = own.x + own.width / 2;
  let best: number | null = null;
  let least = Infinity;
  boxes.forEach(({ x, y, width }, index) => {
    const distance = Math.abs(x + width / 2 - middle);
    if (Math.abs(y - row) > 1 || distance >= least) return;
    least = distance;
    best = index;
  });
  return best;
}
