/** Owns the reader of data/points: opening layout, average colours and shapes. */

import type { Points } from "../types";
import { joinPlanes, readBinary, readPositions } from "./binary";

export function readPoints(bytes: Uint8Array, file: string): Points {
  const binary = readBinary(bytes, "PXPT", 7, file);
  const shape = Float32Array.from({ length: 256 }, (_, code) => 2 ** ((code - 128) / 48));
  const codes = binary.plane(6);
  const ratios = new Float32Array(codes.length);
  for (let id = 0; id < codes.length; id++) ratios[id] = shape[codes[id]!]!;
  return { positions: readPositions(binary), colors: joinPlanes(binary.plane(4), binary.plane(5)), ratios };
}
