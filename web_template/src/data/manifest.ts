/** Owns the reader of data/manifest and the refusal of one that cannot be right. */

import { COLUMN_TYPES, type Column, type LayoutInfo, type Manifest, type Model, type Tier, type Within } from "../types";

const VERSION = 1;
const PAGE = 1024;
/** A folder of the site's data, or one in it. */
const FOLDER = /^data(\/[a-z0-9][a-z0-9_.-]*)*$/;

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
  for (const key of ["tiers", "models", "columns"] as const) {
    require(file, Array.isArray(manifest[key]), `"${key}" is not a list`);
  }
  require(file, isCount(manifest.records?.page, 1), `"records" lacks its page`);
  require(file, isCount(manifest.points?.stride, 1) && isCount(manifest.points.page, 1), `"points" lacks its slices`);
  require(file, manifest.points.page % manifest.points.stride === 0, `its slices of points are no multiples of the stride`);
  require(file, manifest.tiers.length > 0, "it names no tier");
  manifest.tiers.forEach((tier, i) => checkTier(tier, manifest.tiers[i - 1], manifest.count, file));
  manifest.columns.forEach((column, i) => checkColumn(column, i, file));
  require(file, manifest.models.length > 0, "it names no model");
  manifest.models.forEach((model) => checkModel(model, manifest, file));
  const { duplicates } = manifest;
  require(file, duplicates == null || isCount(duplicates.groups, 0), `"duplicates" lacks its count of groups`);
  return {
    ...manifest,
    models: manifest.models.map(complete),
    duplicates: duplicates?.groups ? duplicates : null,
    roles: manifest.roles ?? {},
  };
}

/** What a site may be built without is none of it. */
function complete(model: Model): Model {
  const { title, name, least, within } = model;
  return { ...model, title: title ?? name, least: least?.count ? least : null, within: within ?? [] };
}

function checkModel(model: Model, { count, columns }: Manifest, file: string): void {
  const { name, folder, neighbors, least, within, layouts, hotspots } = model;
  require(file, typeof name === "string" && name !== "", `a model is named ${JSON.stringify(name)}`);
  const wrong = (what: string): string => `model "${name}" ${what}`;
  require(file, typeof folder === "string" && FOLDER.test(folder), wrong(`lies in ${JSON.stringify(folder)}`));
  require(file, isCount(neighbors?.count, 0) && isCount(neighbors.page, 1), wrong(`lacks the counts of its "neighbors"`));
  require(file, least == null || isCount(least.count, 0), wrong(`lacks the count of its "least"`));
  require(file, Array.isArray(layouts) && layouts.length > 0, wrong("names no layout"));
  layouts.forEach((layout) => checkLayout(layout, file));
  require(file, Array.isArray(hotspots), wrong("lists no hotspots"));
  hotspots.forEach(({ representative }, i) => {
    const known = isCount(representative, 0) && representative < count;
    require(file, known, wrong(`has a hotspot ${i} represented by id ${representative}`));
  });
  for (const each of within ?? []) {
    require(file, columns.some(({ name }) => name === each.column), wrong(`restricts neighbours by ${JSON.stringify(each.column)}`));
    require(file, isSound(each), wrong(`lacks counts or values of "${each.column}"`));
  }
}

function isSound({ count, values, each }: Within): boolean {
  return isCount(count, 0) && isCount(each, 0) && Array.isArray(values) && values.every((value) => typeof value === "string");
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
