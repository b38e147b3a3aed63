/** Owns the reader of data/records/<p>: names, titles and metadata of a page of ids. */

import type { ImageRecord } from "../types";

export interface RecordPage {
  readonly first: number;
  readonly records: readonly ImageRecord[];
}

/** `columns` is how many values every row must carry. */
export function readRecords(value: unknown, columns: number, file: string): RecordPage {
  const page = value as { format?: unknown; version?: unknown; first?: unknown; rows?: unknown };
  if (page === null || typeof page !== "object" || page.format !== "pixgen-records") {
    throw new Error(`${file} is not a page of records.`);
  }
  if (page.version !== 1) {
    throw new Error(`${file} has version ${String(page.version)} of its format; this viewer reads version 1.`);
  }
  const { first, rows } = page;
  if (typeof first !== "number" || !Array.isArray(rows)) throw new Error(`${file} lacks "first" or "rows".`);
  return { first, records: rows.map((row: unknown, i) => readRow(row, first + i, columns, file)) };
}

function readRow(row: unknown, id: number, columns: number, file: string): ImageRecord {
  if (!Array.isArray(row) || row.length !== 6) throw new Error(`${file}: the row of id ${id} has not six fields.`);
  const [name, image, width, height, title, values] = row as unknown[];
  if (
    typeof name !== "string" || typeof image !== "string" || typeof title !== "string" ||
    typeof width !== "number" || typeof height !== "number" || !Array.isArray(values)
  ) {
    throw new Error(`${file}: the row of id ${id} has a field of the wrong type.`);
  }
  if (values.length !== columns) {
    throw new Error(`${file}: the row of id ${id} has ${values.length} values for ${columns} columns.`);
  }
  return { id, name, image, width, height, title, values: values.map((v) => (v == null ? "" : String(v))) };
}
