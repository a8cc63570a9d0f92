import type { ErrorCode } from "../../../errors/error-code.ts";
import type { DuplicateBatch } from "../../../protocol/journal-entry.ts";
import type { AnyLoadResult } from "../../../protocol/load-result.ts";

/** What is to be on the error of a load that stops for a reason of its own. */
interface StopDetails {
  readonly code: ErrorCode;
  readonly duplicates?: readonly DuplicateBatch[];
  readonly result?: AnyLoadResult;
}

/** Stops a load for a reason of its own, and not for a failure: it becomes a LoadError without a cause. */
export class StopLoad extends Error {
  override readonly name = "StopLoad" as const;
  readonly details: StopDetails;

  constructor(message: string, details: StopDetails) {
    super(message);
    this.details = details;
  }
}
