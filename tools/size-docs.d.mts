/** The bounds of one bundle, in kB. */
export interface Budget {
  /** Why the bounds are what they are: who raises one says so here. */
  readonly why: string;
  /** What is loaded before the first call. */
  readonly atOnce?: number;
  /** That with all that may be loaded later. */
  readonly whole?: number;
  /** What of the first is no other package's. */
  readonly ours?: number;
  /** The whole put into one file. */
  readonly oneFile?: number;
}

/** Gives the text of a page with the size budgets as they are. */
export function withBudgets(text: string): string;

/** The budgets, by bundle. */
export const budgets: Readonly<Record<string, Budget>>;

/** Compares every page with the budgets, or has it say them, and gives those that said otherwise. */
export function checkPages(write: boolean): string[];
