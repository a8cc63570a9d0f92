import type { ListedJob } from "./listed-job.ts";
import { isSameId } from "./salesforce-id.ts";

/** What a listed job is to be. What is `undefined` does not matter. */
export interface WantedJob {
  readonly state: string | undefined;
  readonly operation: string | undefined;
  /** In any case. */
  readonly object: string | undefined;
  /** The id of who created it. */
  readonly createdBy: string | undefined;
}

/**
 * Tells of each wish whether a listed job fits it; `undefined` where the list says what cannot be, so that nobody can tell.
 */
export const judgeListedJob = (job: ListedJob, wanted: WantedJob): readonly (boolean | undefined)[] => [
  judgeField(wanted.state, job.state, isEqual),
  judgeField(wanted.operation, job.operation, isEqual),
  judgeField(wanted.object?.toLowerCase(), job.object?.toLowerCase() ?? null, isEqual),
  judgeField(wanted.createdBy, job.createdById, isSameId),
];

/**
 * Tells whether a field of a listed job fits a wish.
 *
 * @param is - The field, as the reading of the list gives it: the empty string stands for what is odd.
 */
export function judgeField<T>(
  wanted: T | undefined,
  is: string | null,
  fits: (wanted: T, is: string) => boolean,
): boolean | undefined {
  if (wanted === undefined) return true;
  return is === "" ? undefined : is !== null && fits(wanted, is);
}

const isEqual = (one: string, other: string): boolean => one === other;
