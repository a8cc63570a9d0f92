import type { FailureReason, RowError } from "@sfbulk/node";

/** Counts why rows were not written. */
export interface ReasonCounter {
  readonly add: (errors: readonly RowError[], rowNumber: number) => void;
  /** Gives the reasons, the most frequent ones first. */
  readonly list: () => readonly FailureReason[];
}

/** How many messages are told apart. The others are counted by their code. */
const most = 100;

/** Messages may name a record, another one for each row. */
const id = /\b(?=[A-Za-z]{0,17}\d)[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b/g;

/**
 * Makes a counter. A row with several reasons counts for each of them; those that differ by nothing but ids are one, whose
 * message has `…` in their place.
 */
export function countReasons(): ReasonCounter {
  const told = new Map<string, { statusCode: string; message: string | null; rows: number; firstRow: number }>();
  return {
    add: (errors, rowNumber) => {
      const seen = new Set<string>();
      for (const { statusCode, message } of errors) {
        const like = message.replaceAll(id, "…");
        const exact = JSON.stringify([statusCode, like]);
        const isTold = told.has(exact) || told.size < most;
        const key = isTold ? exact : JSON.stringify([statusCode]);
        if (seen.has(key)) continue;
        seen.add(key);
        const known = told.get(key);
        if (known === undefined) {
          told.set(key, { statusCode, message: isTold ? message : null, rows: 1, firstRow: rowNumber });
        } else {
          known.rows++;
          if (known.message !== null && known.message !== message) known.message = like;
          known.firstRow = Math.min(known.firstRow, rowNumber);
        }
      }
    },
    list: () => [...told.values()].toSorted((one, other) => other.rows - one.rows || one.firstRow - other.firstRow),
  };
}
