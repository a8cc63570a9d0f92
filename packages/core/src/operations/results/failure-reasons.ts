import type { RowError } from "../../protocol/row-result.ts";
import { ownText } from "../../rows/own-text.ts";

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
 * @param byMessage - Whether messages make a difference, or codes alone: then the messages are empty.
 */
export function countReasons(most: number, byMessage = true): FailureReasons {
  const told = new Map<string, Counted>();
  const others = new Map<string, Counted>();
  const count = (statusCode: string, message: string, rowNumber: number): void => {
    const key = JSON.stringify([statusCode, message]);
    const known = told.get(key);
    if (known !== undefined) add(known, rowNumber);
    else if (told.size < most) {
      told.set(key, { statusCode: ownText(statusCode), message: ownText(message), rows: 1, firstRow: rowNumber });
    } else {
      const code = others.has(statusCode) || others.size < most ? statusCode : "";
      const other = others.get(code);
      if (other === undefined)
        others.set(ownText(code), { statusCode: ownText(code), message: null, rows: 1, firstRow: rowNumber });
      else add(other, rowNumber);
    }
  };
  return {
    add: (errors, rowNumber) => {
      if (errors.length === 0) count("", "", rowNumber);
      const seen = new Set<string>();
      for (const { statusCode, message: words } of errors) {
        const message = byMessage ? words : "";
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

/** Rows come in any order where they come from several jobs. */
function add(counted: Counted, rowNumber: number): void {
  counted.rows++;
  counted.firstRow = Math.min(counted.firstRow, rowNumber);
}

interface Counted {
  readonly statusCode: string;
  readonly message: string | null;
  rows: number;
  firstRow: number;
}
