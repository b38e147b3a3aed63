/** Owns what the open picture is compared with: the most alike, its near-duplicates, and the least alike. */

import type { Among, ModelData, Site } from "../data/api";
import { AmongChoice, sameAmong } from "./among";
import { element, NearWatcher, textButton } from "./dom";
import { valueOf } from "./fields";
import type { Pictures } from "./picture";
import { Strip } from "./strip";
import { texts } from "./texts";

export interface KinActions {
  /** Step to another picture. */
  open(id: number): void;
  /** Compare with these alone; null: with all. */
  restrict(among: Among | null): void;
  /** Open the list of near-duplicates at a group. */
  listDuplicates(group: number): void;
}

export class Kin {
  readonly root = element("div", { class: "kin" });
  private shown: { readonly id: number; readonly model: ModelData; readonly among: Among | null } | null = null;
  private group = 0;
  private model: ModelData;
  private readonly choice: AmongChoice;
  private readonly most: Strip;
  private readonly copies: Strip;
  private readonly copiesTitle = element("h3", { class: "heading-small", id: "copies-title" });
  private readonly copiesSection = element("section", { class: "kin-copies", "aria-labelledby": "copies-title" });
  private readonly least: Strip;
  private readonly leastSection = element("details", { class: "kin-least" });

  constructor(
    private readonly site: Site,
    pictures: Pictures,
    scroller: HTMLElement,
    actions: KinActions,
  ) {
    this.model = site.models[0]!;
    const { within, least } = this.model.info;
    const strip = (): Strip => new Strip(pictures, new NearWatcher(scroller), (id) => actions.open(id));
    [this.most, this.copies, this.least] = [strip(), strip(), strip()];
    this.choice = new AmongChoice(site.manifest.columns, (among) => actions.restrict(among));
    const title = element("h3", { class: "heading-small", id: "neighbors-title" }, texts.detail.neighbors);
    const head = element("div", { class: "kin-head" }, title, this.choice.root);
    const list = textButton(texts.duplicates.all, () => actions.listDuplicates(this.group), "neighbors-more");
    this.copiesSection.append(this.copiesTitle, this.copies.root, list);
    this.leastSection.append(element("summary", { class: "heading-small" }, texts.detail.least), this.least.root);
    this.leastSection.addEventListener("toggle", () => this.showLeast());
    this.root.append(
      element("section", { class: "neighbors", "aria-labelledby": title.id }, head, this.most.root),
      this.copiesSection,
      this.leastSection,
    );
    this.choice.offer(within);
    this.choice.mark(null);
    this.leastSection.hidden = least === null;
  }

  /** Show what a model finds; takes effect with the next `show`. */
  see(model: ModelData): void {
    if (model === this.model) return;
    this.model = model;
    this.choice.offer(model.info.within);
    this.leastSection.hidden = model.info.least === null;
  }

  /** Show what a picture is compared with; what is shown already stays, and what it gives way to stays until that has come. */
  show(id: number, among: Among | null): void {
    const { model, shown } = this;
    const another = id !== shown?.id;
    const otherwise = another || model !== shown.model;
    this.shown = { id, model, among };
    if (another) this.clear();
    if (otherwise || !sameAmong(among, shown.among)) {
      this.choice.mark(among);
      void this.most.compare(model.neighbors(id, among), () => this.none(id, among));
    }
    if (otherwise) this.showLeast();
    if (another) void this.showCopies(id);
  }

  /** Nothing is compared any more. */
  close(): void {
    this.shown = null;
    this.clear();
  }

  private clear(): void {
    for (const strip of [this.most, this.copies, this.least]) strip.clear();
    this.copiesSection.hidden = true;
  }

  private async none(id: number, among: Among | null): Promise<string> {
    if (among === null) return texts.detail.noNeighbors;
    if (among.value !== null) return texts.among.noneOf(among.value);
    const own = valueOf(await this.site.record(id), this.site.manifest, among.column);
    return own === "" ? texts.among.unknown(among.column) : texts.among.alone(among.column);
  }

  /** The least alike are fetched once they are looked at. */
  private showLeast(): void {
    if (!this.leastSection.open || this.leastSection.hidden || this.shown === null) return;
    void this.least.compare(this.model.least(this.shown.id), () => texts.detail.noNeighbors);
  }

  private async showCopies(id: number): Promise<void> {
    try {
      const duplicates = await this.site.duplicates();
      const group = duplicates.groupOf(id);
      if (group === null || this.shown?.id !== id) return;
      this.group = group;
      const others = duplicates.groups[group]!.filter((other) => other !== id);
      this.copiesTitle.textContent = texts.duplicates.others(others.length);
      this.copies.caption(others, ({ width, height }) => texts.duplicates.size(width, height));
    } catch (error) {
      if (this.shown?.id !== id) return;
      this.copiesTitle.textContent = texts.duplicates.title;
      this.copies.say(error instanceof Error ? error.message : texts.duplicates.failed);
    }
    this.copiesSection.hidden = false;
  }
}
