/** Owns the WebGL context, the size of the canvas and the one animation frame that is asked for when something changed. */

import { Camera, Scene, WebGLRenderer } from "three";

/** Above this many device pixels per CSS pixel nobody sees the difference, and every frame costs. */
const MOST_RATIO = 2;
/** Pixels of a 4K screen; on larger ones the canvas is stretched. */
const MOST_PIXELS = 3840 * 2160;
/** Longest step of time between two frames, in milliseconds, after a stall. */
const LONGEST_STEP = 250;
/** Milliseconds in sight after which a lost context is taken to be gone: some browsers bring none back after crashes. */
const PATIENCE = 8000;

export interface RendererEvents {
  /** Advance by milliseconds and draw; true while there is more to come. */
  draw(milliseconds: number): boolean;
  resized(): void;
  /** The context was lost: what the GPU held is gone, and its handles should be let go. */
  lost(): void;
  /** The context is back. */
  restored(): void;
  /** The context was lost and does not come back. */
  gone(): void;
}

/** Device pixels per CSS pixel to draw for a canvas of these CSS pixels. */
export function fullRatio(devicePixelRatio: number, width: number, height: number): number {
  return Math.min(MOST_RATIO, devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
}

export class Renderer {
  readonly scene = new Scene();
  readonly three: WebGLRenderer;
  readonly #canvas: HTMLCanvasElement;
  readonly #background: number;
  readonly #events: RendererEvents;
  readonly #camera = new Camera();
  readonly #observer: ResizeObserver;
  readonly #abort = new AbortController();
  #density: MediaQueryList | undefined;
  /** The device pixels per CSS pixel that the canvas was made for. */
  #seen = 0;
  #request = 0;
  /** When the last frame of an unbroken run of frames was drawn; 0: none is running. */
  #last = 0;
  #lost = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  frames = 0;
  width = 1;
  height = 1;
  /** Device pixels per CSS pixel of a frame at full resolution. */
  ratio = 1;
  #resolution = 1;

  constructor(canvas: HTMLCanvasElement, background: number, events: RendererEvents) {
    this.#canvas = canvas;
    this.#background = background;
    this.#events = events;
    this.three = new WebGLRenderer({ canvas, antialias: false, depth: false, stencil: false, alpha: false });
    this.three.sortObjects = false;
    this.three.setClearColor(background, 1);
    this.scene.matrixAutoUpdate = false;

    const { signal } = this.#abort;
    canvas.addEventListener("webglcontextlost", () => this.#contextLost(), { signal });
    canvas.addEventListener("webglcontextrestored", () => this.#contextRestored(), { signal });
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas);
    this.#watchDensity();
    this.#measure();
  }

  /** The most layers an array texture may have here. */
  get layerLimit(): number {
    const gl = this.three.getContext() as WebGL2RenderingContext;
    return gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number;
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** Device pixels per CSS pixel of the frames drawn now. */
  get drawnRatio(): number {
    return this.ratio * this.#resolution;
  }

  get resolution(): number {
    return this.#resolution;
  }

  /** Draw at a share of the full resolution; empties the canvas when it changes, so a frame must follow at once. */
  set resolution(share: number) {
    if (share === this.#resolution) return;
    this.#resolution = share;
    this.three.setPixelRatio(this.drawnRatio);
  }

  /** Something changed: draw in the next frame. */
  invalidate(): void {
    if (this.#request === 0 && !this.#lost) this.#request = requestAnimationFrame((now) => this.#frame(now));
  }

  /** Draw what stands in the scene. */
  render(): void {
    this.three.render(this.scene, this.#camera);
    this.frames++;
  }

  dispose(): void {
    cancelAnimationFrame(this.#request);
    clearTimeout(this.#patience);
    this.#observer.disconnect();
    this.#abort.abort();
    this.three.dispose();
  }

  #frame(now: number): void {
    this.#request = 0;
    // Not every change of density is told.
    if (window.devicePixelRatio !== this.#seen && this.#measure()) this.#events.resized();
    const step = this.#last === 0 ? 0 : Math.max(0, Math.min(LONGEST_STEP, now - this.#last));
    const more = this.#events.draw(step);
    this.#last = more || this.#request !== 0 ? now : 0;
    if (more) this.invalidate();
  }

  #measure(): boolean {
    const width = Math.max(1, this.#canvas.clientWidth);
    const height = Math.max(1, this.#canvas.clientHeight);
    this.#seen = window.devicePixelRatio;
    const ratio = fullRatio(this.#seen || 1, width, height);
    if (width === this.width && height === this.height && ratio === this.ratio) return false;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.three.setPixelRatio(this.drawnRatio);
    this.three.setSize(width, height, false);
    return true;
  }

  /** A resized canvas is empty: draw at once, before the page is painted. */
  #resize(): void {
    if (!this.#measure()) return;
    this.#events.resized();
    if (!this.#lost && this.#events.draw(0)) this.invalidate();
  }

  /** The density changes when the window moves to another screen or the page is zoomed. */
  #watchDensity(): void {
    this.#density = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const changed = (): void => {
      this.#watchDensity();
      this.#resize();
    };
    this.#density.addEventListener("change", changed, { once: true, signal: this.#abort.signal });
  }

  #contextLost(): void {
    this.#lost = true;
    cancelAnimationFrame(this.#request);
    this.#request = 0;
    this.#last = 0;
    this.#events.lost();
    this.#waitForContext();
  }

  /** A page out of sight is not owed its context; its time runs when it is seen. */
  #waitForContext(): void {
    this.#patience = setTimeout(() => {
      if (document.hidden) {
        document.addEventListener("visibilitychange", () => this.#waitForContext(), { once: true, signal: this.#abort.signal });
      } else {
        this.#events.gone();
      }
    }, PATIENCE);
  }

  #contextRestored(): void {
    this.#lost = false;
    clearTimeout(this.#patience);
    this.three.setClearColor(this.#background, 1);
    this.#events.restored();
    this.invalidate();
  }
}
