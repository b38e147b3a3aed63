/** Owns the site's data as the rest of the page sees it: what is fetched when, and what is kept. */

import type { ImageRecord, Manifest, NeighborList, PageSettings, Points, Positions } from "../types";
import type { Site } from "./api";
import { expectCount } from "./binary";
import { PromiseCache } from "./cache";
import { gunzip, parseJson } from "./decode";
import { readGroups } from "./groups";
import { readLayout } from "./layout";
import { Loader } from "./loader";
import { readManifest } from "./manifest";
import { readNeighbors, type NeighborPage } from "./neighbors";
import { addPoints, furtherSlices, readPoints } from "./points";
import { readRecords, type RecordPage } from "./records";

/** Pages of neighbours and records kept, 1,024 ids each. */
const PAGES_KEPT = 24;
/** Coarsest tiers of at most this many pages are wanted whole by the first view. */
const EARLY_PAGES = 2;

/** Fetch the manifest; the points are asked for beside it, the first page of pictures right after it. */
export async function openSite(settings: Pick<PageSettings, "build">, loader = new Loader(settings)): Promise<Site> {
  const points = unpack(loader, "data/points");
  points.catch(() => undefined);
  const manifest = readManifest(parseJson(await unpack(loader, "data/manifest"), "data/manifest.js"), "data/manifest.js");
  return new LoadedSite(manifest, loader, points);
}

async function unpack(loader: Loader, key: string): Promise<Uint8Array<ArrayBuffer>> {
  return gunzip(await loader.load(key), `${key}.js`);
}

class LoadedSite implements Site {
  readonly traffic: { requests: number; bytes: number };
  readonly #loader: Loader;
  readonly #whole = new PromiseCache<unknown>(Infinity);
  readonly #records = new PromiseCache<RecordPage>(PAGES_KEPT);
  readonly #neighbors = new PromiseCache<NeighborPage>(PAGES_KEPT);
  /** Pages of cells asked for before the map asks; each is handed out once. */
  readonly #early = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  constructor(readonly manifest: Manifest, loader: Loader, points: Promise<Uint8Array>) {
    this.#loader = loader;
    this.traffic = loader.traffic;
    this.#readPoints(() => points).catch(() => undefined);
    const coarsest = manifest.tiers[0]!;
    if (coarsest.pages <= EARLY_PAGES) {
      const key = `tiles/${coarsest.size}/0`;
      const page = loader.load(key);
      page.catch(() => undefined);
      this.#early.set(key, page);
    }
  }

  points(): Promise<Points> {
    return this.#readPoints(() => unpack(this.#loader, "data/points"));
  }

  /** The slices come one after the other, so that pages of pictures find free places between them. */
  allPoints(): Promise<Points> {
    return this.#whole.get("all points", async () => {
      const points = await this.points();
      for (let slice = 1; slice <= furtherSlices(this.manifest); slice++) {
        const key = `data/points-${slice}`;
        addPoints(points, await unpack(this.#loader, key), slice, this.manifest, `${key}.js`);
      }
      return points.stride === 1 ? points : { ...points, stride: 1 };
    }) as Promise<Points>;
  }

  async layout(name: string): Promise<Positions> {
    if (name === this.manifest.layouts[0]!.name) return (await this.allPoints()).positions;
    if (!this.manifest.layouts.some((layout) => layout.name === name)) {
      throw new Error(`The site has no layout "${name}".`);
    }
    const key = `data/layout-${name}`;
    return this.#whole.get(key, async () => {
      const positions = readLayout(await unpack(this.#loader, key), `${key}.js`);
      expectCount(positions.length / 2, this.manifest.count, `${key}.js`);
      return positions;
    }) as Promise<Positions>;
  }

  groups(): Promise<Uint16Array> {
    return this.#whole.get("data/groups", async () => {
      const groups = readGroups(await unpack(this.#loader, "data/groups"), "data/groups.js");
      expectCount(groups.length, this.manifest.count, "data/groups.js");
      return groups;
    }) as Promise<Uint16Array>;
  }

  async record(id: number): Promise<ImageRecord> {
    const key = this.#pageKey("records", id, this.manifest.records.page);
    const page = await this.#records.get(key, async () => {
      const value = parseJson(await unpack(this.#loader, key), `${key}.js`);
      return readRecords(value, this.manifest.columns.length, `${key}.js`);
    });
    const record = page.records[id - page.first];
    if (record === undefined) throw new Error(`${key}.js holds no record of id ${id}.`);
    return record;
  }

  async neighbors(id: number): Promise<NeighborList> {
    const key = this.#pageKey("neighbors", id, this.manifest.neighbors.page);
    const page = await this.#neighbors.get(key, async () => {
      return readNeighbors(await unpack(this.#loader, key), `${key}.js`);
    });
    return page.of(id);
  }

  tile(size: number, page: number, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const key = `tiles/${size}/${page}`;
    const early = this.#early.get(key);
    this.#early.delete(key);
    return early ?? this.#loader.load(key, signal);
  }

  #readPoints(bytes: () => Promise<Uint8Array>): Promise<Points> {
    const read = async (): Promise<Points> => readPoints(await bytes(), this.manifest, "data/points.js");
    return this.#whole.get("data/points", read) as Promise<Points>;
  }

  #pageKey(kind: string, id: number, perPage: number): string {
    if (!Number.isInteger(id) || id < 0 || id >= this.manifest.count) {
      throw new Error(`The site has no id ${id}; its ids run from 0 to ${this.manifest.count - 1}.`);
    }
    return `data/${kind}/${Math.floor(id / perPage)}`;
  }
}
