/** Owns the box of a picture: its shape and average colour stand at once, the display image when it comes near. */

import type { Site } from "../data/api";
import type { ImageRecord, Points } from "../types";
import { element, type NearWatcher } from "./dom";

export class Pictures {
  constructor(
    private readonly site: Site,
    private readonly points: Points,
    /** Decoration waits for this: the map comes first. */
    private readonly opened: Promise<void>,
  ) {}

  ratio(id: number): number {
    return this.points.ratios[id] || 1;
  }

  /** CSS colour of the average of a picture. */
  color(id: number): string {
    const { colors, stride } = this.points;
    // While an id's own colour is not known, that of one near by on the map is likely much the same.
    const packed = colors[id] || colors[id - (id % stride)] || 0;
    const red = ((packed >> 11) * 255) / 31;
    const green = (((packed >> 5) & 63) * 255) / 63;
    const blue = ((packed & 31) * 255) / 31;
    return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
  }

  record(id: number): Promise<ImageRecord> {
    return this.site.record(id);
  }

  /**
   * A decorative picture that loads when `watcher` sees it; whoever shows it names it.
   *
   * @param onRecord called with the record once it is known
   */
  lazy(id: number, watcher: NearWatcher, onRecord?: (record: ImageRecord) => void): HTMLImageElement {
    const image = element("img", { class: "picture", alt: "", decoding: "async", loading: "lazy", draggable: "false" });
    image.style.backgroundColor = this.color(id);
    watcher.watch(image, () => {
      this.opened.then(() => this.record(id)).then(
        (record) => {
          image.src = record.image;
          onRecord?.(record);
        },
        // The picture keeps its colour; opening it says what is wrong with its record.
        () => undefined,
      );
    });
    return image;
  }
}
