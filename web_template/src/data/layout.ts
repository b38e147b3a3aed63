/** Owns the reader of data/layout-<name>: the positions of a further layout. */

import { expectCount, readBinary, readPositionsInto } from "./binary";
import { pairsFor } from "./room";

export function readLayout(bytes: Uint8Array, count: number, file: string): Uint16Array<ArrayBuffer> {
  const binary = readBinary(bytes, "PXLY", 4, file);
  expectCount(binary.count, count, file);
  const positions = pairsFor(count);
  readPositionsInto(positions, binary);
  return positions;
}
