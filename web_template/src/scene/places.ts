/** Owns where pictures stand now, on the canvas and on the page, in CSS pixels. */

import type { Box } from "./api";
import type { Camera } from "./camera";
import { FILL, shapeOf, toCanvas, toWorld, type Point } from "./frame";
import { idsInside } from "./lasso";
import { pickAt, type Pickable } from "./picker";
import type { Pictures } from "./pictures";

export class Places {
  constructor(
    private readonly pictures: Pictures,
    private readonly shape: number,
    private readonly camera: Camera,
    private readonly canvas: HTMLCanvasElement,
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
  pick(at: Point, slack: number, map: Pickable): number {
    const { view, frame } = this.camera;
    const { turns, shown } = this.pictures.marks;
    const world = toWorld(at, view, frame);
    return pickAt(world.x, world.y, slack / view.scale, map, turns, shown);
  }

  /** The pictures whose middles lie inside a closed line of points of the page, ascending; none that is hidden. */
  inside(line: readonly Point[], { grid, positions, layout }: Pickable): Uint32Array {
    const { view, frame } = this.camera;
    const points = new Float64Array(2 * line.length);
    line.forEach((point, i) => {
      const { x, y } = toWorld(this.onCanvas(point), view, frame);
      points[2 * i] = (x / layout.aspect + 0.5) * 65535;
      points[2 * i + 1] = (y + 0.5) * 65535;
    });
    return idsInside(points, grid, positions, this.pictures.marks.shown);
  }

  /** A point of the page as a point of the canvas. */
  onCanvas(at: Point): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: at.x - left, y: at.y - top };
  }

  /** A box on the canvas as a box on the page. */
  onPage(box: Box): Box {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { ...box, x: box.x + left, y: box.y + top };
  }
}

function around(middle: Point, width: number, height: number): Box {
  return { x: middle.x - width / 2, y: middle.y - height / 2, width, height };
}
