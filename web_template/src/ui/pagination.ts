/** Owns how a list of pictures is parted into pages, and the links that lead from one page to another. */

import { element, icon } from "./dom";
import { texts } from "./texts";

export const PAGE_SIZE = 60;

/** Pages that a list takes; an empty list has one, which says so. */
export function pageCount(count: number): number {
  return Math.max(1, Math.ceil(count / PAGE_SIZE));
}

/** Rank of an id in an ascending list; null: the list of all ids. -1 where it is not in the list. */
export function rankOf(ids: Uint32Array | null, id: number): number {
  if (ids === null) return id;
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

/** The ids of a page; `ids` null: of all ids below `count`. */
export function idsOf(page: number, ids: Uint32Array | null, count: number): number[] {
  const first = page * PAGE_SIZE;
  const last = Math.min(ids?.length ?? count, first + PAGE_SIZE);
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => ids?.[first + index] ?? first + index);
}

/** The pages that get a number: the first, the last and those about the current one; null stands for a gap. */
export function pageNumbers(current: number, count: number): (number | null)[] {
  const shown = new Set([0, count - 1]);
  // Near an end the run keeps its length, so that the links do not move under the pointer.
  const first = Math.max(0, Math.min(current - 1, count - 5));
  const last = Math.min(count - 1, Math.max(current + 1, 4));
  for (let page = first; page <= last; page++) shown.add(page);
  const numbers: (number | null)[] = [];
  for (const page of [...shown].sort((a, b) => a - b)) {
    const before = numbers.at(-1) ?? -1;
    // A gap of a single page is shown as that page.
    if (page - before === 2) numbers.push(page - 1);
    else if (page - before > 2) numbers.push(null);
    numbers.push(page);
  }
  return numbers;
}

/** @param link makes a link to a page */
export function fillPageLinks(
  nav: HTMLElement,
  current: number,
  count: number,
  link: (page: number) => HTMLAnchorElement,
): void {
  nav.hidden = count < 2;
  const step = (page: number, name: "previous" | "next"): HTMLElement => {
    const exists = page >= 0 && page < count;
    const made = exists ? link(page) : element("span", { "aria-disabled": "true" });
    made.className = "button button-icon";
    made.title = texts.gallery[name];
    if (exists) {
      made.setAttribute("aria-label", texts.gallery[name]);
      made.setAttribute("rel", name === "previous" ? "prev" : "next");
    }
    made.append(icon(name));
    return made;
  };
  const numbers = pageNumbers(current, count).map((page) => {
    if (page === null) return element("span", { class: "pages-gap", "aria-hidden": "true" }, "…");
    const made = link(page);
    made.className = "button pages-number";
    made.textContent = texts.number(page + 1);
    made.setAttribute("aria-label", texts.gallery.page(page + 1, count));
    if (page === current) made.setAttribute("aria-current", "page");
    return made;
  });
  nav.replaceChildren(step(current - 1, "previous"), ...numbers, step(current + 1, "next"));
}
