/** Owns how finely a frame is drawn: fewer points and fewer pixels while the view moves, everything when it rests. */

/** Milliseconds a frame may take before the resolution is lowered, and how many frames in a row must take longer. */
const SLOW = 25;
const PROOF = 4;
/** Shares of the full resolution, per axis. */
const STEPS = [1, 0.75, 0.55, 0.4] as const;
/** A step down that leaves more than this share of the time is taken back: something else than pixels takes it. */
const IN_VAIN = 0.9;
/** Milliseconds without a move by hand after which the view rests. */
const STILL = 150;
/** Milliseconds of rest after which a finer step is tried again. */
const FORGIVEN = 10000;

export class Pace {
  #moving = false;
  #step = 0;
  /** Milliseconds of each slow frame in a row; their mean before the last step down. */
  #slow: number[] = [];
  #before = Infinity;
  /** The steps are settled until the view rests. */
  #settled = false;
  #stirred = -Infinity;
  #rested = -Infinity;
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** The frame is one of many. */
  get moving(): boolean {
    return this.#moving;
  }

  /** Pixels to draw per axis, as a share of all. */
  get resolution(): number {
    return this.#moving ? STEPS[this.#step]! : 1;
  }

  /** The view was moved by hand. */
  stir(): void {
    this.#stirred = this.#now();
  }

  /** A frame begins, this many milliseconds after the one before (0: there was none). True while the hand may still move. */
  begin(moving: boolean, milliseconds: number): boolean {
    const now = this.#now();
    const stirring = now - this.#stirred < STILL;
    const before = this.#moving;
    this.#moving = moving || stirring;
    if (this.#moving && !before) {
      if (this.#step > 0 && now - this.#rested > FORGIVEN) this.#step--;
      this.#slow = [];
      this.#before = Infinity;
      this.#settled = false;
    } else if (this.#moving && !this.#settled) {
      this.#slow = milliseconds > SLOW ? [...this.#slow, milliseconds] : [];
      if (this.#slow.length === PROOF) this.#judge();
    } else if (before && !this.#moving) {
      this.#rested = now;
    }
    return stirring;
  }

  #judge(): void {
    const mean = this.#slow.reduce((sum, each) => sum + each, 0) / PROOF;
    this.#slow = [];
    if (mean > IN_VAIN * this.#before) {
      this.#step--;
      this.#settled = true;
    } else if (this.#step < STEPS.length - 1) {
      this.#before = mean;
      this.#step++;
    }
  }
}
