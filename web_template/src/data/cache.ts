/** Owns a small cache of promises by key that forgets the least recently used and whatever failed. */

export class PromiseCache<T> {
  readonly #entries = new Map<string, Promise<T>>();

  constructor(readonly capacity: number) {}

  get(key: string, make: () => Promise<T>): Promise<T> {
    const held = this.#entries.get(key);
    const entry = held ?? make();
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (held === undefined) {
      entry.catch(() => {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      });
      if (this.#entries.size > this.capacity) this.#entries.delete(this.#entries.keys().next().value!);
    }
    return entry;
  }
}
