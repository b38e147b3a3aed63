/** Owns the interface between the scene (GPU, camera, pointers on the map) and the page around it. */

import type { Stats, View } from "../types";
import type { Point } from "./frame";
import type { PictureSet } from "./marks";

/** A rectangle on the page in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the map stands. */
export interface Standing {
  readonly view: View;
  readonly layout: string;
  /** Index of the model whose layout it is. */
  readonly model: number;
}

export interface SceneEvents {
  /** The first frame that shows the collection stands; its pictures may still be their average colours. */
  first: void;
  /** The first view near enough for pictures shows them, at least coarsely. */
  textured: void;
  /** The view rests, everything is known and no page is on its way. */
  calm: Standing;
  /** The picture under the pointer changed; null: none. */
  hover: { readonly id: number; readonly box: Box } | null;
  /** A picture was clicked or tapped; null: the empty map was. */
  select: { readonly id: number } | null;
  /** A line is drawn over the map instead of moving it; null: it was broken off. */
  line: Line | null;
  /** A frame is about to show another view than the one before it. */
  move: Standing;
  /** The camera came to rest or the layout changed. */
  rest: Standing;
  /** The device took the graphics away and does not give them back: nothing is drawn any more. */
  gone: void;
}

/** A line drawn by hand. */
export interface Line {
  /** On the page, in CSS pixels. */
  readonly points: readonly Point[];
  /** The hand was lifted. */
  readonly done: boolean;
  /** What the keys held at its beginning make of the pictures inside. */
  readonly intent: "replace" | "add" | "remove";
}

export interface Motion {
  /** false: jump. Never animates while `Scene.reducedMotion` is true. */
  readonly animate?: boolean;
}

/** The map: everything on the canvas and nothing beside it. */
export interface Scene {
  readonly stats: Stats;
  readonly view: View;
  readonly layout: string;
  /** Index of the model whose layout it is. */
  readonly model: number;
  /** Set by the page from prefers-reduced-motion. */
  reducedMotion: boolean;
  /** One pointer draws a line, two still move the map. The mouse draws one in any case while Shift or Alt is held. */
  lineTool: boolean;

  on<K extends keyof SceneEvents>(event: K, listener: (value: SceneEvents[K]) => void): () => void;

  /** Part of the canvas that panels leave free, in CSS pixels from each edge; fits and flights aim at it. */
  setInsets(insets: { top: number; right: number; bottom: number; left: number }): void;
  /** Fit the whole layout. */
  home(motion?: Motion): void;
  setView(view: View, motion?: Motion): void;
  /**
   * Fly so that these ids fill the view, leaving out far outliers; one id: so that it stands large with its surroundings.
   * While the places of none of them are known, the flight waits for them.
   */
  flyTo(ids: ArrayLike<number>, motion?: Motion): void;
  /** Zoom by a factor about a point in CSS pixels (default: the centre of the free part). */
  zoomBy(factor: number, at?: { x: number; y: number }, motion?: Motion): void;
  /** Move the map by CSS pixels. */
  panBy(dx: number, dy: number, motion?: Motion): void;

  /**
   * To a layout of a model, by default of the present one. Fetches the positions when first asked; resolves when every
   * picture has landed.
   */
  setLayout(name: string, motion?: Motion, model?: number): Promise<void>;

  /** Mark one picture as the selected one (a frame around it); null: none. */
  setSelected(id: number | null): void;
  /**
   * Dim or hide every picture but these, given as ids or as a `Uint8Array` mask of one byte per id; null: none.
   *
   * The two go together. What is hidden is neither drawn nor picked, nor are its pages fetched; the selected picture
   * alone keeps its frame.
   */
  setFilter(kept: PictureSet | null, how: "dim" | "hide"): void;
  /**
   * The ids of the pictures whose middles lie inside a closed line of points in CSS pixels, ascending, by the non-zero
   * winding rule; none that is hidden, and none at all while a change of layout is under way.
   */
  lasso(line: readonly Point[]): Uint32Array;
  /** Break off the line that is being drawn; false: none is. */
  dropLine(): boolean;

  /** Where a picture stands on the page now; null when the id does not exist or its place is not known yet. */
  boxOf(id: number): Box | null;
  /** The picture at a point in CSS pixels; -1: none. */
  pick(x: number, y: number): number;

  dispose(): void;
}
