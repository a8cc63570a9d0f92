import type { CommandOption } from "../arguments/command-option.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { LoadRecord } from "../journals/load-record.ts";

/** The API that a file is loaded by. */
export type LoadApi = "1.0" | "2.0";

/** The values of the options that depend on the API. */
export interface ApiValues {
  readonly api?: LoadApi;
  readonly batchSize?: string;
  readonly concurrency?: string;
  readonly serial?: true;
  readonly onError: string;
}

/** The options that depend on the API. */
export const apiOptions: readonly CommandOption[] = [
  {
    flags: "--api <version>",
    description: "which Bulk API loads it: 1.0, in batches that can be seen, or 2.0, in jobs of up to 100 MB",
    choices: ["1.0", "2.0"],
  },
  { flags: "--batch-size <rows>", description: "how many rows a batch may have; by API 1.0 alone (default: 10000)" },
  {
    flags: "--concurrency <number>",
    description:
      "how many batches are uploaded at a time (default: 4); by API 2.0 how many jobs there are (default: 2)",
  },
];

/**
 * Reads by which API a file is loaded: 1.0 unless that is said, and what a load that is gone on with began with.
 *
 * @throws UsageError for options that the API does not have.
 */
export function readApi(values: ApiValues, before: LoadRecord | undefined): LoadApi {
  const begun = before?.begun === undefined ? undefined : (before.begun.api ?? "1.0");
  if (begun !== undefined && values.api !== undefined && values.api !== begun) {
    throw usageError(
      `Cannot go on with this load by Bulk API ${values.api}: it was begun by ${begun}`,
      "Leave --api out",
    );
  }
  const api = begun ?? values.api ?? "1.0";
  readConcurrency(values, api);
  readBatchSize(values);
  if (api === "1.0") return api;
  if (values.batchSize !== undefined) {
    throw cannot(
      "--batch-size",
      "Salesforce makes the batches of a job itself, of 10,000 rows",
      "Leave --batch-size out",
    );
  }
  if (values.serial === true) {
    throw cannot("--serial", "such a job has no mode that can be chosen", "Leave --serial out");
  }
  if (values.onError === "close") {
    throw cannot(
      "--on-error close",
      "closing a job begins the writing of its rows, and one that is open has not got all of them",
      "End it, and nothing of it is written: --on-error abort",
    );
  }
  return api;
}

/** Reads how many batches are on their way at a time; by Bulk API 2.0, how many jobs there are. */
export const readConcurrency = ({ concurrency }: Pick<ApiValues, "concurrency">, api: LoadApi): number =>
  concurrency === undefined ? (api === "1.0" ? 4 : 2) : readCount("--concurrency", concurrency, 50);

/** Reads how many rows a batch may have. */
export const readBatchSize = ({ batchSize = "10000" }: Pick<ApiValues, "batchSize">): number =>
  readCount("--batch-size", batchSize, 10_000);

const cannot = (option: string, why: string, ...more: readonly string[]): Error =>
  usageError(`Cannot use ${option} with Bulk API 2.0: ${why}`, ...more, "Or load by the other one: --api 1.0");
