/** Owns the choice of what the open picture is compared with: all pictures, those that share its value, or those of another. */

import type { Among } from "../data/api";
import type { Column, Within } from "../types";
import { element, iconButton } from "./dom";
import { columnTitle } from "./fields";
import { texts } from "./texts";

export class AmongChoice {
  readonly root = element("div", { class: "among" });
  private offered: readonly (Among | null)[] = [];
  private readonly select = element("select", { class: "among-select", "aria-label": texts.among.label });
  private readonly leave: HTMLButtonElement;

  constructor(
    private readonly columns: readonly Column[],
    onChoose: (among: Among | null) => void,
  ) {
    this.leave = iconButton("close", texts.among.leave, () => {
      this.select.focus({ preventScroll: true });
      onChoose(null);
    });
    this.select.addEventListener("change", () => onChoose(this.offered[this.select.selectedIndex] ?? null));
    this.root.append(this.select, this.leave);
  }

  /** Offer these columns, each with the picture's own value first. */
  offer(within: readonly Within[]): void {
    this.offered = choicesOf(within);
    const option = (among: Among | null): HTMLOptionElement => element("option", {}, nameOf(among, this.columns));
    const groups = within.map(({ column }) => {
      const options = this.offered.filter((among) => among?.column === column).map(option);
      return element("optgroup", { label: columnTitle(column) }, ...options);
    });
    this.select.replaceChildren(option(null), ...groups);
    this.root.hidden = within.length === 0;
  }

  mark(among: Among | null): void {
    this.select.selectedIndex = Math.max(0, this.offered.findIndex((other) => sameAmong(other, among)));
    this.leave.hidden = among === null;
    this.root.toggleAttribute("data-restricted", among !== null);
  }
}

/** What can be chosen, in the order of the list; null: all pictures. */
export function choicesOf(within: readonly Within[]): (Among | null)[] {
  const each = ({ column, values }: Within): Among[] => [null, ...values].map((value) => ({ column, value }));
  return [null, ...within.flatMap(each)];
}

export function nameOf(among: Among | null, columns: readonly Column[]): string {
  if (among === null) return texts.among.all;
  const { column, value } = among;
  if (value !== null) return value;
  const tags = columns.some(({ name, type }) => name === column && type === "tags");
  return tags ? texts.among.shared(column) : texts.among.same(column);
}

export function sameAmong(one: Among | null, other: Among | null): boolean {
  return one?.column === other?.column && one?.value === other?.value;
}
