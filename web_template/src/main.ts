/** Owns the start: settings, site, and the map or else the gallery, and the one sentence when a part is missing. */

import type { Site } from "./data/api";
import { Foresight } from "./data/foresight";
import { openSite } from "./data/site";
import type { Scene } from "./scene/api";
import { openContext } from "./scene/device";
import { levelFor, waitsForPictures } from "./scene/level";
import { createScene } from "./scene/scene";
import type { Manifest, PageSettings, Points, Stats, Tier } from "./types";
import { Announcer } from "./ui/announcer";
import { byId } from "./ui/dom";
import { Gallery } from "./ui/gallery";
import { Loading } from "./ui/loading";
import { Page } from "./ui/page";
import { texts } from "./ui/texts";

/** Share of the window that header and panels leave to the map, about. */
const FREE = 0.85;

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
    if (openContext(byId("map", HTMLCanvasElement), site.manifest.count)) await startMap(site, points, settings, loading);
    else await startGallery(site, texts.gallery.missing, loading);
  } catch (error) {
    loading.failWith(error);
    throw error;
  }
}

async function startMap(site: Site, points: Points, settings: PageSettings, loading: Loading): Promise<void> {
  const untouched = document.body.cloneNode(true);
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
  scene.on("calm", ({ model, layout }) => foresight.calm(model, layout));
  scene.on("move", () => foresight.stir());
  const page = new Page(scene, site, points, canvas, announcer);
  scene.on("gone", () => {
    page.dispose();
    scene.dispose();
    document.body.replaceWith(untouched);
    const again = new Loading();
    const teller = new Announcer();
    startGallery(site, texts.gallery.gone, again, teller).then(
      () => teller.warn(texts.gallery.gone),
      (error: unknown) => again.failWith(error),
    );
  });
  await page.restore(location.hash, { animate: false });
}

/** The first picture waits for the tier below the finest of its view, which shows the map about as large as the window. */
function early({ models, tiers }: Manifest): Tier | null {
  const { cell, aspect } = models[0]!.layouts[0]!;
  const side = FREE * cell * Math.min(innerHeight, innerWidth / aspect) * devicePixelRatio;
  return waitsForPictures(side) ? tiers[Math.max(0, levelFor(side, tiers) - 1)]! : null;
}

function followMotionPreference(scene: Scene): void {
  const query = matchMedia("(prefers-reduced-motion: reduce)");
  scene.reducedMotion = query.matches;
  query.addEventListener("change", () => (scene.reducedMotion = query.matches));
}

async function startGallery(site: Site, reason: string, loading: Loading, announcer = new Announcer()): Promise<void> {
  window.pixgen = { site };
  const gallery = new Gallery(site, await site.allPoints(), announcer, reason);
  await gallery.restore(location.hash, () => loading.done());
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

void start();
