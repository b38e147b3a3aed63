/** Owns a set of ids as a short text for the address of the page: gaps and runs, in base64url. */

/**
 * Ascending ids as varints: twice the gap before a run, plus 1 where the run is longer than one id; then its length less 2.
 *
 * Ids are ranks along a curve through the opening layout, so what lies together there makes few, long runs.
 */
export function encodeIds(ids: ArrayLike<number>): string {
  const bytes: number[] = [];
  for (let i = 0, free = 0; i < ids.length; ) {
    const first = i++;
    while (i < ids.length && ids[i] === ids[i - 1]! + 1) i++;
    const length = i - first;
    pushVarint(bytes, 2 * (ids[first]! - free) + (length > 1 ? 1 : 0));
    if (length > 1) pushVarint(bytes, length - 2);
    free = ids[first]! + length;
  }
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.slice(i, i + 4096));
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The ids that a text stands for, ascending; null when it is damaged, empty, or names ids from `count` on. */
export function decodeIds(text: string, count: number): Uint32Array | null {
  if (!/^[\w-]+$/.test(text) || text.length % 4 === 1) return null;
  const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  const ids = new Uint32Array(count);
  let [at, found, free] = [0, 0, 0];
  const varint = (): number => {
    for (let value = 0, place = 1; at < bytes.length; place *= 128) {
      const byte = bytes.charCodeAt(at++);
      value += (byte & 127) * place;
      if (value > 2 ** 33) return Infinity;
      if (byte < 128) return value;
    }
    return Infinity;
  };
  while (at < bytes.length) {
    const head = varint();
    const first = free + Math.floor(head / 2);
    free = first + (head % 2 === 1 ? varint() + 2 : 1);
    // Also where a number is cut off: that is Infinity, or not a number.
    if (!(free <= count)) return null;
    for (let id = first; id < free; id++) ids[found++] = id;
  }
  return ids.slice(0, found);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
}
