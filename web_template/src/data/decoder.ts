/** Owns the decoding beside the main thread: one worker for all of it, and the main thread where none can be had. */

import { perform, type Order, type Reply, type TaskName, type Tasks } from "./tasks";
import source from "./worker?bundled";

/** As much of a Worker as is needed. */
export interface Thread {
  onmessage: ((event: MessageEvent<Reply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(order: Order, transfer: Transferable[]): void;
}

interface Waiting {
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds to wait for a worker that neither stands nor fails. */
const PATIENCE = 4000;

export class Decoder {
  /** null: the main thread serves. */
  #thread: Thread | null = null;
  /** Nothing is handed over before the worker is known to stand: what was handed over could not be taken back. */
  readonly #stands: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  #orders = 0;

  constructor(spawn: () => Thread = spawnWorker) {
    this.#stands = new Promise((resolve) => {
      try {
        const thread = spawn();
        const timer = setTimeout(resolve, PATIENCE);
        thread.onmessage = ({ data }) => {
          if (data.number !== undefined) this.#take(data);
          else this.#thread = thread;
          clearTimeout(timer);
          resolve();
        };
        thread.onerror = (event) => {
          event.preventDefault();
          this.#drop();
          clearTimeout(timer);
          resolve();
        };
      } catch {
        resolve();
      }
    });
  }

  /**
   * Decode; rejects as the task does.
   *
   * @param given memory that its owner needs no more: it is handed over
   */
  async run<N extends TaskName>(name: N, inputs: Parameters<Tasks[N]>, given: ArrayBuffer[] = []): Promise<Awaited<ReturnType<Tasks[N]>>> {
    type Result = Awaited<ReturnType<Tasks[N]>>;
    await this.#stands;
    const order: Order = { number: ++this.#orders, name, inputs };
    const thread = this.#thread;
    if (thread === null) return perform(order) as Promise<Result>;
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(order.number, { resolve, reject });
      thread.postMessage(order, given);
    });
  }

  #take(reply: Exclude<Reply, { readonly number?: undefined }>): void {
    const waiting = this.#waiting.get(reply.number);
    this.#waiting.delete(reply.number);
    if ("failure" in reply) waiting?.reject(new Error(reply.failure));
    else waiting?.resolve(reply.result as never);
  }

  /** The worker cannot be had, or is no more. */
  #drop(): void {
    this.#thread = null;
    for (const { reject } of this.#waiting.values()) reject(new Error("The browser stopped the decoding of the site's data."));
    this.#waiting.clear();
  }
}

/** From a Blob, since a page on a disk may not start one from a file. */
function spawnWorker(): Thread {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const forget = (): void => URL.revokeObjectURL(url);
  try {
    const worker = new Worker(url);
    for (const event of ["message", "error"]) worker.addEventListener(event, forget, { once: true });
    return worker;
  } catch (error) {
    forget();
    throw error;
  }
}
