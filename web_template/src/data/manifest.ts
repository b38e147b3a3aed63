/** Owns the reader of data/manifest and the refusal of one that cannot be right. */

import { COLUMN_TYPES, type Column, type LayoutInfo, type Manifest, type Tier } from "../types";

const VERSION = 1;
const PAGE = 1024;

export function readManifest(value: unknown, file: string): Manifest {
  if (value === null || typeof value !== "object" || (value as Manifest).format !== "pixgen-site") {
    throw new Error(`${file} is not the manifest of a pixgen site.`);
  }
  const manifest = value as Manifest;
  if (manifest.version !== VERSION) {
    throw new Error(`${file} has version ${String(manifest.version)} of its format; this viewer reads version ${VERSION}.`);
  }
  require(file, isCount(manifest.count, 1), `"count" is ${JSON.stringify(manifest.count)}, not a whole number above 0`);
  for (const key of ["build", "title", "description", "generator"] as const) {
    require(file, typeof manifest[key] === "string", `"${key}" is not a text`);
  }
  for (const key of ["tiers", "layouts", "hotspots", "columns"] as const) {
    require(file, Array.isArray(manifest[key]), `"${key}" is not a list`);
  }
  require(file, isCount(manifest.neighbors?.count, 0) && isCount(manifest.neighbors.page, 1), `"neighbors" lacks its counts`);
  require(file, isCount(manifest.records?.page, 1), `"records" lacks its page`);
  require(file, isCount(manifest.points?.stride, 1) && isCount(manifest.points.page, 1), `"points" lacks its slices`);
  require(file, manifest.points.page % manifest.points.stride === 0, `its slices of points are no multiples of the stride`);
  require(file, manifest.layouts.length > 0, "it names no layout");
  manifest.layouts.forEach((layout) => checkLayout(layout, file));
  require(file, manifest.tiers.length > 0, "it names no tier");
  manifest.tiers.forEach((tier, i) => checkTier(tier, manifest.tiers[i - 1], manifest.count, file));
  manifest.hotspots.forEach((hotspot, i) => {
    const { representative } = hotspot;
    require(file, isCount(representative, 0) && representative < manifest.count, `hotspot ${i} is represented by id ${representative}`);
  });
  manifest.columns.forEach((column, i) => checkColumn(column, i, file));
  return { ...manifest, roles: manifest.roles ?? {} };
}

function checkLayout(layout: LayoutInfo, file: string): void {
  require(file, typeof layout.name === "string" && /^[a-z0-9-]+$/.test(layout.name), `a layout is named ${JSON.stringify(layout.name)}`);
  require(file, isPositive(layout.aspect), `layout "${layout.name}" has the aspect ${layout.aspect}`);
  require(file, isPositive(layout.cell), `layout "${layout.name}" has the cell ${layout.cell}`);
  require(file, isPositive(layout.shape), `layout "${layout.name}" has the shape ${layout.shape}`);
}

function checkTier(tier: Tier, before: Tier | undefined, count: number, file: string): void {
  const { size, capacity, pages } = tier;
  require(file, isCount(size, 1) && PAGE % size === 0 && capacity === (PAGE / size) ** 2, `tier ${size} has the capacity ${capacity}`);
  require(file, before === undefined || before.size < size, "its tiers do not ascend in size");
  require(file, pages === Math.ceil(count / capacity), `tier ${size} has ${pages} pages for ${count} images`);
}

function checkColumn(column: Column, i: number, file: string): void {
  require(file, typeof column?.name === "string", `column ${i} has no name`);
  require(file, COLUMN_TYPES.includes(column.type), `column "${column.name}" has the type ${JSON.stringify(column.type)}`);
}

function require(file: string, holds: boolean, what: string): void {
  if (!holds) throw new Error(`${file} is damaged: ${what}.`);
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}
