/** Owns the buttons that zoom, for those who neither scroll nor pinch. */

import { byId, iconButton } from "./dom";
import { texts } from "./texts";

export function createZoom(actions: { zoomIn(): void; zoomOut(): void; home(): void }): HTMLElement {
  const root = byId("zoom", HTMLElement);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", texts.zoom.label);
  root.append(
    iconButton("plus", texts.zoom.in, actions.zoomIn),
    iconButton("minus", texts.zoom.out, actions.zoomOut),
    iconButton("fit", texts.zoom.home, actions.home),
  );
  return root;
}
