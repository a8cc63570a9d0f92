import { checkBoolean } from "../../../arguments/check-boolean.ts";
import { checkOptions, type OptionNames } from "../../../arguments/check-options.ts";
import { checkWord } from "../../../arguments/check-word.ts";
import type { Duration } from "../../../arguments/read-duration.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import { type CsvSourceOptions, csvSourceOptionNames } from "../../../batches/sources/csv-source-options.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { JournalEntry } from "../../../protocol/journal-entry.ts";
import type { LoadPreflight } from "../../../protocol/load-preflight.ts";
import type { Journal } from "../../../journals/journal.ts";
import type { Snapshot } from "../../../journals/snapshot.ts";
import { checkSpec } from "../../jobs/create-job.ts";
import type { JobSpec } from "../../../protocol/job-spec.ts";
import { checkSnapshotOperation } from "../../snapshots/snapshot-operation.ts";
import type { Ending } from "../../jobs/open-job.ts";
import { checkAddBatchesOptions } from "../../loading/add-batches-options.ts";
import { type CheckedLoad, checkSharedOptions } from "./check-shared-options.ts";
import type { LoadProgress } from "./load-progress.ts";

/** Options of `loadRows`. */
export interface LoadRowsOptions extends CallOptions, CsvSourceOptions {
  /** The API that loads the rows. Default: `1.0`. See {@link IngestLoadOptions} for the other one. */
  readonly api?: "1.0";
  /**
   * Keeps what the load has done, so that the same call takes it up after whatever ended it. Default: none; an error then
   * carries `resume`.
   */
  readonly journal?: Journal;
  /** What `resume` of the {@link LoadError} of an earlier call said, where there is no journal. */
  readonly resume?: readonly JournalEntry[];
  /**
   * Keeps the records that an update or upsert is about to change, as they are before each batch is sent, so that `undoLoad`
   * can write them back. A batch whose records could not be kept is not sent. It takes an API call for each 2,000 rows, by an
   * external id one for some 400. Default: none. Another operation needs none, and is refused with it.
   */
  readonly snapshot?: Snapshot;
  /** How many batches are on their way at a time. Default: 4. Memory grows with it, by `maxBytes` each. */
  readonly concurrency?: number;
  /**
   * How many bytes a batch may have, header line included and before compression. Default, and most: 10,000,000. A load
   * that is taken up keeps the limits that it began with.
   */
  readonly maxBytes?: number;
  /** How many rows a batch may have. Default, and most: 10,000. A load that is taken up keeps what it began with. */
  readonly maxRecords?: number;
  /** The columns that records of a CSV job are written in. Default: the fields of the first record. */
  readonly columns?: readonly string[];
  /**
   * What becomes of columns that do not fit the object. Default: `"check"`, which asks the org for its description, once
   * for each object that is named, and refuses before a job is made what no row can go in with: see `checkColumns`. Where
   * the org does not describe it, that is told in `preflight`, and the load goes on. `"send"` asks nothing.
   */
  readonly fields?: "check" | "send";
  /**
   * What becomes of values that do not fit their field. Default: `"check"`: an id of another object in the place of the one
   * that names the row's record stops the load before that row is sent; others are counted and named in `preflight`, and
   * sent: see `createValueChecker`. `"send"` leaves all to Salesforce, as does `fields: "send"`.
   */
  readonly values?: "check" | "send";
  /**
   * Is told what was found out before a load begins: before there is a job, and not when it is taken up. A promise is waited
   * for. What it throws ends the load, with nothing sent.
   */
  readonly onPreflight?: (preflight: LoadPreflight) => unknown;
  /** Is told how far the load is, every 200 ms at most, and at its end. What it throws ends the load. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /** Whether the first batch is processed before the next one is sent; where all its rows fail, the load stops. Default: false. */
  readonly firstBatchAlone?: boolean;
  /**
   * Whether a job that an earlier run has left open is closed when the load is taken up, so that the missing rows go into
   * another one. Default: false: they go into that. With several machines it says that the earlier run is over, to the org
   * too: one that was only thought dead, since it was stopped or cut off, can add no batch any more, be it between
   * writing it down and sending it. It costs a job each time.
   */
  readonly closeEarlierJob?: boolean;
  /**
   * How many rows may fail: a number, or a share of the rows processed so far, `"5%"`. Where more do, no batch is added any
   * more, the job ends as `onError` says, and the error has the code `TooManyFailed`. Default: all.
   */
  readonly maxFailed?: number | string;
  /**
   * What becomes of a job that is open where the load stops. Default: `abort`, which has the batches that still wait not
   * processed; but `leave` where there is a journal and it was not for too many failed rows, so that the next call goes on
   * in the same job. What was not processed is sent again by the next call, in another job.
   */
  readonly onError?: Ending;
  /** Milliseconds that this ending may take, its repetitions included. Default: 60,000. */
  readonly endTimeout?: Duration;
  /** How long to wait for the batches to be processed, once all are there: milliseconds, or `"90m"`. Default: 24 hours. */
  readonly waitTimeout?: Duration;
  /**
   * The time between two readings of the job at first, and again after each change; before that there are two early ones,
   * after a quarter and a half of it. Default: 2000.
   */
  readonly minInterval?: Duration;
  /** The longest time between two readings. Default: 30,000. */
  readonly maxInterval?: Duration;
}

const names: OptionNames<LoadRowsOptions> = {
  api: true,
  journal: true,
  resume: true,
  snapshot: true,
  concurrency: true,
  maxBytes: true,
  maxRecords: true,
  ...csvSourceOptionNames,
  columns: true,
  fields: true,
  values: true,
  onPreflight: true,
  onProgress: true,
  firstBatchAlone: true,
  closeEarlierJob: true,
  maxFailed: true,
  onError: true,
  endTimeout: true,
  waitTimeout: true,
  minInterval: true,
  maxInterval: true,
  signal: true,
};

/**
 * Checks the spec and the options of `loadRows`, and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function checkLoad(spec: JobSpec, options: LoadRowsOptions): CheckedLoad<JobSpec> {
  checkOptions("options", options, names);
  checkWord("api", options.api ?? "1.0", ["1.0", "2.0"]);
  const { operation, contentType } = checkSpec(spec).job;
  if (operation === "query" || operation === "queryAll") {
    throw argumentError("InvalidArgument", `Cannot load rows to ${operation}: expected an operation that writes`);
  }
  if (options.snapshot !== undefined) checkSnapshotOperation(operation);
  const checked = checkAddBatchesOptions(contentType, {
    ...given("concurrency", options.concurrency),
    ...given("maxBytes", options.maxBytes),
    ...given("maxRecords", options.maxRecords),
    ...given("header", options.header),
    ...given("encoding", options.encoding),
    ...given("delimiter", options.delimiter),
    ...given("raggedRows", options.raggedRows),
    ...given("columns", options.columns),
  });
  const { concurrency, maxBytes, maxRecords, header = null, columns = null, raggedRows } = checked;
  const { encoding = null, delimiter = null } = checked;
  return {
    ...checkSharedOptions(options),
    api: "1.0",
    spec: { ...spec, contentType },
    limits: { maxBytes, maxRecords },
    reading: { header, columns, encoding, delimiter, raggedRows },
    concurrency,
    firstBatchAlone: checkBoolean("firstBatchAlone", options.firstBatchAlone, false),
    closeEarlierJob: checkBoolean("closeEarlierJob", options.closeEarlierJob, false),
  };
}

/** Leaves out what is not given. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: Value });
