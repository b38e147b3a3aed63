/** Owns what happens on the page: every step of the visitor changes the state, the map and the panels together. */

import type { ModelData, Site } from "../data/api";
import type { Motion, Scene } from "../scene/api";
import { EMPTY_STATE, formatState, isStep, knownOf, parseState, withModel } from "../state";
import type { Known, PageState } from "../state";
import type { Points } from "../types";
import { createActions } from "./actions";
import { Aim } from "./aim";
import type { Announcer } from "./announcer";
import { Arranging, type Arrangement } from "./arranging";
import { byId } from "./dom";
import { Frames } from "./frames";
import { Groups } from "./groups";
import { Help } from "./help";
import { Hint } from "./hint";
import { PageHistory } from "./history";
import { listenToKeys } from "./keys";
import { LassoTool } from "./lasso-tool";
import { Minimap } from "./minimap";
import { Panels, type Opened } from "./panels";
import { Pictures } from "./picture";
import { Pointing } from "./pointing";
import { Selection } from "./selection";
import { Spotlight } from "./spotlight";
import { texts } from "./texts";
import { createZoom } from "./zoom";

export class Page {
  private state: PageState = EMPTY_STATE;
  private readonly known: Known;
  private readonly history = new PageHistory((hash) => void this.restore(hash, { animate: true }));
  private readonly hint = new Hint();
  private readonly panels: Panels;
  private readonly groups: Groups;
  private readonly arranging: Arranging;
  private readonly lasso: LassoTool;
  private readonly frames: Frames;
  private readonly aim: Aim;
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
    this.known = knownOf(manifest);
    const pictures = new Pictures(site, points, new Promise((opened) => scene.on("first", opened)));
    const spotlight = new Spotlight(scene);
    this.panels = new Panels(site, pictures, announcer, {
      go: (changes) => this.open(changes),
      address: (changes) => formatState({ ...this.state, ...changes }),
      locate: (id) => this.locate(id),
      measure: () => this.aim.measure(),
      locateLabel: texts.detail.locate,
      closed: texts.map.closed,
      behind: canvas,
    });
    this.groups = new Groups(site.models[0]!, pictures, spotlight, {
      choose: (index) => this.chooseHotspot(index),
      fold: () => this.refit(),
      failed: () => announcer.warn(texts.hotspots.failed),
    });
    this.arranging = new Arranging(scene, manifest.models, {
      chooseModel: (name) => void this.chooseModel(name),
      chooseLayout: (name) => void this.chooseLayout(name),
      failed: (standing) => this.standIn(standing),
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
    this.frames = new Frames(canvas, this.panels.detail.root, () => {
      this.groups.foldWhere(this.frames.tight);
      this.refit();
    });
    this.pointing = new Pointing(scene, site, canvas, announcer, () => this.frames.free);
    this.aim = new Aim(scene, site, canvas, this.frames, () => this.pointing.clear());
    this.minimap = new Minimap(scene, site, () => this.aim.frame, () => this.frames.free, (view, motion) => {
      this.aim.leave();
      scene.setView(view, motion);
    });
    const help = new Help(manifest, texts.help.map, () => this.open({ duplicates: 0 }));
    byId("about", HTMLButtonElement).addEventListener("click", () => help.open());
    const act = createActions(scene, () => this.frames.free, {
      leave: () => this.aim.leave(),
      home: () => this.aim.goHome({ animate: true }),
      openCentre: () => this.openCentre(),
      closeOne: () => this.escape(),
      previous: () => this.panels.detail.step(-1),
      next: () => this.panels.detail.step(1),
      help: () => help.open(),
      lasso: () => this.lasso.turn(!this.lasso.on),
      select: () => this.selectOne(),
    });
    this.stopKeys = listenToKeys({ map: canvas, detail: this.panels.detail.root }, act);
    const zoom = { zoomIn: () => act("zoomIn"), zoomOut: () => act("zoomOut"), home: () => act("home") };
    createZoom(zoom, this.lasso.button);
    this.followMap();
  }

  /** Bring the page to the state of a link; returns when the map stands there. */
  async restore(hash: string, motion: Motion): Promise<void> {
    const state = parseState(hash, this.known);
    this.become(state);
    // Asked for even where it stands: another one may be on its way and must not land any more.
    if (!(await this.arrange(motion))) return;
    if (state.view !== null) this.aim.go(state.view, motion);
    else await this.look(motion);
  }

  /** Let go of what lies beyond the elements of the page: keys, history, sizes. */
  dispose(): void {
    this.stopKeys();
    this.history.dispose();
    this.frames.dispose();
  }

  /** A step of the visitor: it can be come back from. */
  private go(state: PageState): void {
    this.commit(state);
    this.become(state);
  }

  /** Bring everything but the camera to a state; what is there already stays as it is. */
  private become(state: PageState): void {
    this.state = state;
    this.scene.setSelected(state.image);
    this.panels.see(this.model);
    this.panels.show(state);
    this.groups.show(this.model, state.hotspot);
    this.selection.restore(state);
  }

  /** Open or close something over the map. */
  private open(changes: Partial<Opened>): void {
    const before = this.state;
    this.hint.dismiss();
    this.go(closed({ ...before, ...changes }));
    const { image, duplicates } = this.state;
    if (changes.image !== undefined && image !== null) this.aim.fly([image]);
    else if (image !== before.image || duplicates !== before.duplicates) this.refit();
  }

  private openCentre(): void {
    const id = this.pointing.centre();
    if (id >= 0) this.open({ image: id });
  }

  /** Frame the picture on the map; what covers the map gives way. */
  private locate(id: number): void {
    if (this.frames.covered) this.announcer.say(texts.map.closed);
    this.go(closed({ ...this.state, duplicates: null, image: this.frames.covered ? null : id }));
    this.scene.setSelected(id);
    this.aim.fly([id]);
  }

  private chooseHotspot(index: number | null): void {
    // A group could not be told among pictures that the selection dims.
    const dimmed = index !== null && this.state.selection !== null && !this.state.only;
    this.go({ ...this.state, hotspot: index, selection: dimmed ? null : this.state.selection });
    const hotspot = index === null ? undefined : this.model.info.hotspots[index];
    if (index === null || hotspot === undefined) {
      this.announcer.say(texts.map.hotspotCleared);
      return;
    }
    this.announcer.say(texts.map.hotspot(hotspot.label, texts.pictures(hotspot.count)));
    void this.lookAtHotspot(index, { animate: true });
  }

  /** Select the picture that is open, pointed at, or in the middle of the map. */
  private selectOne(): void {
    const id = this.state.image ?? this.pointing.picture();
    if (id >= 0) this.selection.toggle(id);
  }

  private async chooseLayout(name: string): Promise<void> {
    if (name === this.arrangement.layout) return;
    this.go({ ...this.state, layout: name === this.model.info.layouts[0]!.name ? null : name, view: null });
    this.announcer.say(texts.map.layout(this.layoutTitle));
    await this.follow();
  }

  private async chooseModel(name: string): Promise<void> {
    if (name === this.model.info.name) return;
    this.go(withModel(this.state, name, this.known));
    this.announcer.say(texts.models.chosen(this.model.info.title, this.layoutTitle));
    await this.follow();
  }

  /** Let the pictures go to where the state has them; false where they are sent elsewhere before they have landed. */
  private arrange(motion: Motion): Promise<boolean> {
    const landing = this.arranging.to(this.arrangement, motion);
    // The switches may have become larger or smaller.
    this.aim.measure();
    return landing;
  }

  /** Arrange the pictures anew; the scene itself takes the view along. */
  private async follow(): Promise<void> {
    this.aim.follow(this.state.image !== null);
    const landed = await this.arrange({ animate: true });
    if (landed && this.state.hotspot !== null && this.state.image === null) await this.look({ animate: true });
  }

  /** The arrangement asked for could not be loaded: this one is what the page shows. */
  private standIn({ model, layout }: Arrangement): void {
    const { name, layouts } = this.site.manifest.models[model]!;
    const state = name === this.model.info.name ? this.state : withModel(this.state, name, this.known);
    this.become({ ...state, layout: layout === layouts[0]!.name ? null : layout });
    this.history.replace(formatState(this.state));
    this.announcer.warn(texts.layouts.failed);
  }

  private escape(): void {
    if (this.scene.dropLine()) return;
    if (this.state.image === null && this.lasso.on) this.lasso.turn(false);
    else this.closeOne();
  }

  /** Esc, or a click beside the pictures: one thing less. */
  private closeOne(): void {
    if (this.state.image !== null) this.panels.closeImage();
    else if (this.state.duplicates !== null) this.panels.closeList();
    else if (this.selection.undo()) return;
    else if (this.state.hotspot !== null) this.chooseHotspot(null);
    else this.scene.setSelected(null);
  }

  /** Aim the camera at what the state shows. */
  private async look(motion: Motion): Promise<void> {
    if (this.state.image !== null) this.aim.fly([this.state.image], motion);
    else if (this.state.hotspot !== null) await this.lookAtHotspot(this.state.hotspot, motion);
    else this.aim.goHome(motion);
  }

  private async lookAtHotspot(index: number, motion: Motion): Promise<void> {
    const ids = await this.groups.ids(index);
    if (ids !== null) this.aim.fly(ids, motion);
  }

  /** The window or a panel changed. */
  private refit(): void {
    this.aim.refit();
    this.minimap.refresh();
  }

  private commit(next: PageState): void {
    const step = isStep(this.state, next);
    this.state = next;
    if (step) this.history.push(formatState(next));
    else this.history.replaceSoon(formatState(next));
  }

  private followMap(): void {
    this.canvas.addEventListener("wheel", () => this.aim.leave(), { passive: true });
    this.scene.on("select", (selected) => {
      if (selected === null) this.closeOne();
      else this.open({ image: selected.id });
    });
    this.scene.on("rest", ({ view }) => this.commit({ ...this.state, view: this.aim.settle(view) }));
    this.canvas.addEventListener("pointermove", (event) => {
      if (event.buttons !== 0 && !this.lasso.drawing) this.aim.leave();
    });
  }

  private get arrangement(): Arrangement {
    const model = this.site.models.indexOf(this.model);
    return { model, layout: this.state.layout ?? this.model.info.layouts[0]!.name };
  }

  private get layoutTitle(): string {
    const { layout } = this.arrangement;
    return this.model.info.layouts.find(({ name }) => name === layout)?.title ?? layout;
  }

  private get model(): ModelData {
    const { models } = this.site;
    return models.find(({ info }) => info.name === this.state.model) ?? models[0]!;
  }
}

/** What is compared is the open picture: it goes with it. */
function closed(state: PageState): PageState {
  return state.image === null ? { ...state, among: null, value: null } : state;
}
