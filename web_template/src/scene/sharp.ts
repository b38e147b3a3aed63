/** Owns the display images laid over the canvas when pictures are shown larger than the finest tier is sharp. */

import type { Box } from "./api";

export interface SharpPicture {
  readonly id: number;
  /** On the canvas, in CSS pixels. */
  readonly box: Box;
  readonly opacity: number;
  readonly standing: "plain" | "selected" | "hovered";
}

/** Images held at once. */
export const MOST_SHARP = 60;

const SHADOWS = {
  plain: "",
  selected: "0 0 0 2.5px #fff, 0 0 12px rgb(0 0 0 / 70%)",
  hovered: "0 0 0 1px #ebebeb, 0 0 16px rgb(0 0 0 / 75%)",
} as const;
const LAYERS = { plain: "0", selected: "1", hovered: "2" } as const;

interface Laid {
  readonly image: HTMLImageElement;
  picture: SharpPicture;
}

export class Sharp {
  readonly #canvas: HTMLCanvasElement;
  readonly #url: (id: number) => Promise<string>;
  readonly #layer = document.createElement("div");
  readonly #laid = new Map<number, Laid>();

  /** `url`: where the display image of an id lies. */
  constructor(canvas: HTMLCanvasElement, url: (id: number) => Promise<string>) {
    this.#canvas = canvas;
    this.#url = url;
    this.#layer.setAttribute("aria-hidden", "true");
    Object.assign(this.#layer.style, { overflow: "hidden", pointerEvents: "none", isolation: "isolate" });
    canvas.after(this.#layer);
  }

  /** The canvas was resized or moved. */
  align(): void {
    const { offsetLeft, offsetTop, clientWidth, clientHeight } = this.#canvas;
    Object.assign(this.#layer.style, {
      position: getComputedStyle(this.#canvas).position === "fixed" ? "fixed" : "absolute",
      left: `${offsetLeft}px`,
      top: `${offsetTop}px`,
      width: `${clientWidth}px`,
      height: `${clientHeight}px`,
    });
  }

  /** Show these and no others; `add`: fetch those that are not here yet. */
  show(pictures: readonly SharpPicture[], add: boolean): void {
    const kept = new Set(pictures.map((picture) => picture.id));
    for (const [id, { image }] of this.#laid) {
      if (kept.has(id)) continue;
      image.remove();
      image.src = "";
      this.#laid.delete(id);
    }
    for (const picture of pictures) {
      const laid = this.#laid.get(picture.id);
      if (laid) {
        laid.picture = picture;
        if (laid.image.isConnected) place(laid);
      } else if (add) {
        void this.#fetch(picture);
      }
    }
  }

  dispose(): void {
    this.show([], false);
    this.#layer.remove();
  }

  /** An image that cannot be had leaves the canvas as it is: the picture is there, only softer. */
  async #fetch(picture: SharpPicture): Promise<void> {
    const image = new Image();
    image.alt = "";
    image.decoding = "async";
    const laid: Laid = { image, picture };
    this.#laid.set(picture.id, laid);
    try {
      image.src = await this.#url(picture.id);
      await image.decode();
    } catch {
      return;
    }
    if (this.#laid.get(picture.id) !== laid) return;
    place(laid);
    this.#layer.append(image);
  }
}

function place({ image, picture: { box, opacity, standing } }: Laid): void {
  Object.assign(image.style, {
    position: "absolute",
    left: "0",
    top: "0",
    maxWidth: "none",
    width: `${box.width}px`,
    height: `${box.height}px`,
    transform: `translate(${box.x}px, ${box.y}px)`,
    opacity: String(opacity),
    boxShadow: SHADOWS[standing],
    zIndex: LAYERS[standing],
  });
}
