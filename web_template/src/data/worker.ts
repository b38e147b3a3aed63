/** Owns the far end of the decoder: does what orders say in a thread of its own, and hands the results over. */

import { buffersOf, perform, type Order, type Reply } from "./tasks";

interface Scope {
  onmessage: ((event: { readonly data: Order }) => void) | null;
  postMessage(reply: Reply, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;

scope.onmessage = ({ data }) => {
  const { number } = data;
  perform(data).then(
    (result) => scope.postMessage({ number, result }, buffersOf(result)),
    (error: unknown) => scope.postMessage({ number, failure: error instanceof Error ? error.message : String(error) }),
  );
};
scope.postMessage({});
