/** Owns the fetching of data scripts, over http as text and from a disk as injected scripts. */

import { fromBase64, payloadText } from "./decode";

export interface LoaderOptions {
  /** Build id, appended to every URL so that a rebuilt site never meets old files in a cache. */
  readonly build: string;
  /** How many files may be under way at once. */
  readonly limit?: number;
  /** Milliseconds before each retry of a failed load. */
  readonly backoff?: readonly number[];
  /** Milliseconds without a sign of life after which an attempt has failed. */
  readonly patience?: number;
  /** Gets the text that holds a key's payload once; injectable for tests. */
  readonly read?: Read;
}

export interface Attempt {
  readonly url: string;
  readonly key: string;
  /** Aborted when nobody wants the file any more, or when it takes too long. */
  readonly signal: AbortSignal;
  /** Behind what is asked for now. */
  readonly ahead: boolean;
  /** To be called whenever something has arrived. */
  readonly alive: () => void;
}

export type Read = (attempt: Attempt) => Promise<string>;

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Not asked for yet: it waits until nothing else does. */
  readonly ahead?: boolean;
}

interface Turn {
  readonly ahead: boolean;
  readonly enter: () => void;
}

/** Files that are not there: retrying does not help. */
class Missing extends Error {}

export class Loader {
  readonly traffic = { requests: 0, bytes: 0 };
  readonly #build: string;
  readonly #limit: number;
  readonly #backoff: readonly number[];
  readonly #patience: number;
  readonly #read: Read;
  readonly #queue: Turn[] = [];
  #active = 0;

  constructor(options: LoaderOptions) {
    const onDisk = typeof location !== "undefined" && location.protocol === "file:";
    this.#build = options.build;
    this.#limit = options.limit ?? (onDisk ? 4 : 6);
    this.#backoff = options.backoff ?? [400, 1600];
    this.#patience = options.patience ?? 20000;
    this.#read = options.read ?? (onDisk ? inject : download);
  }

  /** The bytes of a data file; rejects in one sentence that names the file, or with the signal's reason. */
  async load(key: string, { signal, ahead = false }: LoadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const file = `${key}.js`;
    await this.#enter(ahead, signal);
    try {
      for (let attempt = 0; ; attempt++) {
        signal?.throwIfAborted();
        this.traffic.requests++;
        try {
          const text = await this.#attempt(key, ahead, signal);
          signal?.throwIfAborted();
          this.traffic.bytes += text.length;
          // Here and not in the worker: a text is copied on its way there, which takes as long as reading it.
          return fromBase64(payloadText(text, file), file);
        } catch (error) {
          signal?.throwIfAborted();
          const wait = this.#backoff[attempt];
          if (error instanceof Missing || wait === undefined) {
            const why = error instanceof Error ? error.message : String(error);
            throw new Error(why.startsWith(file) ? why : `${file} could not be loaded: ${why}`);
          }
          await pause(wait, signal);
        }
      }
    } finally {
      this.#leave();
    }
  }

  /** One attempt; a server that stays silent makes it fail. */
  async #attempt(key: string, ahead: boolean, signal: AbortSignal | undefined): Promise<string> {
    const controller = new AbortController();
    const silent = (): void => controller.abort(new Error(`nothing came for ${this.#patience / 1000} seconds.`));
    let timer = setTimeout(silent, this.#patience);
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(silent, this.#patience);
    };
    const giveUp = (): void => controller.abort(signal!.reason);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      const url = `${key}.js?v=${encodeURIComponent(this.#build)}`;
      return await this.#read({ url, key, ahead, alive, signal: controller.signal });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Waits for a free place; a request that is given up while it waits takes none. */
  #enter(ahead: boolean, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#active < this.#limit) {
      this.#active++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        ahead,
        enter: () => {
          signal?.removeEventListener("abort", giveUp);
          this.#active++;
          resolve();
        },
      };
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(turn), 1);
        reject(signal!.reason as Error);
      };
      this.#queue.push(turn);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  #leave(): void {
    this.#active--;
    const now = this.#queue.findIndex((turn) => !turn.ahead);
    this.#queue.splice(Math.max(0, now), 1)[0]?.enter();
  }
}

/** Read piece by piece, so that a slow server is told from one that stays silent. */
async function download({ url, signal, ahead, alive }: Attempt): Promise<string> {
  const response = await fetch(url, { signal, priority: ahead ? "low" : "auto" });
  if (response.status === 404 || response.status === 410) throw new Missing(`the server answered ${response.status}.`);
  if (!response.ok) throw new Error(`the server answered ${response.status}.`);
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    alive();
    text += decoder.decode(value, { stream: true });
  }
}

type Register = (key: string, payload: () => void) => void;

/** Scripts on their way, by key: who waits for the text. */
const awaited = new Map<string, (text: string) => void>();

/**
 * Opened from a disk, only scripts may be read: each calls `PX` with a function whose comment is the payload.
 *
 * The browser goes on loading a script that is given up; nobody takes its text then.
 */
function inject({ url, key, signal }: Attempt): Promise<string> {
  (window as Window & { PX?: Register }).PX ??= (name, payload) => awaited.get(name)?.(payload.toString());
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const take = (text: string): void => {
      done();
      resolve(text);
    };
    const done = (): void => {
      if (awaited.get(key) === take) awaited.delete(key);
      signal.removeEventListener("abort", giveUp);
      script.onload = script.onerror = null;
      script.remove();
    };
    const giveUp = (): void => {
      done();
      reject(signal.reason as Error);
    };
    awaited.set(key, take);
    signal.addEventListener("abort", giveUp, { once: true });
    script.onerror = () => {
      done();
      reject(new Error("the file is missing or cannot be read."));
    };
    script.onload = () => {
      done();
      reject(new Error("it is damaged or belongs to another key."));
    };
    script.src = url;
    document.head.append(script);
  });
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", giveUp);
      resolve();
    }, milliseconds);
    const giveUp = (): void => {
      clearTimeout(timer);
      reject(signal!.reason as Error);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
  });
}
