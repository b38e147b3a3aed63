/** Owns what lies open over the map or the gallery: one picture large, and the list of near-duplicates. */

import type { Among, ModelData, Site } from "../data/api";
import type { PageState } from "../state";
import type { ImageRecord } from "../types";
import { nameOf } from "./among";
import type { Announcer } from "./announcer";
import { Detail } from "./detail";
import { DuplicateList } from "./duplicates";
import type { Pictures } from "./picture";
import { texts } from "./texts";

/** The part of the page's state that this is. */
export type Opened = Pick<PageState, "image" | "among" | "value" | "duplicates">;

export interface PanelActions {
  /** What `locate` is called. */
  readonly locateLabel: string;
  /** What is said when a picture was closed. */
  readonly closed: string;
  /** What takes the focus after a panel when its opener is gone. */
  readonly behind: HTMLElement;
  /** The visitor has opened or closed something: bring the page to this. */
  go(changes: Partial<Opened>): void;
  /** The address of the page with this. */
  address(changes: Partial<Opened>): string;
  /** Show where the picture stands among the others. */
  locate(id: number): void;
  /** A panel takes room, or gives it back. */
  measure(): void;
}

export class Panels {
  readonly detail: Detail;
  private readonly duplicates: DuplicateList;

  constructor(
    private readonly site: Site,
    pictures: Pictures,
    private readonly announcer: Announcer,
    private readonly actions: PanelActions,
  ) {
    const { locateLabel, behind } = actions;
    const open = (image: number): void => actions.go({ image });
    const list = (group: number): void => actions.go({ duplicates: group });
    this.detail = new Detail(site, pictures, {
      open,
      close: () => this.closeImage(),
      locate: (id) => actions.locate(id),
      restrict: (among) => this.restrict(among),
      listDuplicates: list,
      locateLabel,
      behind,
    });
    this.duplicates = new DuplicateList(site, pictures, {
      open,
      turn: list,
      address: (group) => actions.address({ duplicates: group }),
      close: () => this.closeList(),
      behind,
    });
  }

  see(model: ModelData): void {
    this.detail.see(model);
  }

  /** Bring them to a state of the page. */
  show({ image, among, value, duplicates }: Opened): void {
    const moved = [mark("detail", image !== null), mark("duplicates", duplicates !== null)].includes(true);
    // The list first: where both open at once, the picture takes the focus.
    if (duplicates !== null) this.duplicates.show(duplicates, image);
    if (image !== null) this.showImage(image, among === null ? null : { column: among, value });
    // What lay beneath a panel must be in reach again before it takes the focus.
    if (moved) this.actions.measure();
    if (image === null) this.hideImage();
    if (duplicates === null) this.duplicates.show(null, image);
  }

  closeImage(): void {
    this.actions.go({ image: null });
    this.announcer.say(this.actions.closed);
  }

  closeList(): void {
    this.actions.go({ duplicates: null });
    this.announcer.say(texts.duplicates.closed);
  }

  private restrict(among: Among | null): void {
    this.actions.go({ among: among?.column ?? null, value: among?.value ?? null });
    this.announcer.say(texts.among.chosen(nameOf(among, this.site.manifest.columns)));
  }

  private showImage(id: number, among: Among | null): void {
    if (this.detail.current === id) {
      this.detail.compare(among);
      return;
    }
    void this.detail.show(id, among).then((record) => this.nameImage(record));
  }

  private nameImage(record: ImageRecord | null): void {
    if (record === null) return;
    document.title = `${record.title} · ${this.site.manifest.title}`;
    this.announcer.say(texts.map.opened(record.title));
  }

  private hideImage(): void {
    document.title = this.site.manifest.title;
    this.detail.hide();
  }
}

/** Tell the style sheets whether a panel is open; true when that has changed. */
function mark(panel: "detail" | "duplicates", open: boolean): boolean {
  const { dataset } = document.body;
  if (open === (dataset[panel] === "open")) return false;
  if (open) dataset[panel] = "open";
  else delete dataset[panel];
  return true;
}
