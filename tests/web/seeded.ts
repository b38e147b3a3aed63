/** Seeded randomness for tests, so that a failure can be seen again. */

/** Mulberry32: uniform in [0, 1). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function randomPositions(count: number, seed: number): Uint16Array {
  const next = random(seed);
  return Uint16Array.from({ length: 2 * count }, () => Math.floor(next() * 65536));
}
