/** Owns the room of arrays that hold a value or two by id: as much as a data texture takes, so that none is copied for it. */

/** log2 of the width of the data textures for so many ids. */
export function columnBits(count: number): number {
  return Math.ceil(Math.log2(Math.max(1, Math.sqrt(count))));
}

/** Texels of a data texture for so many ids. */
export function texelsFor(count: number): number {
  const width = 1 << columnBits(count);
  return width * Math.max(1, Math.ceil(count / width));
}

/** Two values per id; its buffer holds a whole texture of them. */
export function pairsFor(count: number): Uint16Array<ArrayBuffer> {
  return new Uint16Array(new Uint16Array(2 * texelsFor(count)).buffer, 0, 2 * count);
}

/** The pairs as a whole texture: what their buffer holds, or a copy of those that were not made by `pairsFor`. */
export function textureOf(pairs: Uint16Array): Uint16Array<ArrayBuffer> {
  const texels = texelsFor(pairs.length / 2);
  if (pairs.buffer instanceof ArrayBuffer && pairs.buffer.byteLength === 4 * texels) return new Uint16Array(pairs.buffer);
  const padded = new Uint16Array(2 * texels);
  padded.set(pairs);
  return padded;
}
