/** Owns the header of the binary data files and the readers of their byte planes. */

const HEADER = 16;
const VERSION = 1;

export interface Binary {
  readonly parameter: number;
  readonly count: number;
  readonly first: number;
  /** One plane of the payload; every plane is as long as the next. */
  plane(index: number): Uint8Array;
}

/**
 * Read a binary data file, refusing what does not fit in one sentence that names the file.
 *
 * `planes` is how many planes the file must have; "rows": five planes of count × parameter bytes.
 */
export function readBinary(bytes: Uint8Array, magic: string, planes: number | "rows", file: string): Binary {
  if (bytes.length < HEADER) throw new Error(`${file} is damaged: ${bytes.length} bytes are too few for a header.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = String.fromCharCode(...bytes.subarray(0, 4));
  if (found !== magic) throw new Error(`${file} begins with ${JSON.stringify(found)}, not with "${magic}".`);
  const version = view.getUint16(4, true);
  if (version !== VERSION) {
    throw new Error(`${file} has version ${version} of its format; this viewer reads version ${VERSION}.`);
  }
  const parameter = view.getUint16(6, true);
  const count = view.getUint32(8, true);
  const first = view.getUint32(12, true);
  if (planes !== "rows" && parameter !== planes) {
    throw new Error(`${file} has ${parameter} planes, not ${planes}.`);
  }
  const length = planes === "rows" ? count * parameter : count;
  const expected = HEADER + length * (planes === "rows" ? 5 : planes);
  if (bytes.length !== expected) {
    throw new Error(`${file} is ${bytes.length} bytes long; its header announces ${expected}.`);
  }
  return {
    parameter,
    count,
    first,
    plane: (index) => bytes.subarray(HEADER + index * length, HEADER + (index + 1) * length),
  };
}

/** Two byte planes as one uint16 per id. */
export function joinPlanes(low: Uint8Array, high: Uint8Array): Uint16Array {
  const out = new Uint16Array(low.length);
  for (let i = 0; i < out.length; i++) out[i] = low[i]! | (high[i]! << 8);
  return out;
}

/**
 * Write the positions in the first four planes, zig-zag coded differences from the id before, modulo 65536, into pairs.
 *
 * `placeOf`: where the i-th of them stands.
 */
export function readPositionsInto(out: Uint16Array, binary: Binary, placeOf: (i: number) => number = (i) => i): void {
  const [xl, xh, yl, yh] = [binary.plane(0), binary.plane(1), binary.plane(2), binary.plane(3)];
  let x = 0;
  let y = 0;
  for (let i = 0; i < binary.count; i++) {
    const zx = xl[i]! | (xh[i]! << 8);
    const zy = yl[i]! | (yh[i]! << 8);
    x = (x + ((zx >> 1) ^ -(zx & 1))) & 0xffff;
    y = (y + ((zy >> 1) ^ -(zy & 1))) & 0xffff;
    const place = placeOf(i);
    out[2 * place] = x;
    out[2 * place + 1] = y;
  }
}

/** Refuse a file that speaks of another number of ids than follows from the manifest. */
export function expectCount(found: number, wanted: number, file: string): void {
  if (found !== wanted) throw new Error(`${file} holds ${found} ids where the manifest counts ${wanted}.`);
}
