/** Owns which picture lies under a point of the map. */

import { ratioOf } from "../data/looks";
import type { LayoutInfo, Points, Positions } from "../types";
import { cellOf, FILL, shapeOf } from "./frame";
import type { GridIndex } from "./grid-index";
import { isShown } from "./marks";

/** What a map of one layout is to a pointer. */
export interface Pickable {
  readonly grid: GridIndex;
  readonly positions: Positions;
  readonly looks: Points["looks"];
  readonly layout: LayoutInfo;
}

/**
 * The picture painted last among those that contain a point of the world; -1: none.
 *
 * `slack` widens every picture, in world units, so that specks can be met. `turns`: one byte per id, odd for those painted
 * last; null: all are painted in the order of ids. `shown`: one bit per id; null: none is hidden.
 */
export function pickAt(
  x: number,
  y: number,
  slack: number,
  map: Pickable,
  turns: Uint8Array | null,
  shown: Uint32Array | null = null,
): number {
  const { layout, positions, looks } = map;
  const reach = (layout.cell * FILL) / 2;
  const [u, v] = [x / layout.aspect + 0.5, y + 0.5];
  const cell = cellOf(layout);
  const [du, dv] = [((cell.width * FILL) / 2 + slack) / layout.aspect, (cell.height * FILL) / 2 + slack];
  let best = -1;
  let met = false;
  let nearest = Infinity;
  map.grid.forEach(u - du, v - dv, u + du, v + dv, (id) => {
    if (!isShown(id, shown)) return;
    const shape = shapeOf(ratioOf(looks, id), layout.shape);
    // A speck that is painted last is drawn larger than the others, so that it can be found among them.
    const least = turns !== null && turns[id]! & 1 ? slack : 0;
    const beyondX = Math.abs((positions[2 * id]! / 65535 - u) * layout.aspect) - Math.max(least, reach * shape.width);
    const beyondY = Math.abs(positions[2 * id + 1]! / 65535 - v) - Math.max(least, reach * shape.height);
    const beyond = Math.max(beyondX, beyondY);
    if (beyond <= 0) {
      const above = !met || paintedAfter(id, best, turns);
      if (above) best = id;
      met = true;
    } else if (!met && beyond <= slack && beyond < nearest) {
      nearest = beyond;
      best = id;
    }
  });
  return best;
}

function paintedAfter(id: number, other: number, turns: Uint8Array | null): boolean {
  const turn = turns === null ? 0 : (turns[id]! & 1) - (turns[other]! & 1);
  return turn !== 0 ? turn > 0 : id > other;
}
