/** Owns the reader of data/duplicates: the groups of pictures that are nearly the same. */

export class Duplicates {
  readonly #groupOf = new Map<number, number>();

  /** @param groups ids, the best copy of each group first */
  constructor(readonly groups: readonly (readonly number[])[]) {
    groups.forEach((ids, group) => ids.forEach((id) => this.#groupOf.set(id, group)));
  }

  /** The group that a picture is in; null: none. */
  groupOf(id: number): number | null {
    return this.#groupOf.get(id) ?? null;
  }
}

/** `count` is how many ids the site has. */
export function readDuplicates(value: unknown, count: number, file: string): Duplicates {
  const { format, version, groups } = (value ?? {}) as { format?: unknown; version?: unknown; groups?: unknown };
  if (format !== "pixgen-duplicates") throw new Error(`${file} is not a list of near-duplicates.`);
  if (version !== 1) throw new Error(`${file} has version ${String(version)} of its format; this viewer reads version 1.`);
  if (!Array.isArray(groups)) throw new Error(`${file} lacks "groups".`);
  groups.forEach((ids: unknown, group) => {
    const known = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0 && (id as number) < count;
    if (!Array.isArray(ids) || ids.length < 2 || !ids.every(known)) {
      throw new Error(`${file}: group ${group} is not a list of two or more ids below ${count}.`);
    }
  });
  return new Duplicates(groups as number[][]);
}
