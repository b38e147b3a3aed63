/** Owns the view over time: jumps, flights, wheel glides and inertia, all within the limits of the layout. */

import type { LayoutInfo, View } from "../types";
import { ease, planFlight, straight, type Flight } from "./flight";
import { freePart, homeView, limitView, zoomAbout, type Frame, type Point } from "./frame";

/** Milliseconds: how fast inertia dies, how fast a glide reaches its aim, a step of the map takes, bounds of a flight. */
const COAST = 300;
const GLIDE = 70;
const STEP = 220;
const FLIGHT = { perUnit: 520, least: 260, most: 2400 };
/** CSS pixels per millisecond under which a released drag simply stops. */
const SLOW = 0.03;
/** Of a drag: how much of its direction each step keeps, and how far ahead it looks, as a share of the free part. */
const STEADY = 0.7;
const OUTLOOK = 0.5;

type Move =
  | { readonly kind: "flight"; readonly path: Flight; readonly duration: number; elapsed: number }
  | { readonly kind: "coast"; vx: number; vy: number }
  | { readonly kind: "glide"; remaining: number; readonly at: Point };

export class Camera {
  #view: View;
  #layout: LayoutInfo;
  #frame: Frame;
  #move: Move | null = null;
  /** Whether the view is the whole layout by the visitor's or the page's wish; kept so through resizes. */
  #atHome = true;
  /** Where a drag is heading, in CSS pixels a step. */
  #drift: Point = { x: 0, y: 0 };
  #ahead: View | null = null;

  constructor(layout: LayoutInfo, frame: Frame) {
    this.#layout = layout;
    this.#frame = frame;
    this.#view = homeView(layout, frame);
  }

  get view(): View {
    return this.#view;
  }

  get frame(): Frame {
    return this.#frame;
  }

  get atHome(): boolean {
    return this.#atHome;
  }

  get moving(): boolean {
    return this.#move !== null;
  }

  /** Where the view is going by itself; where it is when nothing moves it. */
  get target(): View {
    const move = this.#move;
    if (move === null) return this.#view;
    if (move.kind === "flight") return move.path.at(1);
    if (move.kind === "coast") return this.#moved(move.vx * COAST, move.vy * COAST);
    return zoomAbout(this.#view, Math.exp(move.remaining), move.at, this.#layout, this.#frame);
  }

  /** What comes into view when a drag goes on as it did; null: nothing is dragged. */
  get ahead(): View | null {
    return this.#ahead;
  }

  /** A new size of the canvas or of its free part: home stays home, any other view keeps its centre. */
  reframe(frame: Frame): void {
    this.#frame = frame;
    if (this.#atHome && this.#move?.kind !== "flight") this.#view = homeView(this.#layout, frame);
    else this.#view = limitView(this.#view, this.#layout, frame);
  }

  /** The limits of another layout hold from now on; the view goes straight to `target` (null: home). */
  relayout(layout: LayoutInfo, target: View | null, milliseconds: number): void {
    this.#layout = layout;
    this.#atHome = target === null;
    this.#move = null;
    const to = target === null ? homeView(layout, this.#frame) : limitView(target, layout, this.#frame);
    if (milliseconds === 0) this.#view = to;
    else this.#move = { kind: "flight", path: straight(this.#view, to), duration: milliseconds, elapsed: 0 };
  }

  stop(): void {
    this.#move = null;
    this.#drift = { x: 0, y: 0 };
    this.#ahead = null;
  }

  home(animate: boolean): void {
    this.go(homeView(this.#layout, this.#frame), animate);
    this.#atHome = true;
  }

  /** Jump or fly to a view. */
  go(target: View, animate: boolean): void {
    const to = limitView(target, this.#layout, this.#frame);
    this.#atHome = false;
    this.#move = null;
    if (!animate) {
      this.#view = to;
      return;
    }
    const free = freePart(this.#frame);
    const path = planFlight(this.#view, to, Math.max(free.width, free.height));
    if (path.length < 1e-3) {
      this.#view = to;
      return;
    }
    const duration = Math.max(FLIGHT.least, Math.min(FLIGHT.most, path.length * FLIGHT.perUnit));
    this.#move = { kind: "flight", path, duration, elapsed: 0 };
  }

  zoom(factor: number, at: Point, animate: boolean): void {
    this.#atHome = false;
    if (animate) {
      const pending = this.#move?.kind === "glide" ? this.#move.remaining : 0;
      this.#move = { kind: "glide", remaining: pending + Math.log(factor), at };
    } else {
      this.#move = null;
      this.#view = zoomAbout(this.#view, factor, at, this.#layout, this.#frame);
    }
  }

  /** Move the map by CSS pixels, as a finger does. */
  pan(dx: number, dy: number): void {
    this.#atHome = false;
    this.#view = this.#moved(dx, dy);
    const x = STEADY * this.#drift.x + (1 - STEADY) * dx;
    const y = STEADY * this.#drift.y + (1 - STEADY) * dy;
    const free = freePart(this.#frame);
    const reach = (OUTLOOK * Math.min(free.width, free.height)) / Math.max(1, Math.hypot(x, y));
    this.#drift = { x, y };
    this.#ahead = this.#moved(x * reach, y * reach);
  }

  /** Move the map by CSS pixels, gliding there when `animate`. */
  panBy(dx: number, dy: number, animate: boolean): void {
    const { x, y, scale } = this.target;
    const to = limitView({ x: x - dx / scale, y: y - dy / scale, scale }, this.#layout, this.#frame);
    this.#atHome = false;
    this.#move = null;
    if (animate) this.#move = { kind: "flight", path: straight(this.#view, to), duration: STEP, elapsed: 0 };
    else this.#view = to;
  }

  /** Let go of the map at a speed in CSS pixels per millisecond. */
  coast(vx: number, vy: number): void {
    if (Math.hypot(vx, vy) > SLOW) this.#move = { kind: "coast", vx, vy };
  }

  /** Advance by milliseconds; true while there is more to come. */
  advance(milliseconds: number): boolean {
    const move = this.#move;
    if (move === null) return false;
    if (move.kind === "flight") {
      move.elapsed += milliseconds;
      const t = Math.min(1, move.elapsed / move.duration);
      this.#view = move.path.at(ease(t));
      if (t >= 1) this.#move = null;
    } else if (move.kind === "coast") {
      const before = this.#view;
      const kept = Math.exp(-milliseconds / COAST);
      this.pan(move.vx * COAST * (1 - kept), move.vy * COAST * (1 - kept));
      move.vx *= kept;
      move.vy *= kept;
      const stuck = before.x === this.#view.x && before.y === this.#view.y && milliseconds > 0;
      if (stuck || Math.hypot(move.vx, move.vy) < SLOW / 2) this.#move = null;
    } else {
      const step = move.remaining * (1 - Math.exp(-milliseconds / GLIDE));
      const last = Math.abs(move.remaining - step) < 0.002;
      const scale = this.#view.scale;
      this.#view = zoomAbout(this.#view, Math.exp(last ? move.remaining : step), move.at, this.#layout, this.#frame);
      move.remaining -= step;
      if (last || (scale === this.#view.scale && milliseconds > 0)) this.#move = null;
    }
    return this.#move !== null;
  }

  /** The view after the map has moved by CSS pixels. */
  #moved(dx: number, dy: number): View {
    const { x, y, scale } = this.#view;
    return limitView({ x: x - dx / scale, y: y - dy / scale, scale }, this.#layout, this.#frame);
  }
}
