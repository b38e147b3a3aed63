/** Owns the page's entries in the browser's history: steps are pushed, camera moves rewrite the current entry. */

const SETTLE_MS = 250;

export class PageHistory {
  private timer = 0;
  private pending: string | null = null;
  private readonly listener = (): void => {
    this.cancel();
    this.onTravel(location.hash);
  };

  /** @param onTravel called with the hash when the visitor went back or forward, or edited the address */
  constructor(private readonly onTravel: (hash: string) => void) {
    addEventListener("popstate", this.listener);
  }

  push(hash: string): void {
    if (this.pending !== null) this.replace(this.pending);
    if (hash !== location.hash) history.pushState(null, "", address(hash));
  }

  /** Rewrite the current entry once the visitor has come to rest. */
  replaceSoon(hash: string): void {
    this.cancel();
    this.pending = hash;
    this.timer = window.setTimeout(() => this.replace(hash), SETTLE_MS);
  }

  replace(hash: string): void {
    this.cancel();
    if (hash !== location.hash) history.replaceState(null, "", address(hash));
  }

  dispose(): void {
    this.cancel();
    removeEventListener("popstate", this.listener);
  }

  private cancel(): void {
    window.clearTimeout(this.timer);
    this.pending = null;
  }
}

/** The page's own address with this hash; an empty hash must still replace an old one. */
function address(hash: string): string {
  const url = new URL(location.href);
  url.hash = hash;
  return url.href;
}
