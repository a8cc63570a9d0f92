import type { CaseColumn } from "../programs/case-column.ts";
import type { Variant } from "../variants/variant.ts";

/** What came of one form of the library on one runtime. */
export interface MatrixRun {
  readonly runtime: string;
  readonly version: string;
  readonly variant: Variant["name"];
  /** Empty where it broke off. */
  readonly columns: readonly CaseColumn[];
  /** Why it broke off; absent where it did not. */
  readonly error?: string;
  readonly milliseconds: number;
}

/** A runtime that could not be had. */
export interface MissingRuntime {
  readonly runtime: string;
  readonly why: string;
}
