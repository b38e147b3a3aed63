/** Owns the picture that is pointed at, by the mouse or by the middle of the view on the keyboard: its label and its announcement. */

import type { Site } from "../data/api";
import type { Box, Scene } from "../scene/api";
import type { Announcer } from "./announcer";
import { byId } from "./dom";
import { Label } from "./label";
import { searchRings } from "./placement";
import { texts } from "./texts";

const MARGIN = 8;

export class Pointing {
  private readonly label: Label;
  private readonly reticle = byId("reticle", HTMLElement);
  private turn = 0;
  private hovered = -1;

  constructor(
    private readonly scene: Scene,
    private readonly site: Site,
    private readonly canvas: HTMLCanvasElement,
    private readonly announcer: Announcer,
    /** The part of the window that no panel covers. */
    private readonly freeArea: () => Box,
  ) {
    this.label = new Label(document.body, site.manifest);
    scene.on("hover", (hover) => {
      this.hovered = hover?.id ?? -1;
      if (hover === null) this.clear();
      else this.name(hover.id, hover.box, (title) => title);
    });
    scene.on("rest", () => this.pointAtCentre());
    canvas.addEventListener("focus", () => this.pointAtCentre());
    canvas.addEventListener("blur", () => this.clear());
    for (const event of ["pointerleave", "pointerdown", "wheel"]) {
      canvas.addEventListener(event, () => this.clear(), { passive: true });
    }
  }

  /** The picture under the mouse, else the one in the middle; -1: none. */
  picture(): number {
    return this.hovered >= 0 ? this.hovered : this.centre();
  }

  /** The picture in or nearest to the middle of the free part; -1: none. */
  centre(): number {
    const area = this.freeArea();
    const middle = { x: area.x + area.width / 2, y: area.y + area.height / 2 };
    for (const { x, y } of searchRings(middle, Math.min(area.width, area.height) / 4)) {
      const id = this.scene.pick(x, y);
      if (id >= 0) return id;
    }
    return -1;
  }

  clear(): void {
    this.turn++;
    this.label.hide();
    this.reticle.hidden = true;
  }

  private pointAtCentre(): void {
    if (document.activeElement !== this.canvas || !this.canvas.matches(":focus-visible")) return;
    const id = this.centre();
    const box = id < 0 ? null : this.scene.boxOf(id);
    this.clear();
    if (box === null) return;
    this.surround(box);
    this.name(id, box, texts.map.centre);
  }

  private surround(box: Box): void {
    const { style } = this.reticle;
    style.transform = `translate(${box.x}px, ${box.y}px)`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    this.reticle.hidden = false;
  }

  private name(id: number, box: Box, sentence: (title: string) => string): void {
    const turn = ++this.turn;
    this.site.record(id).then(
      (record) => {
        if (turn !== this.turn) return;
        const area = this.freeArea();
        this.label.show(record, box, {
          x: area.x + MARGIN,
          y: area.y + MARGIN,
          width: area.width - 2 * MARGIN,
          height: area.height - 2 * MARGIN,
        });
        this.announcer.sayIfStill(sentence(record.title));
      },
      // A label is a courtesy; opening the picture says what is wrong with its record.
      () => this.label.hide(),
    );
  }
}
