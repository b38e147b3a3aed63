/** Owns which pages of cells are fetched, kept and dropped; knows nothing of the GPU. */

export interface PageStore<Image> {
  /** False: the device has no room for this layer, nor for any above it. */
  upload(layer: number, image: Image): boolean;
  /** `layer` -1: the page is gone. */
  place(page: number, layer: number, fade: number): void;
}

export interface PagerOptions<Image> {
  readonly layers: number;
  /** Pages below this number stay once they are here: the coarse ones that every view falls back on. */
  readonly pinned: number;
  readonly load: (page: number, signal: AbortSignal) => Promise<Image>;
  readonly store: PageStore<Image>;
  /** Called when a page has arrived and waits for a frame. */
  readonly wake: () => void;
  /** Called once for every page that could not be had. */
  readonly failed: (page: number, error: unknown) => void;
  readonly release: (image: Image) => void;
  readonly now?: () => number;
}

const CONCURRENCY = 4;
/** Milliseconds over which an arrived page fades in. */
const FADE = 160;
/** Milliseconds before a failed page is tried again; doubled each time, up to the second figure. */
const RETRY = { first: 8000, most: 120000 };

interface Resident {
  readonly layer: number;
  readonly since: number;
  used: number;
}

export class Pager<Image> {
  loaded = 0;
  /** false: pages appear at once. */
  fading = true;
  readonly #options: PagerOptions<Image>;
  readonly #now: () => number;
  readonly #resident = new Map<number, Resident>();
  #free: number[] = [];
  #layers = 0;
  readonly #loading = new Map<number, AbortController>();
  readonly #arrived = new Map<number, Image>();
  /** When each failed page may be tried again, and how long that was to wait for. */
  readonly #failed = new Map<number, { readonly at: number; readonly wait: number }>();
  readonly #fading = new Set<number>();
  #wanted: readonly number[] = [];
  #wantedSet = new Set<number>();
  #tick = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PagerOptions<Image>) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#empty(options.layers);
  }

  /** The most pages that can be here at once. */
  get layers(): number {
    return this.#layers;
  }

  /** Pages on their way, waiting for a frame, or fading in. */
  get pending(): number {
    return this.#loading.size + this.#arrived.size + this.#fading.size;
  }

  get resident(): number[] {
    return [...this.#resident.keys()];
  }

  /** All of these are here or have failed. */
  settles(pages: readonly number[]): boolean {
    return pages.every((page) => this.#resident.has(page) || this.#failed.has(page));
  }

  /** Pages wanted now, most urgent first; no more of them than layers count. */
  want(pages: readonly number[]): void {
    this.#wanted = pages.slice(0, this.#layers);
    this.#wantedSet = new Set(this.#wanted);
    this.#tick++;
    for (const page of this.#wanted) {
      const resident = this.#resident.get(page);
      if (resident) resident.used = this.#tick;
    }
    for (const [page, controller] of this.#loading) {
      if (!this.#wantedSet.has(page)) {
        controller.abort();
        this.#loading.delete(page);
      }
    }
    for (const [page, image] of this.#arrived) {
      if (!this.#wantedSet.has(page)) {
        this.#options.release(image);
        this.#arrived.delete(page);
      }
    }
    this.#pump();
  }

  /** Upload at most one arrived page and advance the fades; true while there is more to do. */
  frame(): boolean {
    const next = this.#wanted.find((page) => this.#arrived.has(page));
    if (next !== undefined) this.#take(next, this.#arrived.get(next)!);
    const now = this.#now();
    for (const page of this.#fading) {
      const resident = this.#resident.get(page)!;
      const fade = this.fading ? Math.min(1, (now - resident.since) / FADE) : 1;
      this.#options.store.place(page, resident.layer, fade);
      if (fade >= 1) this.#fading.delete(page);
    }
    return this.#arrived.size > 0 || this.#fading.size > 0;
  }

  /** The store lost everything and takes at most so many pages from now on; fetch again what is wanted. */
  forget(layers: number): void {
    this.#resident.clear();
    this.#fading.clear();
    this.#empty(layers);
    this.want(this.#wanted);
  }

  dispose(): void {
    clearTimeout(this.#retry);
    this.#wanted = [];
    for (const controller of this.#loading.values()) controller.abort();
    this.#loading.clear();
    for (const image of this.#arrived.values()) this.#options.release(image);
    this.#arrived.clear();
  }

  #pump(): void {
    const now = this.#now();
    let soonest = Infinity;
    for (const page of this.#wanted) {
      if (this.#loading.size >= CONCURRENCY) return;
      if (this.#resident.has(page) || this.#loading.has(page) || this.#arrived.has(page)) continue;
      const retry = this.#failed.get(page)?.at ?? 0;
      if (retry > now) soonest = Math.min(soonest, retry);
      else void this.#fetch(page);
    }
    clearTimeout(this.#retry);
    if (soonest < Infinity) this.#retry = setTimeout(() => this.#pump(), soonest - now + 1);
  }

  async #fetch(page: number): Promise<void> {
    const controller = new AbortController();
    this.#loading.set(page, controller);
    const current = (): boolean => this.#loading.get(page) === controller;
    try {
      const image = await this.#options.load(page, controller.signal);
      if (!current()) {
        this.#options.release(image);
        return;
      }
      this.#failed.delete(page);
      this.#arrived.set(page, image);
      this.#options.wake();
    } catch (error) {
      if (!current()) return;
      const before = this.#failed.get(page);
      if (before === undefined) this.#options.failed(page, error);
      const wait = Math.min(RETRY.most, before === undefined ? RETRY.first : 2 * before.wait);
      this.#failed.set(page, { at: this.#now() + wait, wait });
      this.#options.wake();
    }
    this.#loading.delete(page);
    this.#pump();
  }

  #take(page: number, image: Image): void {
    const layer = this.#free.pop() ?? this.#evict();
    if (!this.#options.store.upload(layer, image)) {
      this.#shrink(layer);
      return;
    }
    this.#options.release(image);
    this.#arrived.delete(page);
    this.#resident.set(page, { layer, since: this.#now(), used: this.#tick });
    this.#fading.add(page);
    this.loaded++;
  }

  /** Layers are taken from the lowest up. */
  #empty(layers: number): void {
    this.#layers = layers;
    this.#free = Array.from({ length: layers }, (_, i) => layers - 1 - i);
  }

  /** Do without the layers from this one on; none of them holds a page. */
  #shrink(layers: number): void {
    this.#layers = layers;
    this.#free = this.#free.filter((layer) => layer < layers);
    this.want(this.#wanted);
  }

  /** Drop the least recently wanted page; one that is wanted or pinned only when there is no other. */
  #evict(): number {
    let victim = -1;
    let best = Infinity;
    for (const [page, { used }] of this.#resident) {
      const cost = used + (this.#wantedSet.has(page) ? 2e9 : page < this.#options.pinned ? 1e9 : 0);
      if (cost < best) {
        best = cost;
        victim = page;
      }
    }
    const { layer } = this.#resident.get(victim)!;
    this.#resident.delete(victim);
    this.#fading.delete(victim);
    this.#options.store.place(victim, -1, 0);
    return layer;
  }
}
