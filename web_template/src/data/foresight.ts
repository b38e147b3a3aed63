/** Owns what is fetched before anybody asks for it: the next layout, while the page has nothing else to do. */

import type { LayoutInfo } from "../types";
import type { ModelData, Site } from "./api";

/** Milliseconds of calm taken for idleness where the browser does not tell. */
const LULL = 1500;

/** Calls back once the page is idle, unless it is cancelled before. */
export type Idle = (call: () => void) => () => void;

export class Foresight {
  readonly #site: Site;
  readonly #idle: Idle;
  readonly #saving: () => boolean;
  readonly #fetched: Set<LayoutInfo>;
  #cancel: (() => void) | null = null;

  constructor(site: Site, idle: Idle = whenIdle, saving: () => boolean = savesData) {
    this.#site = site;
    this.#idle = idle;
    this.#saving = saving;
    this.#fetched = new Set([site.models[0]!.info.layouts[0]!]);
  }

  /** The map stands in a layout of a model and waits for nothing. */
  calm(model: number, layout: string): void {
    this.stir();
    const next = this.#after(model, layout);
    if (next === undefined || this.#saving()) return;
    this.#cancel = this.#idle(() => {
      this.#fetched.add(next.layout);
      // Whoever asks for it fetches it again and is told what is wrong.
      next.model.foresee(next.layout.name).catch(() => undefined);
    });
  }

  /** Something moves: not now. */
  stir(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** The next layout that was not foreseen yet: the model's own in their order, then those of this name of the others. */
  #after(number: number, name: string): Foreseen | undefined {
    const model = this.#site.models[number]!;
    const { layouts } = model.info;
    const at = layouts.findIndex((layout) => layout.name === name);
    if (at >= 0) this.#fetched.add(layouts[at]!);
    const own = [...layouts.slice(at + 1), ...layouts.slice(0, at)].map((layout) => ({ model, layout }));
    const others = this.#site.models.flatMap((other) =>
      other.info.layouts.filter((layout) => layout.name === name).map((layout) => ({ model: other, layout })),
    );
    return [...own, ...others].find(({ layout }) => !this.#fetched.has(layout));
  }
}

interface Foreseen {
  readonly model: ModelData;
  readonly layout: LayoutInfo;
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
