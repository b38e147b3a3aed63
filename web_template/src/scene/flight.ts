/** Owns the smooth path between two views: zoom out, move, zoom in, by van Wijk and Nuij,
 * "Smooth and efficient zooming and panning" (IEEE InfoVis 2003). */

import type { View } from "../types";

/** How strongly the path prefers zooming to moving; the authors' users liked about √2. */
const RHO = Math.SQRT2;
const RHO2 = RHO * RHO;

export interface Flight {
  /** Length of the path, in the paper's units: 1 is about one zoom by e^√2 or one screen width travelled. */
  readonly length: number;
  /** The view at a fraction 0 … 1 of the path. */
  at(fraction: number): View;
}

/** `extent`: the CSS pixels that the shown width of the world takes (w = extent / scale). */
export function planFlight(from: View, to: View, extent: number): Flight {
  const w0 = extent / from.scale;
  const w1 = extent / to.scale;
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const distance = Math.hypot(dx, dy);
  if (distance < 1e-6 * Math.min(w0, w1)) {
    const ratio = Math.log(w1 / w0);
    return {
      length: Math.abs(ratio) / RHO,
      at: (t) => exact(t, from, to, () => ({ x: from.x + t * dx, y: from.y + t * dy, scale: extent / (w0 * Math.exp(ratio * t)) })),
    };
  }
  const d2 = distance * distance;
  const b0 = (w1 * w1 - w0 * w0 + RHO2 * RHO2 * d2) / (2 * w0 * RHO2 * distance);
  const b1 = (w1 * w1 - w0 * w0 - RHO2 * RHO2 * d2) / (2 * w1 * RHO2 * distance);
  const r0 = -Math.asinh(b0);
  const r1 = -Math.asinh(b1);
  const length = (r1 - r0) / RHO;
  return {
    length,
    at: (t) =>
      exact(t, from, to, () => {
        const s = RHO * t * length + r0;
        const along = (w0 / (RHO2 * distance)) * (Math.cosh(r0) * Math.tanh(s) - Math.sinh(r0));
        const width = (w0 * Math.cosh(r0)) / Math.cosh(s);
        return { x: from.x + along * dx, y: from.y + along * dy, scale: extent / width };
      }),
  };
}

/** The path that changes place and zoom evenly; for a change of layout, where the ground itself moves. */
export function straight(from: View, to: View): Flight {
  const zoom = Math.log(to.scale / from.scale);
  return {
    length: 1,
    at: (t) =>
      exact(t, from, to, () => ({
        x: from.x + t * (to.x - from.x),
        y: from.y + t * (to.y - from.y),
        scale: from.scale * Math.exp(t * zoom),
      })),
  };
}

/** The ends of a path are the views themselves, not what rounding makes of them. */
function exact(t: number, from: View, to: View, between: () => View): View {
  return t <= 0 ? from : t >= 1 ? to : between();
}

/** Slow at both ends. */
export function ease(t: number): number {
  return t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2;
}
