/** Owns the pictures that the visitor has selected, and the bar that says how many and what can be done with them. */

import { decodeIds, encodeIds } from "../id-set";
import type { Line } from "../scene/api";
import { MOST_SELECTION, type PageState } from "../state";
import type { Announcer } from "./announcer";
import { byId, element, textButton } from "./dom";
import type { Spotlight } from "./spotlight";
import { texts } from "./texts";

/** The part of the page's state that this is. */
export type Selected = Pick<PageState, "selection" | "only">;

export interface SelectionActions {
  /** The visitor has made this of the selection. */
  commit(next: Selected): void;
  /** Take the focus, whose place is gone. */
  focus(): void;
}

export class Selection {
  readonly root = byId("selection", HTMLElement);
  private ids: Uint32Array | null = null;
  /** The ids as they stand in the state. */
  private code: string | null = null;
  private only = false;
  private invited = false;
  private readonly text = element("span", { class: "selection-text" });
  private readonly onlyButton = textButton(texts.selection.only, () => this.toggleOnly());
  private readonly clearButton = textButton(texts.selection.clear, () => this.clear(), "button-quiet");

  constructor(
    private readonly count: number,
    private readonly spotlight: Spotlight,
    private readonly announcer: Announcer,
    private readonly actions: SelectionActions,
  ) {
    this.root.setAttribute("role", "group");
    this.root.setAttribute("aria-label", texts.selection.label);
    this.root.append(this.text, element("span", { class: "selection-buttons" }, this.onlyButton, this.clearButton));
  }

  /** Bring map and bar to a state of the page. */
  restore({ selection, only }: Selected): void {
    if (selection !== this.code) this.ids = selection === null ? null : decodeIds(selection, this.count);
    this.code = selection;
    this.only = only && this.ids !== null;
    this.spotlight.showSelection(this.ids, this.only);
    this.show();
  }

  /** Say what the line is for, while there is nothing else to say. */
  invite(invited: boolean): void {
    this.invited = invited;
    this.show();
  }

  /** A line was drawn around these pictures. */
  take(inside: Uint32Array, intent: Line["intent"]): void {
    if (inside.length === 0) this.announcer.say(texts.selection.nothing);
    else this.become(combined(intent === "replace" ? null : this.ids, inside, intent !== "remove", this.count));
  }

  /** Add a picture, or take it away. */
  toggle(id: number): void {
    const add = this.ids === null || !this.ids.includes(id);
    this.become(combined(this.ids, [id], add, this.count));
  }

  toggleOnly(): void {
    if (this.ids === null) return;
    const only = !this.only;
    const count = texts.pictures(this.ids.length);
    const sentence = only ? texts.selection.onlyShown(count) : texts.selection.allShown;
    this.change({ selection: this.code, only }, sentence);
  }

  clear(): void {
    this.become(null);
  }

  /** Take back the last that was done with the selection; false: there is none. */
  undo(): boolean {
    if (this.ids === null) return false;
    if (this.only) this.toggleOnly();
    else this.clear();
    return true;
  }

  private become(ids: Uint32Array | null): void {
    const sentence = ids === null ? texts.selection.cleared : texts.selection.count(texts.pictures(ids.length));
    this.change({ selection: ids && encodeIds(ids), only: this.only && ids !== null }, sentence);
  }

  private change(next: Selected, sentence: string): void {
    this.actions.commit(next);
    this.restore(next);
    if ((next.selection?.length ?? 0) <= MOST_SELECTION) this.announcer.say(sentence);
    else this.announcer.warn(`${sentence}. ${texts.selection.unlinked}`);
  }

  private show(): void {
    const { ids } = this;
    const hadFocus = this.root.contains(document.activeElement);
    this.root.hidden = ids === null && !this.invited;
    this.text.textContent = ids === null ? texts.selection.draw : texts.pictures(ids.length);
    this.onlyButton.textContent = this.only ? texts.selection.all : texts.selection.only;
    this.onlyButton.hidden = this.clearButton.hidden = ids === null;
    if (hadFocus && ids === null) this.actions.focus();
  }
}

/** A set with further ids, or without them; null: nothing is left. */
function combined(set: Uint32Array | null, ids: ArrayLike<number>, add: boolean, count: number): Uint32Array | null {
  const mask = new Uint8Array(count);
  set?.forEach((id) => (mask[id] = 1));
  for (let i = 0; i < ids.length; i++) mask[ids[i]!] = add ? 1 : 0;
  const left = new Uint32Array(mask.reduce((sum, each) => sum + each, 0));
  for (let id = 0, at = 0; id < count; id++) if (mask[id] === 1) left[at++] = id;
  return left.length === 0 ? null : left;
}
