/** Owns the files of one kind that hold so many ids each: which one an id is in, and which are kept. */

import { PromiseCache } from "./cache";
import { gunzip } from "./decode";
import type { Loader } from "./loader";

/** Pages kept: of neighbours, 1,024 ids each, about a megabyte. */
const KEPT = 8;

export interface Paging {
  /** The folder and the kind, such as `data/neighbors`. */
  readonly kind: string;
  /** Ids per file. */
  readonly page: number;
  /** Ids of the site. */
  readonly count: number;
}

export class Pages<T> {
  readonly #cache = new PromiseCache<T>(KEPT);

  constructor(
    private readonly loader: Loader,
    private readonly paging: Paging,
    private readonly read: (bytes: Uint8Array<ArrayBuffer>, file: string) => T,
  ) {}

  /** The page that holds an id. */
  async of(id: number): Promise<T> {
    const { kind, page, count } = this.paging;
    if (!Number.isInteger(id) || id < 0 || id >= count) {
      throw new Error(`The site has no id ${id}; its ids run from 0 to ${count - 1}.`);
    }
    const key = `${kind}/${Math.floor(id / page)}`;
    return this.#cache.get(key, async () => {
      const file = `${key}.js`;
      return this.read(await gunzip(await this.loader.load(key), file), file);
    });
  }
}
