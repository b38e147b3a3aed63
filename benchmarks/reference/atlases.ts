/** Owns the reference's textures: every cell of 32 px, packed into large textures before the first frame. */

import { LinearFilter, Texture, UnsignedByteType, Vector2, DataTexture, RGBAFormat, type WebGLRenderer } from "three";
import type { Site } from "../../web_template/src/data/api";

const CELL = 32;
const PAGE = 1024;
/** Sides of a texture: that of one published atlas, and what a loader packs several into. */
const SMALL = 2048;
const LARGE = 4096;
/** Files fetched at once, as browsers allow. */
const AT_ONCE = 6;

export class Atlases {
  readonly textures: DataTexture[] = [];
  /** Side of a texture in pixels. */
  readonly side: number;
  /** Cells in a texture. */
  readonly capacity: number;
  readonly #renderer: WebGLRenderer;
  readonly #site: Site;
  readonly #pages: number;

  /** `bytes`: the most that the textures may take; the images of those left out borrow the cells of the others. */
  constructor(renderer: WebGLRenderer, site: Site, bytes: number) {
    this.#renderer = renderer;
    this.#site = site;
    const { tiers, count } = site.manifest;
    const tier = tiers.find(({ size }) => size === CELL);
    if (tier === undefined) throw new Error(`The reference needs cells of ${CELL} px, which this site leaves out.`);
    this.side = Math.min(count <= (SMALL / CELL) ** 2 ? SMALL : LARGE, renderer.capabilities.maxTextureSize);
    this.capacity = (this.side / CELL) ** 2;
    const wanted = Math.ceil(count / this.capacity);
    const fit = Math.max(1, Math.min(wanted, Math.floor(bytes / (this.side ** 2 * 4))));
    for (let i = 0; i < fit; i++) this.textures.push(emptyTexture(this.side));
    this.#pages = Math.min(tier.pages, fit * (this.side / PAGE) ** 2);
  }

  get bytes(): number {
    return this.textures.length * this.side ** 2 * 4;
  }

  async load(): Promise<void> {
    let next = 0;
    const one = async (): Promise<void> => {
      while (next < this.#pages) await this.#take(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }

  /** Where a cell lies: its texture, and its corner there in cells. */
  place(id: number): { texture: number; column: number; row: number } {
    const perPage = (PAGE / CELL) ** 2;
    const across = this.side / PAGE;
    const page = Math.floor(id / perPage);
    const cell = id % perPage;
    const texture = Math.floor(page / across ** 2);
    const within = page % across ** 2;
    return {
      texture: texture % this.textures.length,
      column: (within % across) * (PAGE / CELL) + (cell % (PAGE / CELL)),
      row: Math.floor(within / across) * (PAGE / CELL) + Math.floor(cell / (PAGE / CELL)),
    };
  }

  async #take(page: number): Promise<void> {
    const bytes = await this.#site.tile(CELL, page);
    const image = await createImageBitmap(new Blob([bytes], { type: "image/jpeg" }));
    const across = this.side / PAGE;
    const target = this.textures[Math.floor(page / across ** 2)]!;
    const within = page % across ** 2;
    const source = new Texture(image);
    const corner = new Vector2((within % across) * PAGE, Math.floor(within / across) * PAGE);
    this.#renderer.copyTextureToTexture(source, target, null, corner);
    source.dispose();
    image.close();
  }
}

function emptyTexture(side: number): DataTexture {
  const texture = new DataTexture(null, side, side, RGBAFormat, UnsignedByteType);
  texture.source.dataReady = false;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}
