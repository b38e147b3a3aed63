/** Owns where the camera goes for the page, and whether the map stays fitted to what the panels leave free. */

import type { Site } from "../data/api";
import type { Motion, Scene } from "../scene/api";
import { fromFitted, toFitted, type FittedView, type Frame } from "../state";
import type { View } from "../types";
import type { Frames } from "./frames";
import { Home } from "./home";

export class Aim {
  private readonly home = new Home();

  constructor(
    private readonly scene: Scene,
    private readonly site: Site,
    private readonly canvas: HTMLCanvasElement,
    private readonly frames: Frames,
    /** The camera is about to leave where it stands. */
    private readonly left: () => void,
  ) {}

  /** The window and the layout that a view is fitted to. */
  get frame(): Frame {
    const { layouts } = this.site.models[this.scene.model]!.info;
    const layout = layouts.find(({ name }) => name === this.scene.layout);
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight, aspect: layout?.aspect ?? 1 };
  }

  /** Something else moves the camera. */
  leave(): void {
    this.home.at = false;
    this.left();
  }

  /** At these pictures. */
  fly(ids: ArrayLike<number>, motion: Motion = { animate: true }): void {
    this.leave();
    this.scene.flyTo(ids, motion);
  }

  /** At the whole map. */
  goHome(motion: Motion): void {
    this.leave();
    this.home.at = true;
    this.scene.home(motion);
  }

  go(view: FittedView, motion: Motion): void {
    this.home.at = false;
    this.scene.setView(fromFitted(view, this.frame), motion);
  }

  /** The arrangement changes, and the scene takes the view along: to the selected picture, else to the whole map. */
  follow(picture: boolean): void {
    this.left();
    this.home.at = !picture;
  }

  /** The map has come to rest; null: fitted to the window. */
  settle(view: View): FittedView | null {
    this.home.settle(view);
    return this.home.at ? null : toFitted(view, this.frame);
  }

  /** What the panels leave free has changed. */
  measure(): void {
    this.frames.measure();
    this.scene.setInsets(this.frames.insets);
  }

  /** The window or a panel changed: a fitted map stays fitted to the free part. */
  refit(): void {
    this.measure();
    if (this.home.at) this.scene.home();
  }
}
