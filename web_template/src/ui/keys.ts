/** Owns what each key does, as a pure table, and the one listener that asks it. */

export type KeyAction =
  | "zoomIn"
  | "zoomOut"
  | "home"
  | "panLeft"
  | "panRight"
  | "panUp"
  | "panDown"
  | "open"
  | "close"
  | "previous"
  | "next"
  | "help"
  | "lasso"
  | "select";

/** Where the keyboard is when a key goes down. */
export type KeyPlace = "map" | "detail" | "list" | "control" | "choosing" | "typing" | "dialog";

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const EVERYWHERE: Readonly<Record<string, KeyAction>> = {
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "_": "zoomOut",
  "0": "home",
  "?": "help",
  l: "lasso",
  L: "lasso",
  s: "select",
  S: "select",
  Escape: "close",
};

const ON_THE_MAP: Readonly<Record<string, KeyAction>> = {
  ArrowLeft: "panLeft",
  ArrowRight: "panRight",
  ArrowUp: "panUp",
  ArrowDown: "panDown",
  Enter: "open",
};

const IN_THE_DETAIL: Readonly<Record<string, KeyAction>> = { ArrowLeft: "previous", ArrowRight: "next" };

/** The action of a key, or null where the browser or the focused control should have it. */
export function keyAction(press: KeyPress, place: KeyPlace): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (place === "typing" || place === "dialog") return null;
  // Letters and arrows choose from a closed list of choices; an open one has all keys.
  if (place === "choosing") return press.key === "Escape" ? "close" : null;
  // What lies beneath the list does not move.
  if (place === "list") return press.key === "Escape" || press.key === "?" ? EVERYWHERE[press.key]! : null;
  const own = place === "map" ? ON_THE_MAP : place === "detail" ? IN_THE_DETAIL : {};
  return own[press.key] ?? EVERYWHERE[press.key] ?? null;
}

/** The parts of a page that have keys of their own; null: it has no map. */
export interface KeyParts {
  readonly map: HTMLElement | null;
  readonly detail: HTMLElement;
}

/** Send every key on the page to `act`; returns a function that stops it. */
export function listenToKeys(
  parts: KeyParts,
  act: (action: KeyAction) => void,
): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const action = keyAction(event, placeOf(event.target, parts));
    if (action === null) return;
    event.preventDefault();
    act(action);
  };
  addEventListener("keydown", listener);
  return () => removeEventListener("keydown", listener);
}

function placeOf(target: EventTarget | null, parts: KeyParts): KeyPlace {
  if (document.querySelector("dialog[open]") !== null) return "dialog";
  const ground = parts.map === null ? "control" : "map";
  if (!(target instanceof HTMLElement)) return ground;
  if (target.isContentEditable || target.matches("input, textarea")) return "typing";
  if (target.matches("select")) return "choosing";
  if (parts.detail.contains(target)) return "detail";
  if (document.body.dataset["duplicates"] === "open") return "list";
  if (target === parts.map || target === document.body) return ground;
  return "control";
}
