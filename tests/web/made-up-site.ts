/** A site made up in memory: what its manifest says and what its files hold, as the loader would read them. */

import { gzipSync } from "node:zlib";
import type { Manifest, Model } from "../../web_template/src/types";

export function manifest(changes: Partial<Manifest>): Manifest {
  const count = changes.count ?? 100;
  const tier = (size: number): Manifest["tiers"][number] => {
    const capacity = (1024 / size) ** 2;
    return { size, capacity, pages: Math.ceil(count / capacity) };
  };
  return {
    format: "pixgen-site",
    version: 1,
    generator: "pixgen 0.1.0",
    build: "b",
    title: "A site",
    description: "",
    count,
    seed: 24,
    models: [model({})],
    duplicates: null,
    records: { page: 2 },
    points: { stride: 1, page: 131072 },
    tiers: [tier(8), tier(32), tier(128)],
    columns: [{ name: "category", type: "category" }],
    roles: {},
    ...changes,
  };
}

export function model(changes: Partial<Model>): Model {
  return {
    name: "m",
    title: "M",
    dimensions: 3,
    folder: "data",
    neighbors: { count: 3, page: 1024, method: "exact" },
    least: null,
    within: [],
    layouts: [
      { name: "map", title: "Map", description: "", aspect: 1.6, cell: 0.1, shape: 1 },
      { name: "grid", title: "Grid", description: "", aspect: 1, cell: 0.1, shape: 1 },
    ],
    hotspots: [],
    ...changes,
  };
}

/** The text of a data script. */
export function script(key: string, payload: Uint8Array): string {
  return `PX("${key}",function(){/*${Buffer.from(payload).toString("base64")}*/})\n`;
}

export function json(key: string, value: unknown): string {
  return script(key, gzipSync(JSON.stringify(value)));
}
