/** Owns the switch between the networks that have compared the pictures. */

import type { Model } from "../types";
import { byId, element } from "./dom";
import { Segments } from "./segments";
import { texts } from "./texts";

export function createModelSwitch(models: readonly Model[], onChoose: (name: string) => void): Segments {
  const lead = element("span", { class: "segments-lead", "aria-hidden": "true" }, texts.models.lead);
  const made = new Segments(byId("models", HTMLElement), texts.models.label, onChoose, lead);
  made.offer(models);
  return made;
}
