/** Owns the count of what a view needs: the pages that the viewer wants for it when none is there yet. */

import type { Site } from "../../web_template/src/data/api";
import { freePart, toWorld, type Frame } from "../../web_template/src/scene/frame";
import { GridIndex } from "../../web_template/src/scene/grid-index";
import { POINT_BELOW } from "../../web_template/src/scene/level";
import { tierStarts } from "../../web_template/src/scene/page-texture";
import { VisibleIds, wantedPages, windowOf } from "../../web_template/src/scene/visible";
import type { View } from "../../web_template/src/types";

declare global {
  interface Window {
    /** Of each view, its pages as "size/page"; the map fills the window and nothing covers it. */
    pixgenNeeds?: (site: Site, views: readonly View[]) => Promise<string[][]>;
  }
}

/** More layers than any view takes, so that what a view needs is not cut to what a device holds. */
const LAYERS = 255;
const NONE: ReadonlySet<number> = new Set();

window.pixgenNeeds = async (site, views) => {
  const { positions } = await site.allPoints();
  const { tiers, count, models } = site.manifest;
  const layout = models[0]!.layouts[0]!;
  const grid = new GridIndex(positions, layout.aspect);
  const visible = new VisibleIds(count);
  const starts = tierStarts(tiers);
  const none = { top: 0, right: 0, bottom: 0, left: 0 };
  const frame: Frame = { width: innerWidth, height: innerHeight, insets: none };
  return views.map((view) => {
    const side = layout.cell * view.scale * devicePixelRatio;
    visible.find(grid, windowOf(view, frame, layout), side >= POINT_BELOW ? "all" : "none", null);
    // Too many to list are drawn as points, which need no page.
    if (visible.count < visible.total) return [];
    const centre = toWorld(freePart(frame), view, frame);
    const middle = { x: centre.x / layout.aspect + 0.5, y: centre.y + 0.5 };
    const ids = visible.ids.subarray(0, visible.count);
    return wantedPages(ids, positions, middle, layout.aspect, tiers, side, LAYERS, NONE).map((page) => {
      const tier = starts.findIndex((start) => start > page) - 1;
      return `${tiers[tier]!.size}/${page - starts[tier]!}`;
    });
  });
};
