/** Owns the reader of data/groups: the hotspot of every image. */

import { joinPlanes, readBinary } from "./binary";

/** Marks an image that belongs to no hotspot. */
export const NO_GROUP = 0xffff;

export function readGroups(bytes: Uint8Array, file: string): Uint16Array {
  const binary = readBinary(bytes, "PXGR", 2, file);
  return joinPlanes(binary.plane(0), binary.plane(1));
}
