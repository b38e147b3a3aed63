/** Owns the marks of the pictures: which stay bright while the others are dimmed, and which are hidden. */

/** Bits of a picture's mark, as the shaders read them. */
export const BRIGHT = 1;
export const HIDDEN = 2;

/** Ids, or a mask: a `Uint8Array` of one byte per id, where every byte but 0 takes the id in. */
export type PictureSet = ArrayLike<number>;

export class Marks {
  /** One byte per id, and as many more as a texture needs. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** One bit per id; null: none is hidden. A new array whenever it changes. */
  shown: Uint32Array | null = null;
  #bright = false;

  constructor(
    readonly count: number,
    room = count,
  ) {
    this.bytes = new Uint8Array(room);
  }

  /** One byte per id whose lowest bit tells the pictures that are painted last; null: there are none. */
  get turns(): Uint8Array | null {
    return this.#bright ? this.bytes : null;
  }

  /** Let these stay bright; null: no others are dimmed, and the marks remain so that dimming can fade out. */
  brighten(kept: PictureSet | null): void {
    this.#bright = kept !== null;
    if (kept !== null) this.#write(BRIGHT, kept, BRIGHT, 0);
  }

  /** Hide all but these; null: hide none. */
  hide(kept: PictureSet | null): void {
    this.#write(HIDDEN, kept ?? [], 0, kept === null ? 0 : HIDDEN);
    this.shown = kept === null ? null : this.#bits();
  }

  /** Set one bit of every mark, to `inside` where the picture is in the set. */
  #write(bit: number, set: PictureSet, inside: number, outside: number): void {
    const { bytes, count } = this;
    const others = 255 - bit;
    if (set instanceof Uint8Array) {
      if (set.length !== count) throw new Error(`A mask of ${set.length} bytes does not fit ${count} pictures.`);
      for (let id = 0; id < count; id++) bytes[id] = (bytes[id]! & others) | (set[id]! > 0 ? inside : outside);
      return;
    }
    for (let id = 0; id < count; id++) bytes[id] = (bytes[id]! & others) | outside;
    for (let i = 0; i < set.length; i++) {
      const id = set[i]!;
      if (id < count) bytes[id] = (bytes[id]! & others) | inside;
    }
  }

  #bits(): Uint32Array {
    const { bytes, count } = this;
    const words = new Uint32Array(Math.ceil(count / 32));
    for (let word = 0, id = 0; word < words.length; word++) {
      let bits = 0;
      for (const end = Math.min(count, id + 32); id < end; id++) bits |= (((bytes[id]! & HIDDEN) >>> 1) ^ 1) << (id & 31);
      words[word] = bits;
    }
    return words;
  }
}

/** Whether an id is in a set of bits; all are in none. */
export function isShown(id: number, shown: Uint32Array | null): boolean {
  return shown === null || (shown[id >>> 5]! & (1 << (id & 31))) !== 0;
}
