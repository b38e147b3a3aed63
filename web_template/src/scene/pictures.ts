/** Owns the data textures that say where every picture stands and how it looks, and the uniforms all shaders share. */

import { DataTexture, RGIntegerFormat, RedIntegerFormat, UnsignedByteType, UnsignedShortType } from "three";
import { ratioOf } from "../data/looks";
import { columnBits, pairsFor, texelsFor, textureOf } from "../data/room";
import type { LayoutInfo, Points, Positions } from "../types";
import { FILL } from "./frame";
import { Marks, type PictureSet } from "./marks";

export interface Uniform<T> {
  value: T;
}

/** Positions with the shape of the box and the cell they belong to. */
export interface Placing {
  readonly positions: Positions;
  readonly aspect: number;
  readonly cell: number;
}

export interface PictureUniforms {
  readonly [name: string]: Uniform<unknown>;
  readonly uFrom: Uniform<DataTexture>;
  readonly uTo: Uniform<DataTexture>;
  readonly uLook: Uniform<DataTexture>;
  readonly uMarks: Uniform<DataTexture>;
  readonly uColumnBits: Uniform<number>;
  readonly uBoxes: Uniform<[number, number, number, number]>;
  readonly uMix: Uniform<number>;
  readonly uView: Uniform<[number, number, number]>;
  readonly uCanvas: Uniform<[number, number]>;
  readonly uFill: Uniform<number>;
  readonly uCellWidth: Uniform<number>;
  readonly uDim: Uniform<number>;
  readonly uBackground: Uniform<[number, number, number]>;
  readonly uRecede: Uniform<number>;
}

/** How far a dimmed picture recedes into the background. */
export const RECEDE = 0.85;

export class Pictures {
  readonly count: number;
  /** Only ids that this divides are known. */
  stride: number;
  readonly uniforms: PictureUniforms;
  readonly marks: Marks;
  readonly #width: number;
  readonly #height: number;
  readonly #looks: Points["looks"];
  #from: Placing;
  #to: Placing;

  constructor(points: Points, layout: LayoutInfo, background: number) {
    this.count = points.positions.length / 2;
    this.stride = points.stride;
    const bits = columnBits(this.count);
    this.#width = 1 << bits;
    this.#height = texelsFor(this.count) / this.#width;
    this.#looks = points.looks;
    this.#from = this.#to = { positions: points.positions, aspect: layout.aspect, cell: layout.cell };
    const places = this.#pairs(points.positions);
    this.marks = new Marks(this.count, this.#width * this.#height);
    this.uniforms = {
      uFrom: { value: places },
      uTo: { value: places },
      uLook: { value: this.#pairs(points.looks) },
      uMarks: { value: this.#texture(this.marks.bytes, RedIntegerFormat, UnsignedByteType) },
      uColumnBits: { value: bits },
      uBoxes: { value: [layout.aspect, layout.cell, layout.aspect, layout.cell] },
      uMix: { value: 0 },
      uView: { value: [0, 0, 1] },
      uCanvas: { value: [1, 1] },
      uFill: { value: FILL },
      uCellWidth: { value: Math.sqrt(layout.shape) },
      uDim: { value: 0 },
      uBackground: { value: [(background >> 16) / 255, ((background >> 8) & 255) / 255, (background & 255) / 255] },
      uRecede: { value: RECEDE },
    };
  }

  /** Side of a picture's cell in the world. */
  get cell(): number {
    const mix = this.uniforms.uMix.value;
    return (1 - mix) * this.#from.cell + mix * this.#to.cell;
  }

  /** Bytes of the textures. */
  get bytes(): number {
    const texels = this.#width * this.#height;
    return texels * (this.uniforms.uFrom.value === this.uniforms.uTo.value ? 9 : 13);
  }

  knows(id: number): boolean {
    return id % this.stride === 0;
  }

  /** Those of the ids that are known. */
  known(ids: ArrayLike<number>): ArrayLike<number> {
    return this.stride === 1 ? ids : Uint32Array.from(ids).filter((id) => this.knows(id));
  }

  /** All the rest became known, in the arrays that the textures are made of; nothing has moved yet. */
  complete(): void {
    const { uFrom, uLook } = this.uniforms;
    uFrom.value.needsUpdate = uLook.value.needsUpdate = true;
    this.stride = 1;
  }

  /** Width / height of a picture. */
  ratio(id: number): number {
    return ratioOf(this.#looks, id);
  }

  /** Dim or hide all pictures but these; null: none. */
  filter(kept: PictureSet | null, how: "dim" | "hide"): void {
    if (how === "dim") this.marks.brighten(kept);
    else this.marks.hide(kept);
    this.uniforms.uMarks.value.needsUpdate = true;
  }

  /** Let the pictures stand between where they are now and another layout; `travel(1)` lands them. */
  depart(positions: Positions, layout: LayoutInfo): void {
    if (this.#to !== this.#from) this.#settle(between(this.#from, this.#to, this.uniforms.uMix.value));
    this.#to = { positions, aspect: layout.aspect, cell: layout.cell };
    this.uniforms.uTo.value = this.#pairs(positions);
    this.#describe();
  }

  travel(mix: number): void {
    this.uniforms.uMix.value = mix;
    if (mix >= 1) this.#settle(this.#to);
  }

  /** A picture's centre in the world and the side of its cell, on the way between layouts too. */
  place(id: number): { x: number; y: number; cell: number } {
    const mix = this.uniforms.uMix.value;
    const at = (placing: Placing, axis: number): number => placing.positions[2 * id + axis]! / 65535 - 0.5;
    return {
      x: (1 - mix) * at(this.#from, 0) * this.#from.aspect + mix * at(this.#to, 0) * this.#to.aspect,
      y: (1 - mix) * at(this.#from, 1) + mix * at(this.#to, 1),
      cell: this.cell,
    };
  }

  dispose(): void {
    const { uFrom, uTo, uLook, uMarks } = this.uniforms;
    for (const { value } of [uFrom, uTo, uLook, uMarks]) value.dispose();
  }

  /** Stand still in one placing. */
  #settle(placing: Placing): void {
    const { uFrom, uTo, uMix } = this.uniforms;
    uFrom.value.dispose();
    const reached = placing === this.#to;
    if (!reached && uTo.value !== uFrom.value) uTo.value.dispose();
    uFrom.value = reached ? uTo.value : this.#pairs(placing.positions);
    uTo.value = uFrom.value;
    this.#from = this.#to = placing;
    uMix.value = 0;
    this.#describe();
  }

  #describe(): void {
    this.uniforms.uBoxes.value = [this.#from.aspect, this.#from.cell, this.#to.aspect, this.#to.cell];
  }

  #pairs(values: Uint16Array): DataTexture {
    return this.#texture(textureOf(values), RGIntegerFormat, UnsignedShortType);
  }

  #texture(
    data: Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>,
    format: typeof RGIntegerFormat | typeof RedIntegerFormat,
    type: typeof UnsignedByteType | typeof UnsignedShortType,
  ): DataTexture {
    const texture = new DataTexture(data, this.#width, this.#height, format, type);
    texture.needsUpdate = true;
    return texture;
  }
}

/** The placing on the way from one to another, in a box that holds both. */
export function between(from: Placing, to: Placing, mix: number): Placing {
  const aspect = Math.max(from.aspect, to.aspect);
  const positions = pairsFor(from.positions.length / 2);
  const fromX = ((1 - mix) * from.aspect) / aspect;
  const toX = (mix * to.aspect) / aspect;
  const middle = 32767.5;
  for (let i = 0; i < positions.length; i += 2) {
    positions[i] = middle + (from.positions[i]! - middle) * fromX + (to.positions[i]! - middle) * toX + 0.5;
    positions[i + 1] = (1 - mix) * from.positions[i + 1]! + mix * to.positions[i + 1]! + 0.5;
  }
  return { positions, aspect, cell: (1 - mix) * from.cell + mix * to.cell };
}
