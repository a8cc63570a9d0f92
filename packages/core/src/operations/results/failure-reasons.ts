import type { RowError } from "../../protocol/row-result.ts";

/** Why rows were not written, and how many. */
export interface FailureReason {
  /** Salesforce's code, or sfbulk's own as `jobResults` says; empty where a row has none. */
  readonly statusCode: string;
  /** Salesforce's words; `null` for all those together that are too many to be told apart. */
  readonly message: string | null;
  /** How many rows have it. A row with several reasons counts for each of them. */
  readonly rows: number;
  /** The number of the first of these rows in the job, from 1. */
  readonly firstRow: number;
}

/** Counts reasons, of which only so many are told apart: messages that name ids may be as many as the rows. */
export interface FailureReasons {
  readonly add: (errors: readonly RowError[], rowNumber: number) => void;
  /** Gives them, the most frequent ones first. */
  readonly list: () => FailureReason[];
}

/**
 * Makes a counter.
 *
 * @param most - How many messages are told apart. The rest is counted by its code, of which as many are told apart.
 */
export function countReasons(most: number): FailureReasons {
  const told = new Map<string, Counted>();
  const others = new Map<string, Counted>();
  const count = (statusCode: string, message: string, rowNumber: number): void => {
    const key = JSON.stringify([statusCode, message]);
    const known = told.get(key);
    if (known !== undefined) known.rows++;
    else if (told.size < most) told.set(key, { statusCode, message, rows: 1, firstRow: rowNumber });
    else {
      const code = others.has(statusCode) || others.size < most ? statusCode : "";
      const other = others.get(code);
      if (other === undefined) others.set(code, { statusCode: code, message: null, rows: 1, firstRow: rowNumber });
      else other.rows++;
    }
  };
  return {
    add: (errors, rowNumber) => {
      if (errors.length === 0) count("", "", rowNumber);
      const seen = new Set<string>();
      for (const { statusCode, message } of errors) {
        const key = JSON.stringify([statusCode, message]);
        if (!seen.has(key)) count(statusCode, message, rowNumber);
        seen.add(key);
      }
    },
    list: () =>
      [...told.values(), ...others.values()].toSorted(
        (one, other) => other.rows - one.rows || one.firstRow - other.firstRow,
      ),
  };
}

interface Counted {
  readonly statusCode: string;
  readonly message: string | null;
  rows: number;
  readonly firstRow: number;
}
