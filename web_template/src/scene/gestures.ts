/** Owns the pointers on the map: turns mouse, touch, pen and wheel into pans, zooms, taps, hovers and drawn lines. */

import type { Line } from "./api";
import type { Point } from "./frame";
import { Stroke } from "./stroke";

export interface GestureHandler {
  /** A pointer went down: whatever moves should stop. */
  grab(): void;
  pan(dx: number, dy: number): void;
  /** `glide`: the step came from a notched wheel and should be spread over a moment. */
  zoom(factor: number, at: Point, glide: boolean): void;
  /** The last pointer was lifted, at a speed in CSS pixels per millisecond; `dragged`: it had moved. */
  release(vx: number, vy: number, dragged: boolean): void;
  /** `finger`: less exact than a mouse or pen. */
  tap(at: Point, finger: boolean): void;
  doubleTap(at: Point): void;
  /** Where a mouse or pen hovers; null: it left, or went down. */
  hover(at: Point | null): void;
  /** The line drawn so far; null: it was broken off. */
  line(line: Line | null): void;
}

/** CSS pixels a pointer may wander and still be a click. */
const WANDER = { mouse: 4, touch: 10 };
/** Milliseconds and CSS pixels within which two taps are a double tap. */
const DOUBLE = { time: 280, distance: 30 };
/** Milliseconds of movement that decide the speed at release. */
const MEMORY = 90;

interface Held {
  readonly startX: number;
  readonly startY: number;
  x: number;
  y: number;
}

interface Sample extends Point {
  readonly time: number;
}

export class Gestures {
  /** One pointer draws a line instead of moving the map. */
  lineTool = false;
  readonly #canvas: HTMLElement;
  readonly #handler: GestureHandler;
  readonly #abort = new AbortController();
  readonly #held = new Map<number, Held>();
  #trail: Sample[] = [];
  #dragging = false;
  #stroke: Stroke | null = null;
  /** Two fingers were down since the first touched: no tap. */
  #pinched = false;
  #lastTap: Sample | null = null;
  #pendingTap: ReturnType<typeof setTimeout> | undefined;

  constructor(canvas: HTMLElement, handler: GestureHandler) {
    this.#canvas = canvas;
    this.#handler = handler;
    canvas.style.touchAction = "none";
    const { signal } = this.#abort;
    canvas.addEventListener("pointerdown", (event) => this.#down(event), { signal });
    canvas.addEventListener("pointermove", (event) => this.#moved(event), { signal });
    canvas.addEventListener("pointerup", (event) => this.#up(event, true), { signal });
    canvas.addEventListener("pointercancel", (event) => this.#up(event, false), { signal });
    canvas.addEventListener("pointerleave", () => this.#held.size === 0 && handler.hover(null), { signal });
    canvas.addEventListener("wheel", (event) => this.#wheel(event), { signal, passive: false });
    canvas.addEventListener("gesturestart", (event) => event.preventDefault(), { signal });
  }

  /** True while a pointer holds the map. */
  get active(): boolean {
    return this.#held.size > 0;
  }

  /** Give up the line being drawn, and let go of its pointer; false: there is none. */
  dropLine(): boolean {
    if (!this.#breakOff()) return false;
    this.#held.clear();
    return true;
  }

  dispose(): void {
    this.#abort.abort();
    clearTimeout(this.#pendingTap);
  }

  #at(event: MouseEvent): Point {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.#held.size >= 2) return;
    const { x, y } = this.#at(event);
    if (this.#held.size === 0) {
      this.#dragging = false;
      this.#pinched = false;
      this.#trail = [];
      const held = event.pointerType === "mouse" && (event.shiftKey || event.altKey);
      this.#stroke = this.lineTool || held ? new Stroke(event) : null;
    } else {
      this.#breakOff();
      this.#pinched = true;
      this.#dragging = true;
    }
    this.#held.set(event.pointerId, { startX: x, startY: y, x, y });
    capture(this.#canvas, event.pointerId);
    this.#handler.grab();
  }

  #moved(event: PointerEvent): void {
    const at = this.#at(event);
    const held = this.#held.get(event.pointerId);
    if (held === undefined) {
      if (event.pointerType !== "touch" && this.#held.size === 0) this.#handler.hover(at);
      return;
    }
    const before = this.#grip();
    const beforeX = held.x;
    const beforeY = held.y;
    held.x = at.x;
    held.y = at.y;
    if (!this.#dragging) {
      const wander = event.pointerType === "mouse" ? WANDER.mouse : WANDER.touch;
      if (Math.hypot(at.x - held.startX, at.y - held.startY) <= wander) {
        held.x = beforeX;
        held.y = beforeY;
        return;
      }
      this.#dragging = true;
      this.#handler.hover(null);
    }
    if (this.#stroke !== null) {
      this.#stroke.extend(event);
      this.#handler.line(this.#stroke.line(false));
      return;
    }
    const after = this.#grip();
    this.#handler.pan(after.x - before.x, after.y - before.y);
    if (before.spread > 0 && after.spread > 0) this.#handler.zoom(after.spread / before.spread, after, false);
    this.#trail.push({ x: after.x, y: after.y, time: event.timeStamp });
  }

  #up(event: PointerEvent, willing: boolean): void {
    if (!this.#held.delete(event.pointerId)) return;
    if (this.#held.size > 0) {
      this.#trail = [];
      return;
    }
    const stroke = this.#dragging ? this.#stroke : null;
    this.#stroke = null;
    if (stroke !== null) this.#handler.line(willing ? stroke.line(true) : null);
    const { vx, vy } = stroke === null && this.#dragging && willing ? this.#speed(event.timeStamp) : { vx: 0, vy: 0 };
    this.#handler.release(vx, vy, this.#dragging);
    const at = this.#at(event);
    if (willing && !this.#dragging && !this.#pinched) this.#tapped({ ...at, time: event.timeStamp }, event.pointerType);
    if (event.pointerType !== "touch") this.#handler.hover(willing ? at : null);
  }

  #breakOff(): boolean {
    const drawn = this.#stroke !== null && this.#dragging;
    this.#stroke = null;
    if (drawn) this.#handler.line(null);
    return drawn;
  }

  /** A mouse click acts at once; a touch waits for the second tap that would make it a zoom. */
  #tapped(tap: Sample, pointerType: string): void {
    const last = this.#lastTap;
    clearTimeout(this.#pendingTap);
    if (last && tap.time - last.time < DOUBLE.time && Math.hypot(tap.x - last.x, tap.y - last.y) < DOUBLE.distance) {
      this.#lastTap = null;
      this.#handler.doubleTap(tap);
      return;
    }
    this.#lastTap = tap;
    if (pointerType === "touch") this.#pendingTap = setTimeout(() => this.#handler.tap(tap, true), DOUBLE.time);
    else this.#handler.tap(tap, false);
  }

  /** Middle of the pointers and, for two, the distance between them. */
  #grip(): Point & { spread: number } {
    const [a, b] = [...this.#held.values()];
    if (a === undefined) return { x: 0, y: 0, spread: 0 };
    if (b === undefined) return { x: a.x, y: a.y, spread: 0 };
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.hypot(a.x - b.x, a.y - b.y) };
  }

  #speed(now: number): { vx: number; vy: number } {
    const recent = this.#trail.filter((sample) => now - sample.time < MEMORY);
    const first = recent[0];
    const last = recent[recent.length - 1];
    if (first === undefined || last === undefined || last.time - first.time < 8) return { vx: 0, vy: 0 };
    const span = Math.max(now, last.time) - first.time;
    return { vx: (last.x - first.x) / span, vy: (last.y - first.y) / span };
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    const unit = event.deltaMode === 1 ? 32 : event.deltaMode === 2 ? 400 : 1;
    const dx = event.deltaX * unit;
    const dy = event.deltaY * unit;
    if (event.shiftKey || Math.abs(dx) > 2 * Math.abs(dy)) {
      this.#handler.pan(-(dx || dy), 0);
      this.#handler.release(0, 0, true);
      return;
    }
    const notched = !event.ctrlKey && (event.deltaMode !== 0 || (Math.abs(dy) >= 60 && Number.isInteger(dy)));
    const bounded = Math.max(-240, Math.min(240, dy));
    this.#handler.zoom(Math.exp(-bounded * (event.ctrlKey ? 0.01 : 0.0022)), this.#at(event), notched);
  }
}

/** Capturing fails for pointers that tests make up; the drag then simply ends at the canvas's edge. */
function capture(element: HTMLElement, pointer: number): void {
  if (element.isConnected) {
    try {
      element.setPointerCapture(pointer);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
    }
  }
}
