import { checkFunction } from "../../../arguments/check-function.ts";
import { checkWord } from "../../../arguments/check-word.ts";
import { describeValue } from "../../../arguments/describe-value.ts";
import { readTimeout } from "../../../arguments/read-duration.ts";
import { readIntervals } from "../../../async/read-intervals.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { Journal } from "../../../journals/journal.ts";
import type { Snapshot } from "../../../journals/snapshot.ts";
import type { IngestLoadSpec } from "../../../protocol/ingest-load-spec.ts";
import type { JobSpec } from "../../../protocol/job-spec.ts";
import type { JournalEntry, LoadLimits, LoadReading } from "../../../protocol/journal-entry.ts";
import type { LoadPreflight } from "../../../protocol/load-preflight.ts";
import { type Ending, endings } from "../../jobs/open-job.ts";
import { checkSnapshot } from "../../snapshots/snapshot-rows.ts";
import { checkMaxFailed, type FailureLimit } from "./failure-limit.ts";
import type { LoadProgress } from "./load-progress.ts";
import type { LoadRowsOptions } from "./load-rows-options.ts";

/** The spec and the options of a load by either API after their check, with every default filled in. */
export interface CheckedLoad<Spec = JobSpec | IngestLoadSpec> {
  readonly api: "1.0" | "2.0";
  /** The spec with its content type. */
  readonly spec: Spec & { readonly contentType: string };
  readonly journal: Journal | undefined;
  readonly resume: readonly JournalEntry[] | undefined;
  readonly snapshot: Snapshot | undefined;
  readonly limits: LoadLimits;
  readonly reading: LoadReading;
  readonly concurrency: number;
  readonly fields: "check" | "send";
  readonly values: "check" | "send";
  readonly onPreflight: ((preflight: LoadPreflight) => unknown) | undefined;
  readonly onProgress: ((progress: LoadProgress) => void) | undefined;
  readonly firstBatchAlone: boolean;
  readonly closeEarlierJob: boolean;
  readonly maxFailed: FailureLimit | undefined;
  readonly onError: Ending | undefined;
  readonly endTimeout: number;
  readonly waitTimeout: number;
  readonly minInterval: number;
  readonly maxInterval: number;
  readonly signal: AbortSignal | undefined;
}

/** What is checked in the same way for both APIs. */
type SharedLoad = Omit<
  CheckedLoad,
  "api" | "spec" | "limits" | "reading" | "concurrency" | "firstBatchAlone" | "closeEarlierJob"
>;

/**
 * Checks the options that loads by both APIs have, and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function checkSharedOptions(options: Omit<LoadRowsOptions, "api">): SharedLoad {
  const { journal, resume, onError, fields = "check", values = fields } = options;
  checkWord("fields", fields, ["check", "send"]);
  checkWord("values", values, ["check", "send"]);
  if (fields === "send" && values === "check") {
    throw argumentError(
      "ConflictingOptions",
      'Cannot use values "check" with fields "send": what the fields take is not known then',
    );
  }
  if (journal !== undefined && !isJournal(journal)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use journal: expected what fileJournal, browserJournal or memoryJournal gives, or an object with read and append, got ${describeValue(journal)}`,
    );
  }
  if (resume !== undefined && !Array.isArray(resume)) {
    throw argumentError("InvalidArgument", "Cannot use resume: expected what resume of a LoadError said");
  }
  if (journal !== undefined && resume !== undefined) {
    throw argumentError(
      "ConflictingOptions",
      "Cannot use resume with a journal: the journal knows how far the load is",
    );
  }
  if (onError !== undefined) checkWord("onError", onError, endings);
  const { shortest, longest } = readIntervals(options);
  return {
    journal,
    resume,
    snapshot: checkSnapshot(options.snapshot),
    fields,
    values,
    onPreflight: checkFunction("onPreflight", options.onPreflight),
    onProgress: checkFunction("onProgress", options.onProgress),
    maxFailed: checkMaxFailed(options.maxFailed),
    onError,
    endTimeout: readTimeout("endTimeout", options.endTimeout, 60_000),
    waitTimeout: readTimeout("waitTimeout", options.waitTimeout, 86_400_000),
    minInterval: shortest,
    maxInterval: longest,
    signal: options.signal,
  };
}

const isJournal = (journal: unknown): journal is Journal =>
  typeof journal === "object" &&
  journal !== null &&
  typeof (journal as Partial<Journal>).read === "function" &&
  typeof (journal as Partial<Journal>).append === "function";
