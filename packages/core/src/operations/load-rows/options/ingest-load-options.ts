import { checkColumns } from "../../../arguments/check-columns.ts";
import { checkObject } from "../../../arguments/check-object.ts";
import { checkOptions, type OptionNames } from "../../../arguments/check-options.ts";
import { checkWholeNumber } from "../../../arguments/check-whole-number.ts";
import { checkWord } from "../../../arguments/check-word.ts";
import { checkCsvSourceOptions, csvSourceOptionNames } from "../../../batches/sources/csv-source-options.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { IngestLoadSpec } from "../../../protocol/ingest-load-spec.ts";
import { dataSetOperations } from "../../../protocol/load-operation.ts";
import { checkIngestSpec } from "../../ingest/create-ingest-job.ts";
import { checkSnapshotOperation } from "../../snapshots/snapshot-operation.ts";
import { type CheckedLoad, checkSharedOptions } from "./check-shared-options.ts";
import type { LoadRowsOptions } from "./load-rows-options.ts";

/** Options of `loadRows` by Bulk API 2.0. What makes sense for batches alone is refused by its name. */
export interface IngestLoadOptions extends Omit<
  LoadRowsOptions,
  "api" | "concurrency" | "maxBytes" | "maxRecords" | "firstBatchAlone" | "closeEarlierJob" | "onError"
> {
  /** The API that loads the rows. */
  readonly api: "2.0";
  /**
   * How many jobs there are at a time, from the creation to the last row processed. Default: 2. Memory grows with it, by the
   * compressed rows of a job each.
   */
  readonly concurrency?: number;
  /**
   * How many bytes a job may have, header line included and before compression. Default, and most: 100,000,000, which are
   * about 134 MB as Salesforce counts them, in base64, of 150 MB. A load that is taken up keeps the limit that it began with.
   */
  readonly maxBytes?: number;
  /**
   * What becomes of jobs that are open where the load stops. Default: `abort`, since they have written nothing; but `leave`
   * where there is a journal, so that the next call goes on with what is uploaded. What is being processed goes on; where too
   * many rows have failed, `abort` ends that as well.
   */
  readonly onError?: "abort" | "leave";
}

/** How many rows the pieces have that a job is filled with, so that no step takes long. */
const rowsOfPiece = 1000;

/** Salesforce's limit is 150,000,000 bytes, counted after base64. */
const mostBytes = 100_000_000;

const names: OptionNames<IngestLoadOptions> = {
  api: true,
  journal: true,
  resume: true,
  snapshot: true,
  concurrency: true,
  maxBytes: true,
  ...csvSourceOptionNames,
  columns: true,
  fields: true,
  values: true,
  onPreflight: true,
  onProgress: true,
  maxFailed: true,
  onError: true,
  endTimeout: true,
  waitTimeout: true,
  minInterval: true,
  maxInterval: true,
  signal: true,
};

const specNames: OptionNames<IngestLoadSpec> = {
  operation: true,
  object: true,
  externalIdFieldName: true,
  assignmentRuleId: true,
  contentType: true,
};

/** What belongs to Bulk API 1.0 alone, and what there is here in its place. */
const foreign: Readonly<Record<string, string>> = {
  maxRecords: "Salesforce makes the batches of a job itself; maxBytes says how much a job may have",
  firstBatchAlone: "there are no batches; maxFailed stops where too many rows fail",
  closeEarlierJob: "a job that is open has written nothing, and nothing can be there twice",
};
const foreignToSpecs: Readonly<Record<string, string>> = {
  concurrencyMode: "such a job has no mode that can be chosen",
  disableBatchRetry: "there are no batches",
  pkChunking: "only queries are split by record ids",
  lineEnding: "rows go out with the line ends that the source has",
  columnDelimiter: "rows go out with the delimiter that the source has",
};

/**
 * Checks the spec and the options of `loadRows` by Bulk API 2.0, and fills in their defaults.
 *
 * @throws TypeError that names the option and what is expected.
 */
export function checkIngestLoad(spec: IngestLoadSpec, options: IngestLoadOptions): CheckedLoad<IngestLoadSpec> {
  refuseForeign(options, foreign);
  checkOptions("options", options, names);
  checkObject("spec", spec);
  refuseForeign(spec, foreignToSpecs);
  checkOptions("spec", spec, specNames);
  const { contentType = "CSV", ...job } = spec;
  checkWord("contentType", contentType, ["CSV"]);
  checkIngestSpec(job);
  if (options.snapshot !== undefined) checkSnapshotOperation(spec.operation);
  if (options.onError !== undefined) checkWord("onError", options.onError, ["abort", "leave"]);
  // Nothing describes what such an operation takes.
  const isDataSet = dataSetOperations.includes(spec.operation);
  if (isDataSet && (options.fields === "check" || options.values === "check")) {
    throw argumentError(
      "ConflictingOptions",
      `Cannot check fields and values to ${spec.operation}: the org does not describe what it takes`,
    );
  }
  const { header = null, encoding = null, delimiter = null, raggedRows } = checkCsvSourceOptions(options);
  return {
    ...checkSharedOptions(isDataSet ? { ...options, fields: "send" } : options),
    api: "2.0",
    spec: { ...spec, contentType },
    limits: {
      maxBytes: checkWholeNumber("maxBytes", options.maxBytes, mostBytes, 1, mostBytes),
      maxRecords: rowsOfPiece,
    },
    reading: { header, columns: checkColumns("columns", options.columns) ?? null, encoding, delimiter, raggedRows },
    concurrency: checkWholeNumber("concurrency", options.concurrency, 2, 1, 100),
    firstBatchAlone: false,
    closeEarlierJob: false,
  };
}

function refuseForeign(given: object, reasons: Readonly<Record<string, string>>): void {
  if (typeof given !== "object" || given === null) return;
  const name = Object.keys(reasons).find((one) => Object.hasOwn(given, one));
  if (name === undefined) return;
  throw argumentError("ConflictingOptions", `Cannot use ${name} with api "2.0": ${reasons[name]}`);
}
