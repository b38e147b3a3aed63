/** The worker's own script in a thread of node's: what it says of itself travels as it does in a browser. */

import { Worker } from "node:worker_threads";
import type { Thread } from "../../web_template/src/data/decoder";
import source from "../../web_template/src/data/worker?bundled";

const SCOPE = `
const { parentPort } = require("node:worker_threads");
globalThis.postMessage = (reply, transfer) => parentPort.postMessage(reply, transfer);
parentPort.on("message", (data) => globalThis.onmessage({ data }));
`;

export interface NodeThread extends Thread {
  /** How many orders were handed to it. */
  orders: number;
  stop(): Promise<unknown>;
}

/** `script`: what runs in the thread instead of the decoder's worker. */
export function spawnThread(script: string = source): NodeThread {
  const worker = new Worker(SCOPE + script, { eval: true });
  const thread: NodeThread = {
    onmessage: null,
    onerror: null,
    orders: 0,
    postMessage(order, transfer) {
      thread.orders++;
      worker.postMessage(order, transfer as ArrayBuffer[]);
    },
    stop: () => worker.terminate(),
  };
  worker.on("message", (data) => thread.onmessage?.({ data } as MessageEvent));
  worker.on("error", () => thread.onerror?.({ preventDefault: () => undefined } as ErrorEvent));
  return thread;
}
