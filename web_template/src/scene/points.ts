/** Owns the colour points: a picture as one point, for views in which pictures are specks. */

import { BufferGeometry, type DataTexture, GLSL3, Points, RawShaderMaterial, type Scene } from "three";
import type { PictureUniforms, Uniform } from "./pictures";
import cover from "./shaders/cover.glsl";
import pictures from "./shaders/pictures.glsl";
import fragment from "./shaders/points.frag.glsl";
import vertex from "./shaders/points.vert.glsl";

/** Which pictures are points: `count` ids in steps from 0 on, or the first `count` ids of the list. */
export interface Crowd {
  readonly count: number;
  readonly listed: boolean;
  readonly step: number;
  /** Each point stands for so many pictures. */
  readonly stride: number;
}

/** One draw of all points, or two when some are highlighted: those come last, on top. */
export class PointCloud {
  readonly #geometry = new BufferGeometry();
  readonly #materials: RawShaderMaterial[] = [];
  readonly #turns: { readonly uTurn: Uniform<number>; readonly points: Points }[] = [];
  readonly #crowd = { uListed: { value: false }, uStep: { value: 1 }, uGrowth: { value: 1 } };

  constructor(scene: Scene, uniforms: PictureUniforms, uList: Uniform<DataTexture>) {
    for (let turn = 0; turn < 2; turn++) {
      const uTurn = { value: 0 };
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: pictures + vertex,
        fragmentShader: cover + fragment,
        uniforms: { ...uniforms, ...this.#crowd, uList, uTurn },
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

  /** `split`: paint the highlighted ones last. */
  show(crowd: Crowd, split: boolean): void {
    const visible = crowd.count > 0;
    this.#geometry.setDrawRange(0, crowd.count);
    this.#crowd.uListed.value = crowd.listed;
    this.#crowd.uStep.value = crowd.step;
    this.#crowd.uGrowth.value = Math.sqrt(crowd.stride);
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
