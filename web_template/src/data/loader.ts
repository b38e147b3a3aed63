/** Owns the fetching of data scripts, over http as text and from a disk as injected scripts. */

import { fromBase64, payloadText } from "./decode";

export interface LoaderOptions {
  /** Build id, appended to every URL so that a rebuilt site never meets old files in a cache. */
  readonly build: string;
  /** How many files may be under way at once. */
  readonly limit?: number;
  /** Milliseconds before each retry of a failed load. */
  readonly backoff?: readonly number[];
  /** Gets the text that holds a key's payload once; injectable for tests. */
  readonly read?: (url: string, key: string, signal?: AbortSignal) => Promise<string>;
}

/** Files that are not there: retrying does not help. */
class Missing extends Error {}

export class Loader {
  readonly traffic = { requests: 0, bytes: 0 };
  readonly #build: string;
  readonly #limit: number;
  readonly #backoff: readonly number[];
  readonly #read: (url: string, key: string, signal?: AbortSignal) => Promise<string>;
  readonly #queue: (() => void)[] = [];
  #active = 0;

  constructor(options: LoaderOptions) {
    const onDisk = typeof location !== "undefined" && location.protocol === "file:";
    this.#build = options.build;
    this.#limit = options.limit ?? (onDisk ? 4 : 6);
    this.#backoff = options.backoff ?? [400, 1600];
    this.#read = options.read ?? (onDisk ? inject : download);
  }

  /** The bytes of a data file; rejects in one sentence that names the file, or with the signal's reason. */
  async load(key: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const file = `${key}.js`;
    await this.#enter(signal);
    try {
      for (let attempt = 0; ; attempt++) {
        signal?.throwIfAborted();
        this.traffic.requests++;
        try {
          const text = await this.#read(`${file}?v=${encodeURIComponent(this.#build)}`, key, signal);
          signal?.throwIfAborted();
          this.traffic.bytes += text.length;
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

  /** Waits for a free place; a request that is given up while it waits takes none. */
  #enter(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#active < this.#limit) {
      this.#active++;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal?.removeEventListener("abort", giveUp);
        this.#active++;
        resolve();
      };
      const giveUp = (): void => {
        this.#queue.splice(this.#queue.indexOf(enter), 1);
        reject(signal!.reason as Error);
      };
      this.#queue.push(enter);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  #leave(): void {
    this.#active--;
    this.#queue.shift()?.();
  }
}

async function download(url: string, _key: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(url, signal ? { signal } : {});
  if (response.status === 404 || response.status === 410) throw new Missing(`the server answered ${response.status}.`);
  if (!response.ok) throw new Error(`the server answered ${response.status}.`);
  return response.text();
}

type Register = (key: string, payload: () => void) => void;

/** Scripts on their way, by key: who waits for the text. */
const awaited = new Map<string, (text: string) => void>();

/** Opened from a disk, only scripts may be read: each calls `PX` with a function whose comment is the payload. */
function inject(url: string, key: string): Promise<string> {
  (window as Window & { PX?: Register }).PX ??= (name, payload) => awaited.get(name)?.(payload.toString());
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const done = (): void => {
      awaited.delete(key);
      script.remove();
    };
    awaited.set(key, (text) => {
      done();
      resolve(text);
    });
    script.onerror = () => {
      done();
      reject(new Error("the file is missing or cannot be read."));
    };
    script.onload = () => {
      if (!awaited.has(key)) return;
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
