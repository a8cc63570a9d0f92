import type { LoadedFields } from "../snapshots/loaded-fields.ts";

/** A row as a load has sent it. There may be millions: what they share is there once, and values are looked up when they are wanted. */
export interface SentRow {
  readonly fields: LoadedFields["fields"];
  /** The values by the places of their columns. */
  readonly cells: readonly (string | undefined)[];
  /**
   * Whether a value that is empty leaves its field as it is, as in CSV. What it does in JSON and XML is a guess: it may empty the
   * field.
   */
  readonly skipsEmpty: boolean;
}

/** Gives the values that a row has sent, by field; `undefined` where a column names another record, and the value is not it. */
export function sentValues({ fields, cells, skipsEmpty }: SentRow): ReadonlyMap<string, string | undefined> {
  const sent = new Map<string, string | undefined>();
  for (const { place, field, isRelated } of fields) {
    const value = cells[place];
    if (value === undefined || (value === "" && skipsEmpty)) continue;
    sent.set(field.name, value === "" || (isRelated && value !== "#N/A") ? undefined : value);
  }
  return sent;
}
