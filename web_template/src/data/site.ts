/** Owns the site's data as the rest of the page sees it: what is fetched when, and what is kept. */

import type { ImageRecord, Manifest, PageSettings, Points, Tier } from "../types";
import type { ModelData, Site } from "./api";
import { PromiseCache } from "./cache";
import { gunzip, parseJson } from "./decode";
import { Decoder } from "./decoder";
import { Duplicates, readDuplicates } from "./duplicates";
import { Loader } from "./loader";
import { readManifest } from "./manifest";
import { LoadedModel } from "./model";
import { Pages } from "./pages";
import { addSlice, furtherSlices } from "./points";
import { readRecords, type RecordPage } from "./records";

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
  readonly models: readonly ModelData[];
  readonly #loader: Loader;
  readonly #decoder: Decoder;
  readonly #whole = new PromiseCache<unknown>(Infinity);
  readonly #records: Pages<RecordPage>;
  /** Pages of cells asked for before the map asks; each is handed out once. */
  readonly #early = new Map<string, Promise<Bytes>>();

  constructor(readonly manifest: Manifest, loader: Loader, decoder: Decoder, points: Promise<Bytes>, early: Tier | null) {
    this.#loader = loader;
    this.#decoder = decoder;
    this.traffic = loader.traffic;
    const { count, columns, records, models } = manifest;
    const opening = { layout: models[0]!.layouts[0]!, placed: () => this.allPoints() };
    this.models = models.map((model) => new LoadedModel(model, { loader, decoder, count, opening }));
    this.#records = new Pages(loader, { kind: "data/records", page: records.page, count }, (bytes, file) =>
      readRecords(parseJson(bytes, file), columns.length, file),
    );
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
      const grid = await this.#decoder.run("grid", [positions.slice(), manifest.models[0]!.layouts[0]!.aspect]);
      return { stride: 1, positions, looks, grid };
    }) as Promise<Points>;
  }

  async record(id: number): Promise<ImageRecord> {
    const page = await this.#records.of(id);
    const record = page.records[id - page.first];
    if (record === undefined) throw new Error(`The site holds no record of id ${id}.`);
    return record;
  }

  duplicates(): Promise<Duplicates> {
    const key = "data/duplicates";
    return this.#whole.get(key, async () => {
      if (this.manifest.duplicates === null) return new Duplicates([]);
      const text = await gunzip(await this.#loader.load(key), `${key}.js`);
      return readDuplicates(parseJson(text, `${key}.js`), this.manifest.count, `${key}.js`);
    }) as Promise<Duplicates>;
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
      const { points, models } = this.manifest;
      const inputs = [bytes, this.#slicing, models[0]!.layouts[0]!.aspect, "data/points.js"] as const;
      return { stride: points.stride, ...(await this.#decoder.run("points", [...inputs], [bytes.buffer])) };
    }) as Promise<Points>;
  }

  /** What a slice is read by, without the rest of the manifest: it is copied to where that is done. */
  get #slicing(): Pick<Manifest, "count" | "points"> {
    const { count, points } = this.manifest;
    return { count, points };
  }
}
