/** Owns how finely a frame is drawn: fewer points and fewer pixels while the view moves, everything when it rests. */

/** Milliseconds a frame may take before the resolution is lowered, and how many frames in a row must take longer. */
const SLOW = 25;
const PROOF = 4;
/** Shares of the full resolution, per axis. */
const STEPS = [1, 0.75, 0.55, 0.4] as const;
/** Milliseconds without a move by hand after which the view rests. */
const STILL = 150;
/** Milliseconds of rest after which a finer step is tried again. */
const FORGIVEN = 10000;

export class Pace {
  #moving = false;
  #step = 0;
  #slow = 0;
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
      this.#slow = 0;
    } else if (this.#moving) {
      this.#slow = milliseconds > SLOW ? this.#slow + 1 : 0;
      if (this.#slow >= PROOF && this.#step < STEPS.length - 1) {
        this.#step++;
        this.#slow = 0;
      }
    } else if (before) {
      this.#rested = now;
    }
    return stirring;
  }
}
