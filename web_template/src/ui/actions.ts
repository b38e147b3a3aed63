/** Owns what the keys and the zoom buttons do to the map. */

import type { Box, Scene } from "../scene/api";
import type { KeyAction } from "./keys";

const ZOOM_STEP = 1.6;
/** Part of the free area's shorter side that an arrow key moves the map by. */
const PAN_STEP = 0.2;

/** The steps that concern more than the camera. */
export interface Steps {
  /** The camera is about to leave where it stands. */
  leave(): void;
  home(): void;
  openCentre(): void;
  closeOne(): void;
  previous(): void;
  next(): void;
  help(): void;
  /** Take up the tool that draws a line around pictures, or lay it down. */
  lasso(): void;
  /** Select the picture at hand, or no longer. */
  select(): void;
}

export function createActions(scene: Scene, freeArea: () => Box, steps: Steps): (action: KeyAction) => void {
  const zoom = (factor: number): void => {
    steps.leave();
    scene.zoomBy(factor, undefined, { animate: true });
  };
  const pan = (x: number, y: number): void => {
    const { width, height } = freeArea();
    const step = PAN_STEP * Math.min(width, height);
    steps.leave();
    scene.panBy(x * step, y * step, { animate: true });
  };
  const actions: Readonly<Record<KeyAction, () => void>> = {
    zoomIn: () => zoom(ZOOM_STEP),
    zoomOut: () => zoom(1 / ZOOM_STEP),
    panLeft: () => pan(1, 0),
    panRight: () => pan(-1, 0),
    panUp: () => pan(0, 1),
    panDown: () => pan(0, -1),
    home: () => steps.home(),
    open: () => steps.openCentre(),
    close: () => steps.closeOne(),
    previous: () => steps.previous(),
    next: () => steps.next(),
    help: () => steps.help(),
    lasso: () => steps.lasso(),
    select: () => steps.select(),
  };
  return (action) => actions[action]();
}
