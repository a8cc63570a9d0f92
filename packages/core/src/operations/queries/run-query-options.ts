import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkFunction } from "../../arguments/check-function.ts";
import type { OptionNames } from "../../arguments/check-options.ts";
import { checkString } from "../../arguments/check-string.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { type Duration, readTimeout } from "../../arguments/read-duration.ts";
import { type IntervalOptions, readIntervals } from "../../async/read-intervals.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import type { PkChunking } from "../../protocol/job-spec.ts";
import { jobHeaders } from "../jobs/job-headers.ts";
import { objectOfQuery } from "../../protocol/object-of-query.ts";
import {
  type CheckedResultsOptions,
  checkResultsOptions,
  type QueryJobResultsOptions,
} from "../query-jobs/query-job-results-options.ts";
import { checkQueryOptions } from "./query-results-options.ts";

/** Options of {@link runQuery}. Times are milliseconds, or `"2s"`, `"24h"`. */
export interface RunQueryOptions extends QueryJobResultsOptions, IntervalOptions {
  /** Which API runs the query. Default: `2.0`. */
  readonly api?: "1.0" | "2.0";
  /** `queryAll` finds deleted and archived records as well. Default: `query`. */
  readonly operation?: "query" | "queryAll";
  /** Has Bulk API 1.0 split the query by record ids. In Bulk API 2.0 Salesforce does so by itself. Default: false. */
  readonly pkChunking?: boolean | PkChunking;
  /**
   * Leaves the job as it is at the end, whatever that is. A function is asked at the end, once: it is given what the query
   * failed with, `undefined` where it did not, or where the loop was left early. The job waits for the answer; where it throws,
   * the job stays, and that is the error. Default: the job is ended, and deleted where its API has that.
   */
  readonly keep?: boolean | ((failure: unknown) => boolean | Promise<boolean>);
  /** Is given the job when it is created: its id is what another process would need. */
  readonly onJob?: (job: AnyJobInfo) => void;
  /** Is given the job whenever it has changed while it is waited for. What it throws ends the query. */
  readonly onProgress?: (job: AnyJobInfo) => void;
  /** How long to wait for the job at most. Default: 3,600,000, an hour. */
  readonly waitTimeout?: Duration;
}

/** A query and its options after their check. */
export interface CheckedQuery extends CallOptions {
  readonly soql: string;
  readonly operation: "query" | "queryAll";
  /** What Bulk API 1.0 must be told; `undefined` for Bulk API 2.0. */
  readonly classic: { readonly object: string; readonly pkChunking: boolean | PkChunking } | undefined;
  readonly keep: (failure: unknown) => boolean | Promise<boolean>;
  readonly onJob: ((job: AnyJobInfo) => void) | undefined;
  readonly onProgress: ((job: AnyJobInfo) => void) | undefined;
  readonly wait: Pick<RunQueryOptions, "minInterval" | "maxInterval" | "changes" | "waitTimeout">;
  readonly results: CheckedResultsOptions;
}

/** The names of these options. */
export const runQueryOptionNames: OptionNames<RunQueryOptions> = {
  api: true,
  operation: true,
  pkChunking: true,
  keep: true,
  onJob: true,
  onProgress: true,
  minInterval: true,
  maxInterval: true,
  changes: true,
  waitTimeout: true,
  concurrency: true,
  order: true,
  bufferBytes: true,
  maxRecords: true,
  signal: true,
};

function checkKeep(keep: RunQueryOptions["keep"]): CheckedQuery["keep"] {
  if (typeof keep === "function") return keep;
  const stays = checkBoolean("keep", keep, false);
  return () => stays;
}

/** Checks a query and the values of its options. @throws TypeError before anything is sent */
export function checkQuery(soql: string, options: RunQueryOptions): CheckedQuery {
  checkString("soql", soql);
  const {
    api = "2.0",
    operation = "query",
    pkChunking,
    onJob,
    onProgress,
    minInterval,
    maxInterval,
    changes,
    waitTimeout,
    signal,
  } = options;
  checkWord("api", api, ["1.0", "2.0"]);
  checkWord("operation", operation, ["query", "queryAll"]);
  const keep = checkKeep(options.keep);
  checkFunction("onJob", onJob);
  checkFunction("onProgress", onProgress);
  readIntervals(options);
  readTimeout("waitTimeout", waitTimeout, 3_600_000);
  const wait = {
    ...(minInterval === undefined ? {} : { minInterval }),
    ...(maxInterval === undefined ? {} : { maxInterval }),
    ...(changes === undefined ? {} : { changes }),
    ...(waitTimeout === undefined ? {} : { waitTimeout }),
  };
  const common = { soql, operation, keep, onJob, onProgress, wait, signal };
  const { concurrency, order, bufferBytes, maxRecords } = options;
  const paged = { order, maxRecords };
  if (api === "2.0") {
    if (pkChunking !== undefined) {
      throw argumentError(
        "ConflictingOptions",
        'Cannot use pkChunking with api "2.0": Salesforce splits such a query by itself',
      );
    }
    const given = Object.entries({ concurrency, bufferBytes, ...paged }).filter(([, value]) => value !== undefined);
    return { ...common, classic: undefined, results: checkResultsOptions({ ...Object.fromEntries(given), signal }) };
  }
  for (const [name, value] of Object.entries(paged)) {
    if (value !== undefined) {
      throw argumentError("ConflictingOptions", `Cannot use ${name} with api "1.0": its results have no pages`);
    }
  }
  const object = objectOfQuery(soql);
  if (object === undefined) {
    throw argumentError(
      "InvalidArgument",
      'Cannot run soql with api "1.0": it has no FROM with the name of an object, which a job of that API must be told',
    );
  }
  jobHeaders({ operation, object, pkChunking: pkChunking ?? false });
  const ahead = checkQueryOptions({ concurrency, bufferBytes });
  const results = {
    ...checkResultsOptions({ signal }),
    concurrency: ahead.concurrency,
    bufferBytes: ahead.bufferBytes,
  };
  return { ...common, classic: { object, pkChunking: pkChunking ?? false }, results };
}
