/** Owns the start: settings, site, scene and page, in this order, and the one sentence when a part is missing. */

import type { Site } from "./data/api";
import { openSite } from "./data/site";
import type { Scene } from "./scene/api";
import { createScene } from "./scene/scene";
import type { PageSettings, Stats } from "./types";
import { byId } from "./ui/dom";
import { Loading } from "./ui/loading";
import { Page } from "./ui/page";
import { texts } from "./ui/texts";

declare global {
  interface Window {
    /** For tests and for the curious. */
    pixgen?: { readonly stats: Stats; readonly scene: Scene; readonly site: Site };
  }
}

async function start(): Promise<void> {
  const loading = new Loading();
  if (!hasWebgl2()) {
    loading.fail(texts.loading.noWebgl);
    return;
  }
  try {
    loading.progress(0.1);
    const settings = readSettings();
    setGround(settings.background);
    const site = await openSite(settings);
    loading.progress(0.4);
    const points = await site.points();
    loading.progress(0.7);
    const canvas = byId("map", HTMLCanvasElement);
    canvas.setAttribute("aria-label", `${site.manifest.title}. ${texts.map.label}. ${texts.map.instructions}`);
    const scene = createScene(canvas, site, points, settings);
    window.pixgen = { stats: scene.stats, scene, site };
    scene.on("first", () => {
      loading.done();
      performance.mark("pixgen-first");
      document.documentElement.dataset["ready"] = "1";
    });
    await new Page(scene, site, points, canvas).restore(location.hash, { animate: false });
  } catch (error) {
    loading.failWith(error);
    throw error;
  }
}

function readSettings(): PageSettings {
  return JSON.parse(byId("pixgen-settings", HTMLScriptElement).text) as PageSettings;
}

/** The page takes the colour of the map's ground, so that no seam shows around it. */
function setGround(background: number): void {
  document.documentElement.style.setProperty("--ground", `#${background.toString(16).padStart(6, "0")}`);
}

function hasWebgl2(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

void start();
