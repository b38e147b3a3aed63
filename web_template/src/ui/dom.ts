/** Owns the few lines that make elements; text reaches the page only as text nodes. */

import { ICONS, type IconName } from "./icons";

type Child = Node | string;

/** Make an element; an attribute that is `null` is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function icon(name: IconName): SVGSVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and is named by a label. */
export function iconButton(name: IconName, label: string, onClick: () => void, className = ""): HTMLButtonElement {
  const made = element("button", {
    type: "button",
    class: `button button-icon ${className}`.trim(),
    "aria-label": label,
    title: label,
  });
  made.append(icon(name));
  made.addEventListener("click", onClick);
  return made;
}

export function textButton(text: string, onClick: () => void, className = ""): HTMLButtonElement {
  const made = element("button", { type: "button", class: `button ${className}`.trim() }, text);
  made.addEventListener("click", onClick);
  return made;
}

/** A link that works as every link does, and without the browser's own jump when it is simply clicked. */
export function stepLink(address: string, onStep: () => void): HTMLAnchorElement {
  const link = element("a", { href: address });
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    onStep();
  });
  return link;
}

/** Give the focus to the first of these that takes it. */
export function focusOneOf(...elements: readonly (HTMLElement | null)[]): void {
  for (const each of elements) {
    if (each === null || each === document.body) continue;
    each.focus({ preventScroll: true });
    if (document.activeElement === each) return;
  }
}

/** The element of the template with this id. */
export function byId<T extends Element>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page's template has no ${type.name} with the id "${id}".`);
  return found;
}

/** Call back once when an element comes near the visible part of its scrolling container. */
export class NearWatcher {
  private readonly waiting = new Map<Element, () => void>();
  private readonly observer: IntersectionObserver;

  constructor(root: Element | null, margin = "300px") {
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) if (entry.isIntersecting) this.fire(entry.target);
      },
      { root, rootMargin: margin },
    );
  }

  watch(target: Element, onNear: () => void): void {
    this.waiting.set(target, onNear);
    this.observer.observe(target);
  }

  /** Forget every element that has not come near yet. */
  clear(): void {
    this.observer.disconnect();
    this.waiting.clear();
  }

  private fire(target: Element): void {
    const onNear = this.waiting.get(target);
    this.waiting.delete(target);
    this.observer.unobserve(target);
    onNear?.();
  }
}
