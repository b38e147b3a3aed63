/** Owns the line that is drawn around pictures: the switch that turns a drag into one, and the line on the screen. */

import type { Line, Scene } from "../scene/api";
import { iconButton } from "./dom";
import { texts } from "./texts";

const SVG = "http://www.w3.org/2000/svg";

export interface LassoActions {
  /** A line was drawn around these pictures. */
  take(inside: Uint32Array, intent: Line["intent"]): void;
  /** The tool was taken up or laid down. */
  turn(on: boolean): void;
}

export class LassoTool {
  readonly button = iconButton("lasso", texts.lasso.tool, () => this.turn(!this.on));
  private readonly overlay = document.createElementNS(SVG, "svg");
  private readonly paths = ["lasso-halo", "lasso-line"].map((name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    return path;
  });

  constructor(
    private readonly scene: Scene,
    canvas: HTMLCanvasElement,
    private readonly actions: LassoActions,
  ) {
    this.button.setAttribute("aria-pressed", "false");
    this.button.setAttribute("aria-keyshortcuts", "l");
    this.overlay.setAttribute("class", "lasso");
    this.overlay.setAttribute("aria-hidden", "true");
    this.overlay.append(...this.paths);
    canvas.parentElement?.append(this.overlay);
    scene.on("line", (line) => this.follow(line));
  }

  get on(): boolean {
    return this.scene.lineTool;
  }

  /** A line is on the screen. */
  get drawing(): boolean {
    return this.overlay.hasAttribute("data-drawing");
  }

  turn(on: boolean): void {
    this.scene.dropLine();
    this.scene.lineTool = on;
    this.button.setAttribute("aria-pressed", String(on));
    document.body.toggleAttribute("data-lasso", on);
    this.actions.turn(on);
  }

  private follow(line: Line | null): void {
    const drawing = line !== null && !line.done;
    this.overlay.toggleAttribute("data-drawing", drawing);
    const points = drawing ? line.points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`) : [];
    const path = points.length === 0 ? "" : `M${points.join("L")}Z`;
    for (const each of this.paths) each.setAttribute("d", path);
    if (line?.done === true && line.points.length > 2) this.actions.take(this.scene.lasso(line.points), line.intent);
  }
}
