/** Owns the site's data as the rest of the page sees it: what is fetched when, and what is kept. */

import type { ImageRecord, Manifest, NeighborList, PageSettings, Points, Positions, Tier } from "../types";
import type { Site } from "./api";
import { PromiseCache } from "./cache";
import { gunzip, parseJson } from "./decode";
import { Decoder } from "./decoder";
import type { Grid } from "./grid";
import { Loader } from "./loader";
import { readManifest } from "./manifest";
import { readNeighbors, type NeighborPage } from "./neighbors";
import { addSlice, furtherSlices } from "./points";
import { readRecords, type RecordPage } from "./records";
import type { Placed } from "./tasks";

/** Pages of neighbours and records kept, 1,024 ids each: half a megabyte in memory. */
const PAGES_KEPT = 8;

type Bytes = Uint8Array<ArrayBuffer>;

export interface SiteOptions {
  readonly loader?: Loader;
  readonly decoder?: Decoder;
  /** The tier that the first picture waits for, if any: where it is one page, that is asked for beside the points. */
  readonly early?: (manifest: Manifest) => Tier | null;
}

/** Fetch the manifest; the points are asked for beside it. */
export async function openSite(settings: Pick<PageSettings, "build">, options: SiteOptions = {}): Promise<Site> {
  const { loader = new Loader(settings), decoder = new Decoder(), early = () => null } = options;
  const points = loader.load("data/points");
  points.catch(() => undefined);
  const text = await gunzip(await loader.load("data/manifest"), "data/manifest.js");
  const manifest = readManifest(parseJson(text, "data/manifest.js"), "data/manifest.js");
  return new LoadedSite(manifest, loader, decoder, points, early(manifest));
}

class LoadedSite implements Site {
  readonly traffic: { requests: number; bytes: number };
  readonly #loader: Loader;
  readonly #decoder: Decoder;
  readonly #whole = new PromiseCache<unknown>(Infinity);
  readonly #records = new PromiseCache<RecordPage>(PAGES_KEPT);
  readonly #neighbors = new PromiseCache<NeighborPage>(PAGES_KEPT);
  /** Pages of cells asked for before the map asks; each is handed out once. */
  readonly #early = new Map<string, Promise<Bytes>>();

  constructor(readonly manifest: Manifest, loader: Loader, decoder: Decoder, points: Promise<Bytes>, early: Tier | null) {
    this.#loader = loader;
    this.#decoder = decoder;
    this.traffic = loader.traffic;
    this.#readPoints(() => points).catch(() => undefined);
    if (early?.pages === 1) {
      const key = `tiles/${early.size}/0`;
      const page = loader.load(key);
      page.catch(() => undefined);
      this.#early.set(key, page);
    }
  }

  points(): Promise<Points> {
    return this.#readPoints(() => this.#loader.load("data/points"));
  }

  /** The slices come one after the other, so that pages of pictures find free places between them. */
  allPoints(): Promise<Points> {
    return this.#whole.get("all points", async () => {
      const points = await this.points();
      if (points.stride === 1) return points;
      const { manifest } = this;
      const { positions, looks } = points;
      for (let slice = 1; slice <= furtherSlices(manifest); slice++) {
        const key = `data/points-${slice}`;
        const bytes = await this.#loader.load(key);
        const part = await this.#decoder.run("slice", [bytes, slice, this.#slicing, `${key}.js`], [bytes.buffer]);
        addSlice({ positions, looks }, part, slice, manifest);
      }
      const grid = await this.#decoder.run("grid", [positions.slice(), manifest.layouts[0]!.aspect]);
      return { stride: 1, positions, looks, grid };
    }) as Promise<Points>;
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
    return this.#whole.get("data/groups", async () => {
      const bytes = await this.#loader.load("data/groups");
      return this.#decoder.run("groups", [bytes, this.manifest.count, "data/groups.js"], [bytes.buffer]);
    }) as Promise<Uint16Array>;
  }

  async record(id: number): Promise<ImageRecord> {
    const key = this.#pageKey("records", id, this.manifest.records.page);
    const page = await this.#records.get(key, async () => {
      const value = parseJson(await this.#unpack(key), `${key}.js`);
      return readRecords(value, this.manifest.columns.length, `${key}.js`);
    });
    const record = page.records[id - page.first];
    if (record === undefined) throw new Error(`${key}.js holds no record of id ${id}.`);
    return record;
  }

  async neighbors(id: number): Promise<NeighborList> {
    const key = this.#pageKey("neighbors", id, this.manifest.neighbors.page);
    const page = await this.#neighbors.get(key, async () => {
      return readNeighbors(await this.#unpack(key), `${key}.js`);
    });
    return page.of(id);
  }

  tile(size: number, page: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const key = `tiles/${size}/${page}`;
    const early = this.#early.get(key);
    this.#early.delete(key);
    return early ?? this.#loader.load(key, { signal });
  }

  #readPoints(load: () => Promise<Bytes>): Promise<Points> {
    return this.#whole.get("data/points", async () => {
      const bytes = await load();
      const { points, layouts } = this.manifest;
      const inputs = [bytes, this.#slicing, layouts[0]!.aspect, "data/points.js"] as const;
      return { stride: points.stride, ...(await this.#decoder.run("points", [...inputs], [bytes.buffer])) };
    }) as Promise<Points>;
  }

  async #placed(name: string, ahead = false): Promise<Placed> {
    const { count, layouts } = this.manifest;
    if (name === layouts[0]!.name) return this.allPoints();
    const layout = layouts.find((candidate) => candidate.name === name);
    if (layout === undefined) throw new Error(`The site has no layout "${name}".`);
    const key = `data/layout-${name}`;
    return this.#whole.get(key, async () => {
      const bytes = await this.#loader.load(key, { ahead });
      return this.#decoder.run("layout", [bytes, count, layout.aspect, `${key}.js`], [bytes.buffer]);
    }) as Promise<Placed>;
  }

  async #unpack(key: string): Promise<Bytes> {
    return gunzip(await this.#loader.load(key), `${key}.js`);
  }

  /** What a slice is read by, without the rest of the manifest: it is copied to where that is done. */
  get #slicing(): Pick<Manifest, "count" | "points"> {
    const { count, points } = this.manifest;
    return { count, points };
  }

  #pageKey(kind: string, id: number, perPage: number): string {
    if (!Number.isInteger(id) || id < 0 || id >= this.manifest.count) {
      throw new Error(`The site has no id ${id}; its ids run from 0 to ${this.manifest.count - 1}.`);
    }
    return `data/${kind}/${Math.floor(id / perPage)}`;
  }
}
