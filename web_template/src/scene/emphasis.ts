/** Owns the drawing of one picture that stands out: the hovered one, lifted, or the selected one, framed. */

import { BufferGeometry, DoubleSide, GLSL3, Mesh, RawShaderMaterial, type Scene } from "three";
import type { Box } from "./api";
import type { Frame } from "./frame";
import type { TileUniforms } from "./page-texture";
import type { PictureUniforms } from "./pictures";
import fragment from "./shaders/emphasis.frag.glsl";
import vertex from "./shaders/emphasis.vert.glsl";
import pictures from "./shaders/pictures.glsl";
import sample from "./shaders/sample.glsl";
import tiles from "./shaders/tiles.glsl";

/** CSS pixels. */
export interface EmphasisStyle {
  readonly frame: number;
  readonly frameColor: readonly [number, number, number];
  readonly shadow: number;
}

/** CSS pixels that a hovered picture's longer side takes at least, and how much it grows in any case. */
const READABLE = { least: 72, most: 112 };
const GROWTH = { least: 1.15, most: 2 };

export class Emphasis {
  readonly #geometry = new BufferGeometry();
  readonly #material: RawShaderMaterial;
  readonly #mesh: Mesh;
  readonly #uniforms = {
    uId: { value: 0 },
    uRect: { value: [0, 0, 1, 1] },
    uMargin: { value: 0 },
    uFrame: { value: 0 },
    uFrameColor: { value: [1, 1, 1] },
    uShadow: { value: 0 },
    uLevel: { value: 0 },
    uBlend: { value: 1 },
    uTextured: { value: 1 },
  };
  readonly #style: EmphasisStyle;

  constructor(scene: Scene, pictureUniforms: PictureUniforms, tileUniforms: TileUniforms, style: EmphasisStyle) {
    this.#style = style;
    this.#uniforms.uFrameColor.value = [...style.frameColor];
    this.#material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: pictures + tiles + vertex,
      fragmentShader: sample + fragment,
      uniforms: { ...pictureUniforms, ...tileUniforms, ...this.#uniforms },
      side: DoubleSide,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    this.#geometry.setDrawRange(0, 6);
    this.#mesh = new Mesh(this.#geometry, this.#material);
    this.#mesh.frustumCulled = false;
    this.#mesh.visible = false;
    scene.add(this.#mesh);
  }

  get shown(): boolean {
    return this.#mesh.visible;
  }

  hide(): void {
    this.#mesh.visible = false;
  }

  /** The tier to draw from, and how far it has replaced the coarser one. */
  look(level: number, blend: number): void {
    this.#uniforms.uLevel.value = level;
    this.#uniforms.uBlend.value = blend;
  }

  /** `box`: where on the canvas, in CSS pixels; `ratio`: device pixels per CSS pixel. */
  show(id: number, box: Box, frame: Frame, ratio: number): void {
    const { frame: width, shadow } = this.#style;
    this.#mesh.visible = true;
    this.#uniforms.uId.value = id;
    this.#uniforms.uFrame.value = width * ratio;
    this.#uniforms.uShadow.value = shadow * ratio;
    this.#uniforms.uMargin.value = (width + shadow) * ratio + 1;
    this.#uniforms.uRect.value = [
      (box.x + box.width / 2 - frame.width / 2) * ratio,
      (box.y + box.height / 2 - frame.height / 2) * ratio,
      (box.width / 2) * ratio,
      (box.height / 2) * ratio,
    ];
  }

  dispose(): void {
    this.#geometry.dispose();
    this.#material.dispose();
  }
}

/** The box of a hovered picture: enlarged about its middle to a readable size, and wholly on the canvas. */
export function liftedBox(box: Box, frame: Frame, lift: number): Box {
  const own = Math.max(box.width, box.height);
  const readable = Math.max(READABLE.least, Math.min(READABLE.most, GROWTH.most * own));
  const room = 0.96 * Math.min(frame.width / box.width, frame.height / box.height);
  const factor = 1 + lift * (Math.max(1, Math.min(room, Math.max(GROWTH.least, readable / own))) - 1);
  const width = box.width * factor;
  const height = box.height * factor;
  const inside = (at: number, size: number, length: number): number => at + lift * (Math.max(4, Math.min(length - size - 4, at)) - at);
  return {
    x: inside(box.x + (box.width - width) / 2, width, frame.width),
    y: inside(box.y + (box.height - height) / 2, height, frame.height),
    width,
    height,
  };
}
