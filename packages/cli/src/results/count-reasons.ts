import type { FailureReason, RowError } from "@sfbulk/node";

/** Counts why rows were not written. */
export interface ReasonCounter {
  readonly add: (errors: readonly RowError[], rowNumber: number) => void;
  /** Gives the reasons, the most frequent ones first. */
  readonly list: () => readonly FailureReason[];
}

/** How many messages are told apart: those that name ids may be as many as the rows. The others are counted by their code. */
const most = 100;

/** Makes a counter. A row with several reasons counts for each of them. */
export function countReasons(): ReasonCounter {
  const told = new Map<string, { statusCode: string; message: string | null; rows: number; firstRow: number }>();
  return {
    add: (errors, rowNumber) => {
      const seen = new Set<string>();
      for (const { statusCode, message } of errors) {
        const exact = JSON.stringify([statusCode, message]);
        const isTold = told.has(exact) || told.size < most;
        const key = isTold ? exact : JSON.stringify([statusCode]);
        if (seen.has(key)) continue;
        seen.add(key);
        const known = told.get(key);
        if (known === undefined) {
          told.set(key, { statusCode, message: isTold ? message : null, rows: 1, firstRow: rowNumber });
        } else {
          known.rows++;
          known.firstRow = Math.min(known.firstRow, rowNumber);
        }
      }
    },
    list: () => [...told.values()].toSorted((one, other) => other.rows - one.rows || one.firstRow - other.firstRow),
  };
}
