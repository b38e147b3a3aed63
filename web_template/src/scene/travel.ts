/** Owns the clock of a change of layout and the promise that every picture has landed. */

import { ease } from "./flight";
import { Ramp } from "./ramp";

const MILLISECONDS = 1200;

export class Travel {
  static readonly milliseconds = MILLISECONDS;
  readonly #ramp = new Ramp(MILLISECONDS);
  #landing: PromiseWithResolve | null = null;

  get active(): boolean {
    return this.#landing !== null;
  }

  /** Resolves with the landing under way, at once when there is none. */
  get landed(): Promise<void> {
    return this.#landing?.promise ?? Promise.resolve();
  }

  /** Set out; whoever waits for an earlier landing waits no longer. */
  depart(): void {
    this.land();
    this.#ramp.go(0, false);
    this.#ramp.go(1, true);
    let resolve = (): void => undefined;
    const promise = new Promise<void>((landed) => (resolve = landed));
    this.#landing = { promise, resolve };
  }

  /** How far the pictures are, 0 … 1, after some more milliseconds. */
  advance(milliseconds: number): number {
    this.#ramp.advance(milliseconds);
    if (!this.#ramp.moving) this.land();
    return ease(this.#ramp.value);
  }

  land(): void {
    const landing = this.#landing;
    this.#landing = null;
    landing?.resolve();
  }
}

interface PromiseWithResolve {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}
