/** Owns the pages of cells on the GPU: one array texture for all tiers, and the table that says what lies where. */

import {
  Box3, DataArrayTexture, DataTexture, LinearFilter, RGIntegerFormat, Texture, UnsignedByteType, Vector3,
  type WebGLRenderer,
} from "three";
import type { Tier } from "../types";
import type { Uniform } from "./pictures";

const PAGE = 1024;
/** As many as the shaders have room for. */
const MOST_TIERS = 8;
const TABLE = 256;
const FIRST_LAYERS = 8;

export interface TileUniforms {
  readonly [name: string]: Uniform<unknown>;
  readonly uPages: Uniform<DataArrayTexture>;
  readonly uTable: Uniform<DataTexture>;
  readonly uTiers: Uniform<number>;
  readonly uTierBits: Uniform<number[]>;
  readonly uTierStart: Uniform<number[]>;
  readonly uTierSize: Uniform<number[]>;
}

/** Each tier's first page where the pages of all tiers are counted through; the total comes last. */
export function tierStarts(tiers: readonly Tier[]): number[] {
  const starts = [0];
  for (const tier of tiers) starts.push(starts[starts.length - 1]! + tier.pages);
  return starts;
}

export class PageTexture {
  readonly uniforms: TileUniforms;
  readonly #renderer: WebGLRenderer;
  #limit: number;
  readonly #table: Uint8Array<ArrayBuffer>;

  /** `limit`: the most layers it may ever take; it starts with few and doubles as they fill. */
  constructor(renderer: WebGLRenderer, tiers: readonly Tier[], limit: number) {
    if (tiers.length > MOST_TIERS) throw new Error(`The site has ${tiers.length} tiers; this viewer draws at most ${MOST_TIERS}.`);
    this.#renderer = renderer;
    this.#limit = limit;
    const starts = tierStarts(tiers);
    const rows = Math.ceil(starts[tiers.length]! / TABLE);
    this.#table = new Uint8Array(TABLE * rows * 2);
    const table = new DataTexture(this.#table, TABLE, rows, RGIntegerFormat, UnsignedByteType);
    table.needsUpdate = true;
    const each = (values: readonly number[]): number[] => Array.from({ length: MOST_TIERS }, (_, i) => values[i] ?? 0);
    this.uniforms = {
      uPages: { value: emptyPages(Math.min(limit, FIRST_LAYERS)) },
      uTable: { value: table },
      uTiers: { value: tiers.length },
      uTierBits: { value: each(tiers.map((tier) => Math.log2(tier.capacity))) },
      uTierStart: { value: each(starts) },
      uTierSize: { value: each(tiers.map((tier) => tier.size)) },
    };
  }

  get bytes(): number {
    return this.uniforms.uPages.value.image.depth * PAGE * PAGE * 4 + this.#table.length;
  }

  /** Copy a page's pixels into a layer; the bitmap stays the caller's. False: the device has no room for the layer. */
  upload(layer: number, image: ImageBitmap): boolean {
    if (layer >= this.uniforms.uPages.value.image.depth && !this.#grow(layer + 1)) return false;
    const source = new Texture(image);
    this.#renderer.copyTextureToTexture(source, this.uniforms.uPages.value, null, new Vector3(0, 0, layer));
    source.dispose();
    return true;
  }

  /** Say that a page lies in a layer (-1: nowhere), and how far it has faded in. */
  place(page: number, layer: number, fade: number): void {
    this.#table[2 * page] = layer + 1;
    this.#table[2 * page + 1] = Math.round(255 * fade);
    this.uniforms.uTable.value.needsUpdate = true;
  }

  /** Every pixel is gone; begin again, with at most so many layers. */
  forget(limit: number): void {
    this.#limit = limit;
    this.uniforms.uPages.value.dispose();
    this.uniforms.uPages.value = emptyPages(Math.min(limit, FIRST_LAYERS));
    this.#table.fill(0);
    this.uniforms.uTable.value.needsUpdate = true;
  }

  dispose(): void {
    this.uniforms.uPages.value.dispose();
    this.uniforms.uTable.value.dispose();
  }

  /** A device without room says so only when asked, and asking halts it: so only here, where much is taken at once. */
  #grow(needed: number): boolean {
    const old = this.uniforms.uPages.value;
    const depth = Math.min(this.#limit, Math.max(needed, 2 * old.image.depth));
    const grown = emptyPages(depth);
    const gl = this.#renderer.getContext();
    while (gl.getError() !== gl.NO_ERROR && !gl.isContextLost());
    this.#renderer.initTexture(grown);
    if (gl.getError() === gl.OUT_OF_MEMORY) {
      grown.dispose();
      return false;
    }
    const all = new Box3(new Vector3(0, 0, 0), new Vector3(PAGE, PAGE, old.image.depth));
    this.#renderer.copyTextureToTexture(old, grown, all);
    this.uniforms.uPages.value = grown;
    old.dispose();
    return true;
  }
}

function emptyPages(layers: number): DataArrayTexture {
  const texture = new DataArrayTexture(null, PAGE, PAGE, layers);
  texture.source.dataReady = false;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
