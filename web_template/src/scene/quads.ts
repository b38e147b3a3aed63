/** Owns the quads: the culled list of visible ids, drawn as pictures from the pages that are here. */

import {
  BufferGeometry, DataTexture, DoubleSide, GLSL3, Mesh, RawShaderMaterial, RedIntegerFormat, UnsignedIntType, type Scene,
} from "three";
import type { TileUniforms } from "./page-texture";
import type { PictureUniforms, Uniform } from "./pictures";
import cover from "./shaders/cover.glsl";
import pictures from "./shaders/pictures.glsl";
import fragment from "./shaders/quads.frag.glsl";
import vertex from "./shaders/quads.vert.glsl";
import sample from "./shaders/sample.glsl";
import tiles from "./shaders/tiles.glsl";

const LIST_WIDTH = 1024;

export class Quads {
  readonly #geometry = new BufferGeometry();
  readonly #material: RawShaderMaterial;
  readonly #mesh: Mesh;
  readonly #look = { uLevel: { value: 0 }, uBlend: { value: 1 }, uTextured: { value: 1 } };
  /** The list as the shaders read it. */
  readonly list: Uniform<DataTexture>;

  /** `ids`: the list to draw from, a multiple of 1,024 long; its owner rewrites it in place. */
  constructor(scene: Scene, pictureUniforms: PictureUniforms, tileUniforms: TileUniforms, ids: Uint32Array<ArrayBuffer>) {
    const list = new DataTexture(ids, LIST_WIDTH, ids.length / LIST_WIDTH, RedIntegerFormat, UnsignedIntType);
    list.needsUpdate = true;
    this.list = { value: list };
    this.#material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: pictures + tiles + vertex,
      fragmentShader: cover + sample + fragment,
      uniforms: { ...pictureUniforms, ...tileUniforms, ...this.#look, uList: this.list },
      side: DoubleSide,
      transparent: true,
      depthTest: false,
      depthWrite: false,
    });
    this.#mesh = new Mesh(this.#geometry, this.#material);
    this.#mesh.frustumCulled = false;
    this.show(0);
    scene.add(this.#mesh);
  }

  get bytes(): number {
    return (this.list.value.image.data as Uint32Array).byteLength;
  }

  /** Draw the first `count` ids of the list. */
  show(count: number): void {
    this.#geometry.setDrawRange(0, 6 * count);
    this.#mesh.visible = count > 0;
  }

  /** The tier to draw from, how far it has replaced the coarser one, and how far all tiers have replaced plain colours. */
  look(level: number, blend: number, textured: number): void {
    this.#look.uLevel.value = level;
    this.#look.uBlend.value = blend;
    this.#look.uTextured.value = textured;
  }

  /** The list was rewritten. */
  refresh(): void {
    this.list.value.needsUpdate = true;
  }

  dispose(): void {
    this.#geometry.dispose();
    this.#material.dispose();
    this.list.value.dispose();
  }
}
