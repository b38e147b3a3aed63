/** Owns the colour points: every picture as one point, for views in which pictures are specks. */

import { BufferGeometry, GLSL3, Points, RawShaderMaterial, type Scene } from "three";
import type { PictureUniforms, Uniform } from "./pictures";
import pictures from "./shaders/pictures.glsl";
import fragment from "./shaders/points.frag.glsl";
import vertex from "./shaders/points.vert.glsl";

/** One draw of all points, or two when some are highlighted: those come last, on top. */
export class PointCloud {
  readonly #geometry = new BufferGeometry();
  readonly #materials: RawShaderMaterial[] = [];
  readonly #turns: { readonly uTurn: Uniform<number>; readonly points: Points }[] = [];
  readonly #uStride = { value: 1 };
  /** Points drawn. */
  drawn = 0;

  constructor(scene: Scene, uniforms: PictureUniforms, readonly images: number) {
    for (let turn = 0; turn < 2; turn++) {
      const uTurn = { value: 0 };
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: pictures + vertex,
        fragmentShader: fragment,
        uniforms: { ...uniforms, uTurn, uStride: this.#uStride },
        transparent: true,
        depthTest: false,
        depthWrite: false,
      });
      const points = new Points(this.#geometry, material);
      points.frustumCulled = false;
      points.visible = false;
      scene.add(points);
      this.#materials.push(material);
      this.#turns.push({ uTurn, points });
    }
  }

  /** Draw only the ids that a stride divides, each as large as those it stands for. */
  thin(stride: number): void {
    this.drawn = Math.ceil(this.images / stride);
    this.#uStride.value = stride;
    this.#geometry.setDrawRange(0, this.drawn);
  }

  /** `split`: paint the highlighted ones last. */
  show(visible: boolean, split: boolean): void {
    this.#turns.forEach(({ uTurn, points }, turn) => {
      points.visible = visible && (split || turn === 0);
      uTurn.value = split ? turn + 1 : 0;
    });
  }

  dispose(): void {
    this.#geometry.dispose();
    for (const material of this.#materials) material.dispose();
  }
}
