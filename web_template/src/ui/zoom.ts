/** Owns the buttons beside the map: those that zoom, for who neither scrolls nor pinches, and the tools. */

import { byId, iconButton } from "./dom";
import { texts } from "./texts";

export function createZoom(actions: { zoomIn(): void; zoomOut(): void; home(): void }, ...tools: HTMLElement[]): HTMLElement {
  const root = byId("zoom", HTMLElement);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", texts.zoom.label);
  root.append(
    iconButton("plus", texts.zoom.in, actions.zoomIn),
    iconButton("minus", texts.zoom.out, actions.zoomOut),
    iconButton("fit", texts.zoom.home, actions.home),
    ...tools,
  );
  return root;
}
