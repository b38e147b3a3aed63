/** Owns what is known of a picture's look without its pixels: average colour and shape, two values per id as shaders read them. */

/** rgb565 and shape code per id: c0 s0 c1 s1 … */
export type Looks = Uint16Array;

const RATIOS = Float32Array.from({ length: 256 }, (_, code) => 2 ** ((code - 128) / 48));

/** Width / height of a picture. */
export function ratioOf(looks: Looks, id: number): number {
  return RATIOS[looks[2 * id + 1]!]!;
}

/** Average colour of a picture, rgb565. */
export function colorOf(looks: Looks, id: number): number {
  return looks[2 * id]!;
}
