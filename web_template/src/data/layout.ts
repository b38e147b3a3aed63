/** Owns the reader of data/layout-<name>: the positions of a further layout. */

import type { Positions } from "../types";
import { readBinary, readPositions } from "./binary";

export function readLayout(bytes: Uint8Array, file: string): Positions {
  return readPositions(readBinary(bytes, "PXLY", 4, file));
}
