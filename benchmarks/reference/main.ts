/**
 * Owns the reference: a site drawn the way PixPlot's description has it, to measure the viewer against.
 *
 * All atlases of 32-px cells are fetched before anything is shown, every image is an instance with attributes of its own,
 * everything is drawn in every animation frame, whether or not it is in view and whether or not anything moves.
 */

import { Camera, Scene, WebGLRenderer } from "three";
import { openSite } from "../../web_template/src/data/site";
import { homeView, type Point } from "../../web_template/src/scene/frame";
import type { View } from "../../web_template/src/types";
import { Atlases } from "./atlases";
import { Instances } from "./instances";
import { inside, Picker } from "./pointing";

/** What the benchmark asks of the page. */
export interface Reference {
  readonly view: View;
  readonly count: number;
  readonly textures: number;
  readonly textureBytes: number;
  readonly attributeBytes: number;
  /** Images whose own texture was left out for lack of memory; they show another's cell. */
  readonly borrowed: number;
  readonly layouts: readonly string[];
  setView(view: View): void;
  home(): void;
  setLayout(name: string): Promise<void>;
  /** Dim what has a 0. */
  setFilter(mask: Uint8Array): void;
  /** The picture at a point; -1: none. */
  pick(x: number, y: number): number;
  /** The pictures whose middles lie inside a closed line. */
  lasso(line: readonly Point[]): number[];
}

declare global {
  interface Window {
    reference?: Reference;
    referenceError?: string;
  }
}

async function start(): Promise<void> {
  const query = new URLSearchParams(location.search);
  const canvas = document.getElementById("map") as HTMLCanvasElement;
  const renderer = new WebGLRenderer({ canvas, antialias: false, depth: false, stencil: false, alpha: false });
  renderer.setClearColor(0x101114, 1);
  const site = await openSite({ build: query.get("build") ?? "" });
  const points = await site.allPoints();
  const { count } = site.manifest;
  const model = site.models[0]!;
  const { layouts } = model.info;
  const atlases = new Atlases(renderer, site, Number(query.get("bytes") ?? Infinity));
  await atlases.load();
  const scene = new Scene();
  const instances = new Instances(scene, points, layouts[0]!, atlases);
  const frame = { width: canvas.clientWidth, height: canvas.clientHeight, insets: { top: 0, right: 0, bottom: 0, left: 0 } };
  renderer.setSize(frame.width, frame.height, false);

  let layout = layouts[0]!;
  let { positions } = points;
  let view = homeView(layout, frame);
  const camera = new Camera();
  const picker = new Picker(renderer, scene, camera, instances);
  const draw = (): void => {
    instances.look(view, frame);
    renderer.render(scene, camera);
    if (window.reference === undefined) stand();
    requestAnimationFrame(draw);
  };
  const stand = (): void => {
    performance.mark("reference-first");
    window.reference = {
      get view() { return view; },
      count,
      textures: atlases.textures.length,
      textureBytes: atlases.bytes,
      attributeBytes: instances.bytes,
      borrowed: Math.max(0, count - atlases.textures.length * atlases.capacity),
      layouts: layouts.map(({ name }) => name),
      setLayout: async (name) => {
        const index = layouts.findIndex((layout) => layout.name === name);
        positions = await model.layout(name);
        layout = layouts[index]!;
        instances.setLayout(positions, layout);
      },
      setFilter: (mask) => instances.setFilter(mask),
      pick: (x, y) => picker.pick(x, y, view, frame),
      lasso: (line) => inside(line, positions, layout, view, frame),
      setView: (next) => { view = next; },
      home: () => { view = homeView(layout, frame); },
    };
  };
  requestAnimationFrame(draw);
}

start().catch((error: unknown) => {
  window.referenceError = String(error);
});
