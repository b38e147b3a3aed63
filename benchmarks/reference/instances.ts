/** Owns the reference's draw: an instanced quad an image, 49 bytes of attributes each, one draw for every set of bound textures. */

import {
  DoubleSide, GLSL3, InstancedBufferAttribute, InstancedBufferGeometry, BufferAttribute, Mesh, RawShaderMaterial, type Scene,
  type TypedArray,
} from "three";
import { ratioOf } from "../../web_template/src/data/looks";
import { FILL, shapeOf, type Frame } from "../../web_template/src/scene/frame";
import type { LayoutInfo, Points, Positions, View } from "../../web_template/src/types";
import type { Atlases } from "./atlases";
import fragment from "./shaders/instances.frag.glsl";
import vertex from "./shaders/instances.vert.glsl";

/** Textures that one draw may pick from: what every WebGL 2 device binds at once. */
const BOUND = 16;
const CORNERS = new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]);

export class Instances {
  /** What the instances' attributes take. */
  bytes = 0;
  readonly #geometries: InstancedBufferGeometry[] = [];
  readonly #uniforms = {
    uView: { value: [0, 0, 1] },
    uCanvas: { value: [1, 1] },
    uMix: { value: 0 },
    uCell: { value: 1 },
    uPicking: { value: false },
    uGround: { value: [16 / 255, 17 / 255, 20 / 255] },
  };

  constructor(scene: Scene, points: Points, layout: LayoutInfo, atlases: Atlases) {
    const count = points.positions.length / 2;
    this.#uniforms.uCell.value = layout.cell * FILL;
    const own = atlases.capacity * BOUND;
    for (let first = 0; first < count; first += own) {
      const last = Math.min(count, first + own);
      const drawn = Math.ceil((last - first) / atlases.capacity);
      const bound = Array.from({ length: drawn }, (_, i) => atlases.place(first + i * atlases.capacity).texture);
      const numbers = [...new Set(bound)];
      const textures = numbers.map((number) => atlases.textures[number]!);
      const geometry = geometryOf(points, layout, atlases, first, last, (texture) => numbers.indexOf(texture));
      const material = new RawShaderMaterial({
        glslVersion: GLSL3,
        vertexShader: vertex,
        fragmentShader: fragment.replace("/* cases */", cases(textures.length)),
        defines: { BOUND: textures.length, SIDE: `${atlases.side}.0` },
        uniforms: { ...this.#uniforms, uAtlases: { value: textures } },
        side: DoubleSide,
        depthTest: false,
        depthWrite: false,
      });
      this.#geometries.push(geometry);
      this.bytes += Object.values(geometry.attributes).reduce((sum, { array }) => sum + array.byteLength, 0) - CORNERS.byteLength;
      const mesh = new Mesh(geometry, material);
      mesh.frustumCulled = false;
      scene.add(mesh);
    }
  }

  look(view: View, frame: Frame): void {
    this.#uniforms.uView.value = [view.x, view.y, view.scale];
    this.#uniforms.uCanvas.value = [frame.width, frame.height];
  }

  /** Draw ids instead of pictures. */
  set picking(on: boolean) {
    this.#uniforms.uPicking.value = on;
  }

  /** Write the places of another layout into the instances, and show it. */
  setLayout(positions: Positions, layout: LayoutInfo): void {
    let id = 0;
    for (const geometry of this.#geometries) {
      const to = geometry.getAttribute("to") as InstancedBufferAttribute;
      for (let i = 0; i < to.count; i++, id++) {
        to.array[3 * i] = (positions[2 * id]! / 65535 - 0.5) * layout.aspect;
        to.array[3 * i + 1] = positions[2 * id + 1]! / 65535 - 0.5;
      }
      to.needsUpdate = true;
    }
    this.#uniforms.uMix.value = 1;
    this.#uniforms.uCell.value = layout.cell * FILL;
  }

  /** Write an opacity into every instance. */
  setFilter(mask: Uint8Array): void {
    let id = 0;
    for (const geometry of this.#geometries) {
      const opacity = geometry.getAttribute("opacity") as InstancedBufferAttribute;
      for (let i = 0; i < opacity.count; i++, id++) opacity.array[i] = mask[id] ? 1 : 0.1;
      opacity.needsUpdate = true;
    }
  }
}

/** The textures that are bound cannot be indexed by a value of the pixel's own: the shader picks by comparing. */
function cases(textures: number): string {
  const lines = Array.from({ length: textures }, (_, i) => `if (vTexture == ${i}u) return texture(uAtlases[${i}], at).rgb;`);
  return lines.join("\n  ");
}

function geometryOf(
  points: Points, layout: LayoutInfo, atlases: Atlases, first: number, last: number, bind: (texture: number) => number,
): InstancedBufferGeometry {
  const n = last - first;
  const from = new Float32Array(3 * n);
  const color = new Float32Array(3 * n);
  const cell = new Uint16Array(2 * n);
  const size = new Uint8Array(2 * n);
  const opacity = new Float32Array(n).fill(1);
  const texture = new Uint8Array(n);
  for (let i = 0, id = first; id < last; i++, id++) {
    from[3 * i] = (points.positions[2 * id]! / 65535 - 0.5) * layout.aspect;
    from[3 * i + 1] = points.positions[2 * id + 1]! / 65535 - 0.5;
    // The colour by which a picture is found under the pointer.
    color[3 * i] = ((id >> 16) & 255) / 255;
    color[3 * i + 1] = ((id >> 8) & 255) / 255;
    color[3 * i + 2] = (id & 255) / 255;
    const place = atlases.place(id);
    cell[2 * i] = place.column;
    cell[2 * i + 1] = place.row;
    texture[i] = bind(place.texture);
    const { width, height } = shapeOf(ratioOf(points.looks, id), layout.shape);
    size[2 * i] = Math.round(127 * width);
    size[2 * i + 1] = Math.round(127 * height);
  }
  const geometry = new InstancedBufferGeometry();
  geometry.instanceCount = n;
  geometry.setAttribute("corner", new BufferAttribute(CORNERS, 2));
  geometry.setIndex([0, 1, 2, 2, 1, 3]);
  const add = (name: string, values: TypedArray, per: number): void => {
    geometry.setAttribute(name, new InstancedBufferAttribute(values, per));
  };
  add("from", from, 3);
  add("to", from.slice(), 3);
  add("color", color, 3);
  add("cell", cell, 2);
  add("size", size, 2);
  add("opacity", opacity, 1);
  add("atlas", texture, 1);
  add("selected", new Uint8Array(n), 1);
  add("member", new Uint8Array(n), 1);
  return geometry;
}
