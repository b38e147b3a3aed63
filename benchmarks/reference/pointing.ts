/** Owns what the reference does for the pointer: ids drawn as colours and read back, and a test of every place for the lasso. */

import { WebGLRenderTarget, type Camera, type Scene, type WebGLRenderer } from "three";
import { toCanvas, type Frame, type Point } from "../../web_template/src/scene/frame";
import type { LayoutInfo, Positions, View } from "../../web_template/src/types";
import type { Instances } from "./instances";

export class Picker {
  readonly #renderer: WebGLRenderer;
  readonly #scene: Scene;
  readonly #camera: Camera;
  readonly #instances: Instances;
  readonly #target = new WebGLRenderTarget(1, 1, { depthBuffer: false });
  readonly #pixel = new Uint8Array(4);

  constructor(renderer: WebGLRenderer, scene: Scene, camera: Camera, instances: Instances) {
    this.#renderer = renderer;
    this.#scene = scene;
    this.#camera = camera;
    this.#instances = instances;
  }

  /** Draw one pixel of everything in the colours of the ids, and read it. */
  pick(x: number, y: number, view: View, frame: Frame): number {
    const at = { x: view.x + (x - frame.width / 2) / view.scale, y: view.y + (y - frame.height / 2) / view.scale };
    this.#instances.picking = true;
    this.#instances.look({ ...at, scale: view.scale }, { ...frame, width: 1, height: 1 });
    this.#renderer.setRenderTarget(this.#target);
    this.#renderer.setClearColor(0xffffff, 1);
    this.#renderer.clear();
    this.#renderer.render(this.#scene, this.#camera);
    this.#renderer.readRenderTargetPixels(this.#target, 0, 0, 1, 1, this.#pixel);
    this.#renderer.setRenderTarget(null);
    this.#renderer.setClearColor(0x101114, 1);
    this.#instances.picking = false;
    this.#instances.look(view, frame);
    const [r, g, b] = this.#pixel as unknown as [number, number, number];
    const id = (r << 16) | (g << 8) | b;
    return id === 0xffffff ? -1 : id;
  }
}

/** The ids whose places lie inside a closed line, by counting crossings (Shimrat 1962). */
export function inside(line: readonly Point[], positions: Positions, layout: LayoutInfo, view: View, frame: Frame): number[] {
  const found: number[] = [];
  for (let id = 0; id < positions.length / 2; id++) {
    const world = { x: (positions[2 * id]! / 65535 - 0.5) * layout.aspect, y: positions[2 * id + 1]! / 65535 - 0.5 };
    const { x, y } = toCanvas(world, view, frame);
    let odd = false;
    let before = line[line.length - 1]!;
    for (const corner of line) {
      if (corner.y > y !== before.y > y && x < ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) + corner.x) odd = !odd;
      before = corner;
    }
    if (odd) found.push(id);
  }
  return found;
}
