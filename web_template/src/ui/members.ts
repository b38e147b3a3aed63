/** Owns which pictures belong to a hotspot, and their highlight on the map. */

import type { ModelData } from "../data/api";
import type { Spotlight } from "./spotlight";

const PREVIEW_MS = 90;

/** The ids of a hotspot's pictures, ascending. */
export function membersOf(groups: Uint16Array, hotspot: number): Uint32Array {
  const ids: number[] = [];
  groups.forEach((group, id) => {
    if (group === hotspot) ids.push(id);
  });
  return Uint32Array.from(ids);
}

export class Members {
  private readonly known = new Map<number, Uint32Array>();
  private chosen: number | null = null;
  private previewed: number | null = null;
  private timer = 0;
  private turn = 0;

  constructor(
    private model: ModelData,
    private readonly spotlight: Spotlight,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The hotspots are those of this model from now on. */
  see(model: ModelData): void {
    this.model = model;
    this.known.clear();
    this.choose(null);
  }

  /** The ids of a hotspot's pictures. */
  async of(hotspot: number): Promise<Uint32Array> {
    const kept = this.known.get(hotspot);
    if (kept !== undefined) return kept;
    const { model } = this;
    const members = membersOf(await model.groups(), hotspot);
    if (model === this.model) this.known.set(hotspot, members);
    return members;
  }

  /** Highlight a hotspot until another is chosen; null: none. */
  choose(hotspot: number | null): void {
    this.chosen = hotspot;
    this.previewed = null;
    window.clearTimeout(this.timer);
    void this.apply();
  }

  /** Highlight a hotspot while it is pointed at. */
  preview(hotspot: number | null): void {
    this.previewed = hotspot;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.apply(), PREVIEW_MS);
  }

  private async apply(): Promise<void> {
    const turn = ++this.turn;
    const hotspot = this.previewed ?? this.chosen;
    try {
      const members = hotspot === null ? null : await this.of(hotspot);
      if (turn === this.turn) this.spotlight.showGroup(members, this.previewed !== null);
    } catch (error) {
      this.onError(error);
    }
  }
}
