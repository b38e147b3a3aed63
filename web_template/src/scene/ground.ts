/** Owns the layout on show: how the one asked for comes, and what the pictures are to a pointer there. */

import type { Site } from "../data/api";
import type { Grid } from "../data/grid";
import type { LayoutInfo, Points, Positions } from "../types";
import { GridIndex } from "./grid-index";
import type { Pickable } from "./picker";

export class Ground {
  map: Pickable;
  readonly #site: Site;
  readonly #looks: Points["looks"];
  /** Counts the calls of `find`: only the last one may act. */
  #call = 0;

  constructor(site: Site, points: Points) {
    this.#site = site;
    this.#looks = points.looks;
    this.map = this.#mapOf(site.models[0]!.info.layouts[0]!, points.positions, points.grid);
  }

  /** Index of the model whose layout is on show. */
  get model(): number {
    return this.#site.models.findIndex(({ info }) => info.layouts.includes(this.map.layout));
  }

  /** A layout of a model by its name, fetched when first asked for; null when another one was asked for meanwhile. */
  async find(name: string, number: number): Promise<Pickable | null> {
    const call = ++this.#call;
    const model = this.#site.models[number];
    const layout = model?.info.layouts.find((candidate) => candidate.name === name);
    if (model === undefined || layout === undefined) throw new Error(`The site has no layout "${name}".`);
    if (layout === this.map.layout) return this.map;
    const [positions, grid] = await Promise.all([model.layout(name), model.grid(name)]);
    return call === this.#call ? this.#mapOf(layout, positions, grid) : null;
  }

  /** All points are known, where only some were. */
  complete(points: Points): void {
    this.map = this.#mapOf(this.map.layout, points.positions, points.grid);
  }

  #mapOf(layout: LayoutInfo, positions: Positions, grid: Grid): Pickable {
    return { grid: new GridIndex(positions, layout.aspect, grid), positions, looks: this.#looks, layout };
  }
}
