/** Owns what happens on the page: every step of the visitor changes the state, the map and the panels together. */

import type { Site } from "../data/api";
import type { Motion, Scene } from "../scene/api";
import { EMPTY_STATE, formatState, fromFitted, isStep, parseState, toFitted } from "../state";
import type { Frame, PageState } from "../state";
import type { ImageRecord, Points } from "../types";
import { createActions } from "./actions";
import type { Announcer } from "./announcer";
import { Arranging } from "./arranging";
import { Detail } from "./detail";
import { byId } from "./dom";
import { Frames } from "./frames";
import { Help } from "./help";
import { Hint } from "./hint";
import { PageHistory } from "./history";
import { Home } from "./home";
import { Hotspots } from "./hotspots";
import { listenToKeys } from "./keys";
import { LassoTool } from "./lasso-tool";
import { LayoutSwitch } from "./layouts";
import { Members } from "./members";
import { Minimap } from "./minimap";
import { Pictures } from "./picture";
import { Pointing } from "./pointing";
import { Selection } from "./selection";
import { Spotlight } from "./spotlight";
import { texts } from "./texts";
import { createZoom } from "./zoom";

export class Page {
  private state: PageState = EMPTY_STATE;
  private readonly home = new Home();
  private readonly history = new PageHistory((hash) => void this.restore(hash, { animate: true }));
  private readonly hint = new Hint();
  private readonly help: Help;
  private readonly detail: Detail;
  private readonly hotspots: Hotspots;
  private readonly arranging: Arranging;
  private readonly lasso: LassoTool;
  private readonly layouts: LayoutSwitch;
  private readonly members: Members;
  private readonly frames: Frames;
  private readonly pointing: Pointing;
  private readonly minimap: Minimap;
  private readonly selection: Selection;
  private readonly stopKeys: () => void;

  constructor(
    private readonly scene: Scene,
    private readonly site: Site,
    points: Points,
    private readonly canvas: HTMLCanvasElement,
    private readonly announcer: Announcer,
  ) {
    const { manifest } = site;
    const pictures = new Pictures(site, points, new Promise((opened) => scene.on("first", opened)));
    this.help = new Help(manifest, texts.help.map);
    const spotlight = new Spotlight(scene);
    this.members = new Members(site, spotlight, () => this.announcer.warn(texts.hotspots.failed));
    this.detail = new Detail(site, pictures, {
      open: (id) => this.openImage(id),
      close: () => this.closeImage(),
      locate: (id) => this.locate(id),
      locateLabel: texts.detail.locate,
      behind: canvas,
    });
    this.hotspots = new Hotspots(manifest.hotspots, pictures, {
      choose: (index) => this.chooseHotspot(index),
      preview: (index) => this.members.preview(index),
      fold: () => this.refit(),
    });
    this.layouts = new LayoutSwitch(manifest.layouts, (name) => void this.chooseLayout(name));
    this.arranging = new Arranging(scene, this.layouts, (standing) => {
      this.state = { ...this.state, layout: standing === this.openingLayout ? null : standing };
      this.history.replace(formatState(this.state));
      this.announcer.warn(texts.layouts.failed);
    });
    this.selection = new Selection(manifest.count, spotlight, announcer, {
      commit: (next) => this.commit({ ...this.state, ...next }),
      focus: () => canvas.focus({ preventScroll: true }),
    });
    this.lasso = new LassoTool(scene, canvas, {
      take: (inside, intent) => {
        this.hint.dismiss();
        this.selection.take(inside, intent);
      },
      turn: (on) => this.selection.invite(on),
    });
    this.frames = new Frames(canvas, this.detail.root, () => {
      this.hotspots.foldWhere(this.frames.tight);
      this.refit();
    });
    this.pointing = new Pointing(scene, site, canvas, this.announcer, () => this.frames.free);
    this.minimap = new Minimap(scene, site, () => this.frame, () => this.frames.free, (view, motion) => {
      this.leave();
      scene.setView(view, motion);
    });
    byId("about", HTMLButtonElement).addEventListener("click", () => this.help.open());
    const act = createActions(scene, () => this.frames.free, {
      leave: () => this.leave(),
      home: () => this.goHome({ animate: true }),
      openCentre: () => this.openCentre(),
      closeOne: () => this.escape(),
      previous: () => this.detail.step(-1),
      next: () => this.detail.step(1),
      help: () => this.help.open(),
      lasso: () => this.lasso.turn(!this.lasso.on),
      select: () => this.selectOne(),
    });
    this.stopKeys = listenToKeys({ map: canvas, detail: this.detail.root }, act);
    const zoom = { zoomIn: () => act("zoomIn"), zoomOut: () => act("zoomOut"), home: () => act("home") };
    createZoom(zoom, this.lasso.button);
    this.followMap();
  }

  /** Bring the page to the state of a link; returns when the map stands there. */
  async restore(hash: string, motion: Motion): Promise<void> {
    const state = parseState(hash, {
      layouts: this.site.manifest.layouts.map((layout) => layout.name),
      hotspots: this.site.manifest.hotspots.length,
      images: this.site.manifest.count,
    });
    this.state = state;
    this.members.choose(state.hotspot);
    this.hotspots.mark(state.hotspot);
    this.selection.restore(state);
    if (state.image === null) this.hideImage();
    else this.showImage(state.image);
    const layout = state.layout ?? this.openingLayout;
    this.frames.measure();
    this.scene.setInsets(this.frames.insets);
    // Asked for even where it stands: another one may be on its way and must not land any more.
    if (!(await this.arranging.to(layout, motion))) return;
    if (state.view !== null) {
      this.home.at = false;
      this.scene.setView(fromFitted(state.view, this.frame), motion);
    } else {
      await this.aim(motion);
    }
  }

  /** Let go of what lies beyond the elements of the page: keys, history, sizes. */
  dispose(): void {
    this.stopKeys();
    this.history.dispose();
    this.frames.dispose();
  }

  private openCentre(): void {
    const id = this.pointing.centre();
    if (id >= 0) this.openImage(id);
  }

  private openImage(id: number): void {
    if (id === this.state.image) {
      this.fly([id]);
      return;
    }
    this.hint.dismiss();
    this.commit({ ...this.state, image: id });
    this.showImage(id);
    this.fly([id]);
  }

  private closeImage(): void {
    if (this.state.image === null) return;
    this.commit({ ...this.state, image: null });
    this.hideImage();
    this.refit();
    this.announcer.say(texts.map.closed);
  }

  /** Frame the picture on the map; where the panel covers the map, it gives way. */
  private locate(id: number): void {
    if (this.frames.covered) {
      this.closeImage();
      this.scene.setSelected(id);
    }
    this.fly([id]);
  }

  private chooseHotspot(index: number | null): void {
    // A group could not be told among pictures that the selection dims.
    const dimmed = index !== null && this.state.selection !== null && !this.state.only;
    this.commit({ ...this.state, hotspot: index, selection: dimmed ? null : this.state.selection });
    this.selection.restore(this.state);
    this.hotspots.mark(index);
    this.members.choose(index);
    const hotspot = index === null ? undefined : this.site.manifest.hotspots[index];
    if (index === null || hotspot === undefined) {
      this.announcer.say(texts.map.hotspotCleared);
      return;
    }
    this.announcer.say(texts.map.hotspot(hotspot.label, texts.pictures(hotspot.count)));
    void this.aimAtHotspot(index, { animate: true });
  }

  /** Select the picture that is open, pointed at, or in the middle of the map. */
  private selectOne(): void {
    const id = this.state.image ?? this.pointing.picture();
    if (id >= 0) this.selection.toggle(id);
  }

  private async chooseLayout(name: string): Promise<void> {
    const former = this.state;
    if (name === (former.layout ?? this.openingLayout)) return;
    this.pointing.clear();
    this.commit({ ...former, layout: name === this.openingLayout ? null : name, view: null });
    const title = this.site.manifest.layouts.find((layout) => layout.name === name)?.title ?? name;
    this.announcer.say(texts.map.layout(title));
    // The scene itself takes the view along: to the selected picture, else to the whole map.
    this.home.at = this.state.image === null;
    const landed = await this.arranging.to(name, { animate: true });
    if (landed && this.state.hotspot !== null && this.state.image === null) await this.aim({ animate: true });
  }

  private showImage(id: number): void {
    this.scene.setSelected(id);
    const opened = this.detail.show(id);
    document.body.dataset["detail"] = "open";
    this.frames.measure();
    this.scene.setInsets(this.frames.insets);
    void opened.then((record) => this.nameImage(record));
  }

  private nameImage(record: ImageRecord | null): void {
    if (record === null) return;
    document.title = `${record.title} · ${this.site.manifest.title}`;
    this.announcer.say(texts.map.opened(record.title));
  }

  private hideImage(): void {
    this.scene.setSelected(null);
    delete document.body.dataset["detail"];
    this.frames.measure();
    this.detail.hide();
    document.title = this.site.manifest.title;
  }

  private escape(): void {
    if (this.scene.dropLine()) return;
    if (this.state.image === null && this.lasso.on) this.lasso.turn(false);
    else this.closeOne();
  }

  /** Esc, or a click beside the pictures: one thing less. */
  private closeOne(): void {
    if (this.state.image !== null) this.closeImage();
    else if (this.selection.undo()) return;
    else if (this.state.hotspot !== null) this.chooseHotspot(null);
    else this.scene.setSelected(null);
  }

  /** Aim the camera at what the state shows. */
  private async aim(motion: Motion): Promise<void> {
    if (this.state.image !== null) this.fly([this.state.image], motion);
    else if (this.state.hotspot !== null) await this.aimAtHotspot(this.state.hotspot, motion);
    else this.goHome(motion);
  }

  private async aimAtHotspot(index: number, motion: Motion): Promise<void> {
    try {
      const ids = await this.members.of(index);
      if (this.state.hotspot === index) this.fly(ids, motion);
    } catch {
      this.announcer.warn(texts.hotspots.failed);
    }
  }

  private leave(): void {
    this.home.at = false;
    this.pointing.clear();
  }

  private fly(ids: ArrayLike<number>, motion: Motion = { animate: true }): void {
    this.leave();
    this.scene.flyTo(ids, motion);
  }

  private goHome(motion: Motion): void {
    this.leave();
    this.home.at = true;
    this.scene.home(motion);
  }

  /** The window or a panel changed: a fitted map stays fitted to the free part. */
  private refit(): void {
    this.frames.measure();
    this.scene.setInsets(this.frames.insets);
    if (this.home.at) this.scene.home();
    this.minimap.refresh();
  }

  private commit(next: PageState): void {
    const step = isStep(this.state, next);
    this.state = next;
    if (step) this.history.push(formatState(next));
    else this.history.replaceSoon(formatState(next));
  }

  private followMap(): void {
    this.canvas.addEventListener("wheel", () => this.leave(), { passive: true });
    this.scene.on("select", (selected) => {
      if (selected === null) this.closeOne();
      else this.openImage(selected.id);
    });
    this.scene.on("rest", ({ view }) => {
      this.home.settle(view);
      this.commit({ ...this.state, view: this.home.at ? null : toFitted(view, this.frame) });
    });
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.buttons !== 0 && !this.lasso.drawing) this.leave();
    });
  }

  private get openingLayout(): string {
    return this.site.manifest.layouts[0]?.name ?? "";
  }

  private get frame(): Frame {
    const layout = this.site.manifest.layouts.find(({ name }) => name === this.scene.layout);
    return { width: this.canvas.clientWidth, height: this.canvas.clientHeight, aspect: layout?.aspect ?? 1 };
  }
}
