import { signal } from "@preact/signals";
import type { AnyJobInfo } from "@sfbulk/browser";
import type { Org } from "../org/org.ts";

/** What is asked for. */
export interface QueryOrder {
  readonly org: Org;
  readonly soql: string;
  readonly api: "1.0" | "2.0";
  /** Whether deleted and archived records are found as well. */
  readonly isAll: boolean;
  /** Whether the job stays when it has been read. */
  readonly isKept: boolean;
}

/** How a query goes. */
export interface QueryState {
  readonly order: QueryOrder;
  /** `waiting` (Salesforce is at it), `reading` (rows come), `ended`, `stopped` (by the person), `failed`. */
  readonly phase: "waiting" | "reading" | "ended" | "stopped" | "failed";
  readonly job: AnyJobInfo | undefined;
  readonly columns: readonly string[];
  /** The rows that are shown: the first ones, up to a limit. It grows in place. */
  readonly rows: readonly (readonly string[])[];
  /** How many rows have come. */
  readonly count: number;
  readonly bytes: number;
  /** All that has come, as a file of CSV; `undefined` where it was written to a file of the computer. */
  readonly file: Blob | undefined;
  /** The name of the file of the computer that it is written to. */
  readonly savedAs: string | undefined;
  readonly failure: Error | undefined;
  readonly beganAt: number;
  readonly endedAt: number | undefined;
}

/** The query of this tab; it goes on whatever view is shown. */
export const currentQuery = signal<QueryState | undefined>(undefined);

/** The statement that is being written. */
export const soqlText = signal("SELECT Id, Name FROM Account");

/** How many rows are held to be shown; the file has all of them. */
export const mostShown = 100_000;
