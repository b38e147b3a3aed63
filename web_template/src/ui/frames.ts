/** Owns how much of the window the panels take, and what is out of reach beneath a panel that covers the map. */

import type { Box } from "../scene/api";
import { byId } from "./dom";
import { freeBox, freeInsets, type Edge, type Insets } from "./placement";

/** Below this height (a phone on its side) the groups stay folded until asked for. */
const TIGHT_HEIGHT = 520;

export class Frames {
  insets: Insets = { top: 0, right: 0, bottom: 0, left: 0 };
  free: Box = { x: 0, y: 0, width: innerWidth, height: innerHeight };
  /** The open detail panel covers the whole map. */
  covered = false;
  private readonly header = byId("header", HTMLElement);
  private readonly hotspots = byId("hotspots", HTMLElement);
  private readonly arrangement = byId("arrangement", HTMLElement);
  private readonly duplicates = byId("duplicates", HTMLElement);
  private readonly behind: readonly HTMLElement[];
  private readonly observers: readonly ResizeObserver[];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly detail: HTMLElement,
    onResize: () => void,
  ) {
    this.behind = [this.header, canvas, byId("dock", HTMLElement), byId("zoom", HTMLElement)];
    // Made after the scene's own observer, and so called after it: the scene knows its new size by then.
    const resized = new ResizeObserver(() => onResize());
    resized.observe(canvas);
    const dock = byId("dock", HTMLElement);
    const selection = byId("selection", HTMLElement);
    // On narrow screens the zoom buttons stand on the dock, however high its parts make it; the bar of the selection,
    // which one of these buttons brings, stands beside them, so that they stay under the finger.
    const docked = new ResizeObserver(() => {
      const bar = selection.hidden ? 0 : selection.offsetHeight + parseFloat(getComputedStyle(dock).rowGap);
      document.body.style.setProperty("--dock-height", `${dock.offsetHeight - bar}px`);
    });
    docked.observe(dock);
    this.observers = [resized, docked];
  }

  get tight(): boolean {
    return this.canvas.clientHeight < TIGHT_HEIGHT;
  }

  dispose(): void {
    for (const observer of this.observers) observer.disconnect();
  }

  measure(): void {
    const window = { width: this.canvas.clientWidth, height: this.canvas.clientHeight };
    const detail = this.detail.getBoundingClientRect();
    const open = document.body.dataset["detail"] === "open";
    this.covered = open && detail.width > 0.9 * window.width && detail.height > 0.8 * window.height;
    const listed = document.body.dataset["duplicates"] === "open";
    for (const part of this.behind) part.inert = this.covered || listed;
    this.duplicates.inert = this.covered;
    const panels: { edge: Edge; box: Box }[] = [
      { edge: "top", box: this.header.getBoundingClientRect() },
      { edge: "bottom", box: this.arrangement.getBoundingClientRect() },
    ];
    const aside = getComputedStyle(this.hotspots).position === "fixed";
    if (!aside) panels.push({ edge: "bottom", box: this.hotspots.getBoundingClientRect() });
    else if (this.hotspots.dataset["folded"] !== "true") {
      panels.push({ edge: "left", box: this.hotspots.getBoundingClientRect() });
    }
    if (open && !this.covered) {
      panels.push({ edge: detail.width > 0.9 * window.width ? "bottom" : "right", box: detail });
    }
    this.insets = freeInsets(window, panels);
    this.free = freeBox(window, this.insets);
  }
}
