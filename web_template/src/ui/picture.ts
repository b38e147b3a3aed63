/** Owns the box of a picture: its shape and average colour stand at once, the display image when it comes near. */

import type { Site } from "../data/api";
import { colorOf, ratioOf } from "../data/looks";
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
    return ratioOf(this.points.looks, this.near(id));
  }

  /** CSS colour of the average of a picture. */
  color(id: number): string {
    const packed = colorOf(this.points.looks, this.near(id));
    const red = ((packed >> 11) * 255) / 31;
    const green = (((packed >> 5) & 63) * 255) / 63;
    const blue = ((packed & 31) * 255) / 31;
    return `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
  }

  /** The id itself, or while nothing is known of it one near by on the map, which likely looks much the same. */
  private near(id: number): number {
    const { looks, stride } = this.points;
    return looks[2 * id + 1] === 0 ? id - (id % stride) : id;
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
