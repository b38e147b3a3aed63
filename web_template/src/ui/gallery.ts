/** Owns the page of a device that cannot draw the map: the pictures page by page, group by group, each with its neighbours. */

import type { ModelData, Site } from "../data/api";
import { decodeIds } from "../id-set";
import { formatGallery, knownOf, parseGallery, withModel, type GalleryState, type Known } from "../state";
import type { ImageRecord, Points } from "../types";
import type { Announcer } from "./announcer";
import { byId, element, stepLink, textButton } from "./dom";
import { Help } from "./help";
import { PageHistory } from "./history";
import { Hotspots } from "./hotspots";
import { listenToKeys, type KeyAction } from "./keys";
import { membersOf } from "./members";
import { createModelSwitch } from "./models";
import { fillPageLinks, idsOf, pageCount, PAGE_SIZE, rankOf } from "./pagination";
import { Panels, type Opened } from "./panels";
import { Pictures } from "./picture";
import type { Segments } from "./segments";
import { Sheet } from "./sheet";
import { texts } from "./texts";

/** A state whose page is known. */
type Standing = GalleryState & { readonly page: number };

const OPENING: Standing = {
  model: null,
  selection: null,
  hotspot: null,
  page: 0,
  image: null,
  among: null,
  value: null,
  duplicates: null,
};
const ASIDE = "(orientation: landscape) and (min-width: 900px)";

export class Gallery {
  private state = OPENING;
  private readonly known: Known;
  /** What the sheet shows, as a text; "" before the first. */
  private shown = "";
  private turn = 0;
  /** Ids of the selection or of the chosen hotspot; null: every id. */
  private ids: Uint32Array | null = null;
  private readonly root = byId("gallery", HTMLElement);
  private readonly summary = element("h2", { class: "gallery-summary", tabindex: "-1" });
  private readonly all = textButton(texts.selection.all, () => this.showAll(), "button-quiet");
  private readonly pages = element("nav", { class: "pages", "aria-label": texts.gallery.pages });
  private readonly pagesBelow = element("nav", { class: "pages", "aria-label": texts.gallery.pagesBelow });
  private readonly history = new PageHistory((hash) => void this.restore(hash));
  private readonly sheet: Sheet;
  private readonly panels: Panels;
  private readonly models: Segments;
  private readonly hotspots: Hotspots;

  constructor(
    private readonly site: Site,
    points: Points,
    private readonly announcer: Announcer,
    /** Why there is no map. */
    reason: string,
  ) {
    const { manifest } = site;
    const pictures = new Pictures(site, points, Promise.resolve());
    this.known = knownOf(manifest);
    const help = new Help(manifest, texts.help.gallery, () => this.open({ duplicates: 0 }));
    document.body.dataset["view"] = "gallery";
    for (const id of ["map", "zoom", "minimap"]) byId(id, HTMLElement).hidden = true;
    this.root.hidden = false;
    this.root.setAttribute("aria-label", texts.gallery.label);
    this.sheet = new Sheet(pictures, (id) => this.link({ ...this.state, image: id }));
    this.root.append(
      element("p", { class: "note gallery-reason" }, reason),
      element("div", { class: "gallery-bar" }, this.summary, this.all, this.pages),
      this.sheet.root,
      this.pagesBelow,
    );
    this.panels = new Panels(site, pictures, announcer, {
      go: (changes) => this.open(changes),
      address: (changes) => formatGallery({ ...this.state, ...changes }),
      locate: (id) => void this.locate(id),
      measure: () => this.screen(),
      locateLabel: texts.gallery.locate,
      closed: texts.gallery.closed,
      behind: this.summary,
    });
    this.models = createModelSwitch(manifest.models, (name) => {
      void this.go({ ...withModel(this.state, name, this.known), page: this.state.hotspot === null ? this.state.page : 0 });
    });
    this.hotspots = new Hotspots(manifest.models[0]!.hotspots, pictures, {
      choose: (index) => void this.go({ ...this.state, selection: null, hotspot: index, page: 0 }),
      preview: () => undefined,
      fold: () => undefined,
    });
    if (!matchMedia(ASIDE).matches) this.hotspots.fold(true, true);
    byId("about", HTMLButtonElement).addEventListener("click", () => help.open());
    const actions: Partial<Record<KeyAction, () => void>> = {
      close: () => this.closeOne(),
      previous: () => this.panels.detail.step(-1),
      next: () => this.panels.detail.step(1),
      help: () => help.open(),
    };
    listenToKeys({ map: null, detail: this.panels.detail.root }, (action) => actions[action]?.());
    addEventListener("resize", () => this.screen());
  }

  /**
   * Bring the page to the state of a link; returns when its pictures in the window stand.
   *
   * @param onSheet called when the places of the pictures stand, before they themselves have come
   */
  async restore(hash: string, onSheet?: () => void): Promise<void> {
    const state = parseGallery(hash, this.known);
    if (!(await this.show(state))) return;
    onSheet?.();
    await this.sheet.stands();
  }

  /** A step of the visitor: it can be come back from. */
  private async go(state: GalleryState): Promise<void> {
    this.history.push(formatGallery(state));
    const parts = ["page", "hotspot", "selection"] as const;
    const turned = parts.some((part) => state[part] !== this.state[part]);
    if (!(await this.show(state)) || !turned) return;
    scrollTo(0, 0);
    this.announcer.say(this.summary.textContent ?? "");
  }

  /** Show a state; false when another one was asked for meanwhile. */
  private async show(state: GalleryState): Promise<boolean> {
    const turn = ++this.turn;
    const { selection, image } = state;
    const model = this.modelOf(state);
    const members = state.hotspot === null ? null : await this.members(model, state.hotspot);
    const ids = selection === null ? members : decodeIds(selection, this.site.manifest.count);
    const hotspot = members === null ? null : state.hotspot;
    const page = this.pageOf(state, ids);
    const wanted = `${selection} ${hotspot === null ? "" : state.model} ${hotspot} ${page}`;
    const shown = idsOf(page, ids, this.site.manifest.count);
    const records = wanted === this.shown ? null : await this.records(shown);
    if (turn !== this.turn) return false;
    if (model !== this.modelOf(this.state)) this.hotspots.offer(model.info.hotspots);
    this.ids = ids;
    this.state = { ...state, hotspot, page };
    if (records !== null) this.sheet.show(shown, records);
    this.shown = wanted;
    this.models.mark(model.info.name);
    this.hotspots.mark(selection === null ? hotspot : null);
    this.describe();
    this.panels.see(model);
    this.panels.show(state);
    this.sheet.mark(image);
    return true;
  }

  private modelOf({ model }: GalleryState): ModelData {
    const { models } = this.site;
    return models.find(({ info }) => info.name === model) ?? models[0]!;
  }

  /** Open or close something over the pictures. */
  private open(changes: Partial<Opened>): void {
    const state = { ...this.state, ...changes };
    void this.go(state.image === null ? { ...state, among: null, value: null } : state);
  }

  /** The records of a page; null where one could not be loaded, which is told. */
  private async records(ids: readonly number[]): Promise<(ImageRecord | null)[]> {
    const results = await Promise.allSettled(ids.map((id) => this.site.record(id)));
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) this.announcer.warn(texts.gallery.failed(sentence(failure.reason)));
    return results.map((result) => (result.status === "fulfilled" ? result.value : null));
  }

  /** The summary and the links to other pages. */
  private describe(): void {
    const { selection, hotspot, page } = this.state;
    const count = this.ids?.length ?? this.site.manifest.count;
    const first = page * PAGE_SIZE;
    const range =
      count === 0 ? texts.gallery.none : texts.gallery.range(first + 1, Math.min(count, first + PAGE_SIZE), count);
    const group = hotspot === null ? undefined : this.modelOf(this.state).info.hotspots[hotspot]?.label;
    const label = selection === null ? group : texts.selection.label;
    this.all.hidden = selection === null;
    this.summary.textContent = label === undefined ? range : texts.gallery.ofGroup(label, range);
    for (const nav of [this.pages, this.pagesBelow]) {
      fillPageLinks(nav, page, pageCount(count), (to) => this.pageLink({ ...this.state, page: to }));
    }
  }

  private pageLink(state: Standing): HTMLAnchorElement {
    const link = this.link(state);
    // The link itself is replaced with the page: the focus starts where the new one starts.
    link.addEventListener("click", (event) => {
      if (event.defaultPrevented) this.summary.focus({ preventScroll: true });
    });
    return link;
  }

  private link(state: Standing): HTMLAnchorElement {
    return stepLink(formatGallery(state) || "#", () => void this.go(state));
  }

  private async members(model: ModelData, hotspot: number): Promise<Uint32Array | null> {
    try {
      return membersOf(await model.groups(), hotspot);
    } catch {
      this.announcer.warn(texts.hotspots.failed);
      return null;
    }
  }

  private pageOf({ page, image }: GalleryState, ids: Uint32Array | null): number {
    const implied = image === null ? 0 : Math.floor(Math.max(0, rankOf(ids, image)) / PAGE_SIZE);
    return Math.min(page ?? implied, pageCount(ids?.length ?? this.site.manifest.count) - 1);
  }

  /** Esc: one thing less. */
  private closeOne(): void {
    if (this.state.image !== null) this.panels.closeImage();
    else if (this.state.duplicates !== null) this.panels.closeList();
    else if (this.state.selection !== null) this.showAll();
    else if (this.state.hotspot !== null) void this.go({ ...this.state, hotspot: null, page: 0 });
  }

  /** Leave the selection. */
  private showAll(): void {
    this.summary.focus({ preventScroll: true });
    void this.go({ ...this.state, selection: null, page: 0 });
  }

  /** Turn to the page that holds a picture; a panel that covers the page, or a selection or group without it, gives way. */
  private async locate(id: number): Promise<void> {
    const member = rankOf(this.ids, id) >= 0;
    const hotspot = member ? this.state.hotspot : null;
    const selection = member ? this.state.selection : null;
    const page = Math.floor(rankOf(member ? this.ids : null, id) / PAGE_SIZE);
    const { among, value } = this.covered ? OPENING : this.state;
    const image = this.covered ? null : id;
    await this.go({ ...this.state, selection, hotspot, page, image, among, value, duplicates: null });
    this.sheet.focus(id);
  }

  /** What lies beneath a panel that covers the window is out of reach. */
  private screen(): void {
    const { covered } = this;
    const listed = document.body.dataset["duplicates"] === "open";
    for (const part of [byId("header", HTMLElement), this.root, byId("dock", HTMLElement)]) part.inert = covered || listed;
    byId("duplicates", HTMLElement).inert = covered;
  }

  private get covered(): boolean {
    const { width, height } = this.panels.detail.root.getBoundingClientRect();
    return document.body.dataset["detail"] === "open" && width > 0.9 * innerWidth && height > 0.8 * innerHeight;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
