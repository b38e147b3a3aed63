/** Owns the way from one arrangement of the pictures to another, of any network: of several asked for, the last one counts. */

import type { Motion, Scene } from "../scene/api";
import type { Model } from "../types";
import { byId } from "./dom";
import { createModelSwitch } from "./models";
import { Segments } from "./segments";
import { texts } from "./texts";

export interface Arrangement {
  /** Index of the model. */
  readonly model: number;
  readonly layout: string;
}

export interface ArrangingActions {
  chooseModel(name: string): void;
  chooseLayout(name: string): void;
  /** The arrangement could not be loaded; this one stands. */
  failed(standing: Arrangement): void;
}

export class Arranging {
  private turn = 0;
  private readonly models: Segments;
  private readonly layouts: Segments;

  constructor(
    private readonly scene: Scene,
    private readonly known: readonly Model[],
    private readonly actions: ArrangingActions,
  ) {
    this.models = createModelSwitch(known, (name) => actions.chooseModel(name));
    this.layouts = new Segments(byId("layouts", HTMLElement), texts.layouts.label, (name) => actions.chooseLayout(name));
    this.layouts.offer(known[0]!.layouts);
  }

  /** Move every picture to its place in an arrangement; false when that failed or another was chosen meanwhile. */
  async to(arrangement: Arrangement, motion: Motion): Promise<boolean> {
    const turn = ++this.turn;
    this.mark(arrangement, true);
    try {
      await this.scene.setLayout(arrangement.layout, motion, arrangement.model);
    } catch {
      if (turn !== this.turn) return false;
      const { model, layout } = this.scene;
      this.mark({ model, layout });
      this.actions.failed({ model, layout });
      return false;
    }
    if (turn !== this.turn) return false;
    this.mark(arrangement);
    return true;
  }

  private mark({ model, layout }: Arrangement, busy = false): void {
    const { name, layouts } = this.known[model]!;
    this.models.mark(name, busy);
    this.layouts.offer(layouts);
    this.layouts.mark(layout, busy);
  }
}
