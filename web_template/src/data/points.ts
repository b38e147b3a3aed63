/** Owns the reader of data/points: opening layout, average colours and shapes. */

import type { Points } from "../types";
import { joinPlanes, readBinary, readPositions } from "./binary";

export function readPoints(bytes: Uint8Array, file: string): Points {
  const binary = readBinary(bytes, "PXPT", 7, file);
  const shape = Float32Array.from({ length: 256 }, (_, code) => 2 ** ((code - 128) / 48));
  return {
    positions: readPositions(binary),
    colors: joinPlanes(binary.plane(4), binary.plane(5)),
    ratios: Float32Array.from(binary.plane(6), (code) => shape[code]!),
  };
}
