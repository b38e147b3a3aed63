/** Owns a value between 0 and 1 that goes to its aim over a fixed time. */

export class Ramp {
  value = 0;
  aim = 0;

  constructor(readonly milliseconds: number) {}

  get moving(): boolean {
    return this.value !== this.aim;
  }

  /** `animate` false: be there at once. */
  go(aim: number, animate: boolean): void {
    this.aim = aim;
    if (!animate) this.value = aim;
  }

  /** True while there is more to come. */
  advance(milliseconds: number): boolean {
    const step = milliseconds / this.milliseconds;
    const left = this.aim - this.value;
    this.value = Math.abs(left) <= step ? this.aim : this.value + Math.sign(left) * step;
    return this.moving;
  }
}
