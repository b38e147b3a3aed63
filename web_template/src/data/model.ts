/** Owns what one network makes of the site, as the rest of the page sees it: what is fetched when, and what is kept. */

import type { LayoutInfo, Model, NeighborList, Positions } from "../types";
import type { Among, ModelData } from "./api";
import { PromiseCache } from "./cache";
import type { Decoder } from "./decoder";
import type { Grid } from "./grid";
import type { Loader } from "./loader";
import { readNeighbors, type NeighborPage } from "./neighbors";
import { Pages } from "./pages";
import type { Placed } from "./tasks";

/** What a model shares with the whole site. */
export interface Shared {
  readonly loader: Loader;
  readonly decoder: Decoder;
  /** Images of the site. */
  readonly count: number;
  /** The layout whose positions come with the points, and they. */
  readonly opening: { readonly layout: LayoutInfo; placed(): Promise<Placed> };
}

export class LoadedModel implements ModelData {
  readonly #shared: Shared;
  readonly #placings = new PromiseCache<Placed>(Infinity);
  readonly #groups = new PromiseCache<Uint16Array>(1);
  readonly #rows = new Map<string, Pages<NeighborPage>>();

  constructor(readonly info: Model, shared: Shared) {
    this.#shared = shared;
  }

  async layout(name: string): Promise<Positions> {
    return (await this.#placed(name)).positions;
  }

  async grid(name: string): Promise<Grid> {
    return (await this.#placed(name)).grid;
  }

  async foresee(name: string): Promise<void> {
    await this.#placed(name, true);
  }

  groups(): Promise<Uint16Array> {
    const { loader, decoder, count } = this.#shared;
    const key = `${this.info.folder}/groups`;
    return this.#groups.get(key, async () => {
      const bytes = await loader.load(key);
      return decoder.run("groups", [bytes, count, `${key}.js`], [bytes.buffer]);
    });
  }

  async neighbors(id: number, among: Among | null = null): Promise<NeighborList> {
    if (among === null) return (await this.#pages("neighbors").of(id)).of(id);
    const { within } = this.info;
    const index = within.findIndex(({ column }) => column === among.column);
    if (index < 0) throw new Error(`The site does not know neighbours within "${among.column}".`);
    const { values, each } = within[index]!;
    if (among.value === null) return (await this.#pages(`within-${index}`).of(id)).of(id);
    const value = values.indexOf(among.value);
    if (value < 0) throw new Error(`The site does not know neighbours among "${among.value}".`);
    return (await this.#pages(`within-${index}-each`).of(id)).of(id, value * each, (value + 1) * each);
  }

  async least(id: number): Promise<NeighborList> {
    if (this.info.least === null) throw new Error("The site does not know the least similar pictures.");
    return (await this.#pages("least").of(id)).of(id);
  }

  async #placed(name: string, ahead = false): Promise<Placed> {
    const { loader, decoder, count, opening } = this.#shared;
    const layout = this.info.layouts.find((candidate) => candidate.name === name);
    if (layout === undefined) throw new Error(`The site has no layout "${name}".`);
    if (layout === opening.layout) return opening.placed();
    const key = `${this.info.folder}/layout-${name}`;
    return this.#placings.get(key, async () => {
      const bytes = await loader.load(key, { ahead });
      return decoder.run("layout", [bytes, count, layout.aspect, `${key}.js`], [bytes.buffer]);
    });
  }

  #pages(kind: string): Pages<NeighborPage> {
    const { loader, count } = this.#shared;
    const { folder, neighbors } = this.info;
    const held = this.#rows.get(kind);
    const pages = held ?? new Pages(loader, { kind: `${folder}/${kind}`, page: neighbors.page, count }, readNeighbors);
    this.#rows.set(kind, pages);
    return pages;
  }
}
