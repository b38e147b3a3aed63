/** Owns the counts that tests and the curious read. */

import type { Site } from "../data/api";
import type { Stats } from "../types";
import type { Renderer } from "./renderer";
import type { Stage } from "./stage";

export function statsOf(stage: Stage, renderer: Renderer, site: Site): Stats {
  return {
    get visible() { return stage.visible.total; },
    get drawn() { return stage.drawn; },
    get drawCalls() { return renderer.three.info.render.calls; },
    get resolution() { return renderer.resolution; },
    get frames() { return renderer.frames; },
    get pagesLoaded() { return stage.cells.loaded; },
    get pending() { return stage.cells.pending; },
    get pagesResident() { return stage.cells.resident; },
    get requests() { return site.traffic.requests; },
    get bytes() { return site.traffic.bytes; },
    get textureBytes() { return stage.textureBytes; },
  };
}
