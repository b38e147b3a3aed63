/** Owns what is fetched before anybody asks for it: the next layout, while the page has nothing else to do. */

import type { Site } from "./api";

/** Milliseconds of calm taken for idleness where the browser does not tell. */
const LULL = 1500;

/** Calls back once the page is idle, unless it is cancelled before. */
export type Idle = (call: () => void) => () => void;

export class Foresight {
  readonly #site: Site;
  readonly #idle: Idle;
  readonly #saving: () => boolean;
  readonly #fetched: Set<string>;
  #cancel: (() => void) | null = null;

  constructor(site: Site, idle: Idle = whenIdle, saving: () => boolean = savesData) {
    this.#site = site;
    this.#idle = idle;
    this.#saving = saving;
    this.#fetched = new Set([site.manifest.layouts[0]!.name]);
  }

  /** The map stands in a layout and waits for nothing. */
  calm(layout: string): void {
    this.stir();
    const next = this.#after(layout);
    if (next === undefined || this.#saving()) return;
    this.#cancel = this.#idle(() => {
      this.#fetched.add(next);
      // Whoever asks for it fetches it again and is told what is wrong.
      this.#site.foresee(next).catch(() => undefined);
    });
  }

  /** Something moves: not now. */
  stir(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The next layout in the order of the page's switch that was not foreseen yet. */
  #after(layout: string): string | undefined {
    const names = this.#site.manifest.layouts.map(({ name }) => name);
    const at = names.indexOf(layout);
    this.#fetched.add(layout);
    return [...names.slice(at + 1), ...names.slice(0, at)].find((name) => !this.#fetched.has(name));
  }
}

function whenIdle(call: () => void): () => void {
  // Safari does not tell.
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(call, LULL);
    return () => clearTimeout(timer);
  }
  const request = requestIdleCallback(call);
  return () => cancelIdleCallback(request);
}

/** The visitor pays for every byte. */
function savesData(): boolean {
  const { connection } = navigator as Navigator & { connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}
