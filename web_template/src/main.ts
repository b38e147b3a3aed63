/** Owns the start: settings, site, and the map or else the gallery, and the one sentence when a part is missing. */

import type { Site } from "./data/api";
import { Foresight } from "./data/foresight";
import { openSite } from "./data/site";
import type { Scene } from "./scene/api";
import { waitsForPictures } from "./scene/level";
import { createScene } from "./scene/scene";
import type { LayoutInfo, PageSettings, Points, Stats } from "./types";
import { Announcer } from "./ui/announcer";
import { byId } from "./ui/dom";
import { Gallery } from "./ui/gallery";
import { Loading } from "./ui/loading";
import { Page } from "./ui/page";
import { texts } from "./ui/texts";

declare global {
  interface Window {
    /** For tests and for the curious. */
    pixgen?: { readonly site: Site; readonly stats?: Stats; readonly scene?: Scene };
  }
}

async function start(): Promise<void> {
  const loading = new Loading();
  try {
    loading.progress(0.1);
    const settings = readSettings();
    setGround(settings.background);
    const site = await openSite(settings, { early });
    loading.progress(0.4);
    const points = await site.points();
    loading.progress(0.7);
    if (hasWebgl2()) await startMap(site, points, settings, loading);
    else await startGallery(site, await site.allPoints(), loading);
  } catch (error) {
    loading.failWith(error);
    throw error;
  }
}

async function startMap(site: Site, points: Points, settings: PageSettings, loading: Loading): Promise<void> {
  const canvas = byId("map", HTMLCanvasElement);
  canvas.setAttribute("aria-label", `${site.manifest.title}. ${texts.map.label}. ${texts.map.instructions}`);
  const announcer = new Announcer();
  let warned = false;
  const scene = createScene(canvas, site, points, {
    ...settings,
    warn: (reason) => {
      // Once: what a server cannot give for some pictures, it mostly cannot for the next.
      if (!warned) announcer.warn(texts.map.lacking(reason));
      warned = true;
    },
  });
  window.pixgen = { stats: scene.stats, scene, site };
  followMotionPreference(scene);
  scene.on("first", () => {
    loading.done();
    stand();
  });
  scene.on("textured", () => performance.mark("pixgen-textured"));
  const foresight = new Foresight(site);
  scene.on("calm", ({ layout }) => foresight.calm(layout));
  scene.on("move", () => foresight.stir());
  await new Page(scene, site, points, canvas, announcer).restore(location.hash, { animate: false });
}

function followMotionPreference(scene: Scene): void {
  const query = matchMedia("(prefers-reduced-motion: reduce)");
  scene.reducedMotion = query.matches;
  query.addEventListener("change", () => (scene.reducedMotion = query.matches));
}

/** The first view shows the opening layout about as large as the window. */
function early({ cell, aspect }: LayoutInfo): boolean {
  return waitsForPictures(cell * Math.min(innerHeight, innerWidth / aspect) * devicePixelRatio);
}

async function startGallery(site: Site, points: Points, loading: Loading): Promise<void> {
  window.pixgen = { site };
  await new Gallery(site, points, new Announcer()).restore(location.hash, () => loading.done());
  stand();
}

/** The first picture is there to see. */
function stand(): void {
  performance.mark("pixgen-first");
  document.documentElement.dataset["ready"] = "1";
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
