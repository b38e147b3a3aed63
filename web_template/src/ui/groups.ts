/** Owns the groups of the network in use: their cards, which pictures belong to them, and their highlight on the map. */

import type { ModelData } from "../data/api";
import { Hotspots } from "./hotspots";
import { Members } from "./members";
import type { Pictures } from "./picture";
import type { Spotlight } from "./spotlight";

export interface GroupActions {
  /** Choose a group; null: none. */
  choose(index: number | null): void;
  /** The cards were folded or unfolded. */
  fold(): void;
  /** The groups could not be loaded. */
  failed(): void;
}

export class Groups {
  private readonly hotspots: Hotspots;
  private readonly members: Members;
  private chosen: number | null = null;

  constructor(
    private model: ModelData,
    pictures: Pictures,
    spotlight: Spotlight,
    private readonly actions: GroupActions,
  ) {
    this.members = new Members(model, spotlight, () => actions.failed());
    this.hotspots = new Hotspots(model.info.hotspots, pictures, {
      choose: (index) => actions.choose(index),
      preview: (index) => this.members.preview(index),
      fold: () => actions.fold(),
    });
  }

  /** Show the groups of this model, and one of them as chosen. */
  show(model: ModelData, index: number | null): void {
    if (model !== this.model) {
      this.model = model;
      this.members.see(model);
      this.hotspots.offer(model.info.hotspots);
    } else if (index === this.chosen) return;
    this.chosen = index;
    this.members.choose(index);
    this.hotspots.mark(index);
  }

  /** The ids of a group's pictures; null: they could not be loaded, which is told, or another is chosen by now. */
  async ids(index: number): Promise<Uint32Array | null> {
    const { model } = this;
    try {
      const ids = await this.members.of(index);
      return model === this.model && index === this.chosen ? ids : null;
    } catch {
      this.actions.failed();
      return null;
    }
  }

  /** A window that becomes too low for the cards folds them; the visitor may still open them. */
  foldWhere(tight: boolean): void {
    this.hotspots.foldWhere(tight);
  }
}
