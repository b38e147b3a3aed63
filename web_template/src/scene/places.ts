/** Owns where pictures stand on the canvas, in CSS pixels, now. */

import type { Box } from "./api";
import type { Camera } from "./camera";
import { FILL, shapeOf, toCanvas, toWorld, type Point } from "./frame";
import { pickAt, type Pickable } from "./picker";
import type { Pictures } from "./pictures";

export class Places {
  constructor(
    private readonly pictures: Pictures,
    private readonly shape: number,
    private readonly camera: Camera,
  ) {}

  boxOf(id: number): Box {
    const { view, frame } = this.camera;
    const place = this.pictures.place(id);
    const at = toCanvas(place, view, frame);
    const shape = shapeOf(this.pictures.ratio(id), this.shape);
    const side = place.cell * FILL * view.scale;
    return around(at, side * shape.width, side * shape.height);
  }

  /** The box, at least so large that its frame can be seen; null when it is out of view or its place is not known yet. */
  framedBoxOf(id: number, least: number): Box | null {
    if (!this.pictures.knows(id)) return null;
    const box = this.boxOf(id);
    const { width, height } = this.camera.frame;
    if (box.x > width || box.y > height || box.x + box.width < 0 || box.y + box.height < 0) return null;
    const factor = Math.max(1, least / Math.max(box.width, box.height));
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    return around(middle, box.width * factor, box.height * factor);
  }

  /** The picture at a point of the canvas; -1: none. `slack` in CSS pixels. */
  pick(at: Point, slack: number, map: Pickable, marks: Uint8Array | null): number {
    const { view, frame } = this.camera;
    const world = toWorld(at, view, frame);
    return pickAt(world.x, world.y, slack / view.scale, map, marks);
  }
}

function around(middle: Point, width: number, height: number): Box {
  return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}
