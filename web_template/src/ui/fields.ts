/** Owns how a record's metadata is read by a person: which value is a text, a tag, a link or a plain field. */

import type { Column, ImageRecord, Manifest } from "../types";
import { element, icon } from "./dom";
import { texts } from "./texts";

export interface Fields {
  readonly heading: string;
  /** Text under the heading; "" where the heading says it all. */
  readonly description: string;
  readonly tags: readonly string[];
  /** null: none, or an address that is not http or https. */
  readonly link: string | null;
  readonly rows: readonly Row[];
}

interface Row {
  readonly name: string;
  readonly type: Column["type"];
  readonly value: string;
}

export function fieldsOf(record: ImageRecord, manifest: Manifest): Fields {
  const { roles } = manifest;
  const shown = new Set([roles.title, roles.description, roles.tags].filter((name) => name !== undefined));
  const value = (name: string | undefined): string => valueOf(record, manifest, name);
  const link = webAddress(value(roles.link));
  if (link !== null && roles.link !== undefined) shown.add(roles.link);
  return {
    ...headed(record.title, value(roles.description)),
    tags: splitTags(value(roles.tags)),
    link,
    rows: manifest.columns
      .filter(({ name }) => !shown.has(name) && value(name) !== "")
      .map(({ name, type }) => ({ name: columnTitle(name), type, value: value(name) })),
  };
}

/** What a record says in the column of this name; "" where it says nothing or there is none. */
export function valueOf(record: ImageRecord, manifest: Manifest, name: string | undefined): string {
  const column = manifest.columns.findIndex((candidate) => candidate.name === name);
  return column < 0 ? "" : (record.values[column] ?? "").trim();
}

/** A title that is only the beginning of the description gives way to the whole of it. */
function headed(title: string, description: string): { heading: string; description: string } {
  const beginning = title.replace(/…$/, "").trim();
  return beginning !== "" && description.startsWith(beginning)
    ? { heading: description, description: "" }
    : { heading: title, description };
}

/** The address when it is a whole http or https URL, else null: no other scheme becomes a link. */
export function webAddress(text: string): string | null {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null; // not an address: shown as plain text
  }
}

/** The tags of a column of tags, each once. */
export function splitTags(text: string): string[] {
  const tags = text.split("|").map((tag) => tag.trim());
  return [...new Set(tags.filter((tag) => tag !== ""))];
}

/** "date_taken" as "Date taken". */
export function columnTitle(name: string): string {
  const words = name.replace(/[_\s]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A number such as 40.71277600000001, a place on earth or a measurement, is cut to what a person reads. */
export function readable(value: string): string {
  if (!/^[+-]?\d{1,9}\.\d{6,}$/.test(value)) return value;
  const number = Number(value);
  // Five decimals would leave little or nothing of a small number.
  return Math.abs(number) < 0.001 && number !== 0 ? value : String(Number(number.toFixed(5)));
}

/** Everything about a picture that is not its heading and description. */
export function fieldElements(fields: Fields, record: ImageRecord): HTMLElement[] {
  const made: HTMLElement[] = [];
  if (fields.tags.length > 0) made.push(chips(fields.tags));
  const rows: readonly Row[] = [
    ...fields.rows,
    { name: texts.detail.file, type: "text", value: record.name },
    { name: texts.detail.size, type: "text", value: texts.detail.pixels(record.width, record.height) },
  ];
  made.push(
    element(
      "dl",
      { class: "fields" },
      ...rows.map((row) => element("div", {}, element("dt", {}, row.name), definition(row))),
    ),
  );
  const links = element("p", { class: "detail-links" });
  if (fields.link !== null) links.append(outLink(fields.link, texts.detail.link));
  links.append(outLink(record.image, texts.detail.alone));
  made.push(links);
  return made;
}

function definition({ type, value }: Row): HTMLElement {
  if (type === "tags") return element("dd", {}, chips(splitTags(value)));
  const address = type === "link" ? webAddress(value) : null;
  if (address !== null) return element("dd", {}, outLink(address, value));
  // A number that is shown shortened stands in full in its tooltip.
  const shown = type === "number" || type === "coordinate" ? readable(value) : value;
  return element("dd", { title: shown === value ? null : value }, shown);
}

function chips(tags: readonly string[]): HTMLElement {
  return element("ul", { class: "chips" }, ...tags.map((tag) => element("li", { class: "chip" }, tag)));
}

function outLink(address: string, text: string): HTMLAnchorElement {
  const link = element("a", { class: "link", href: address, target: "_blank", rel: "noopener noreferrer" }, text);
  link.append(icon("leave"));
  return link;
}
