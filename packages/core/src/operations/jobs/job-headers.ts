import { checkBoolean } from "../../arguments/check-boolean.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkName } from "../../arguments/check-name.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkWholeNumber } from "../../arguments/check-whole-number.ts";
import { checkWord } from "../../arguments/check-word.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { JobSpec, PkChunking } from "../../protocol/job-spec.ts";

const pkChunkingNames: OptionNames<PkChunking> = { chunkSize: true, parent: true, startRow: true };

/**
 * Gives the headers that say what a job's description has no field for.
 *
 * @throws TypeError that names the option and what is expected.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/async_api_headers.htm
 */
export function jobHeaders({ operation, lineEnding, disableBatchRetry, pkChunking }: JobSpec): Record<string, string> {
  if (lineEnding !== undefined) checkWord("lineEnding", lineEnding, ["LF", "CRLF"]);
  const isTriedOnce = checkBoolean("disableBatchRetry", disableBatchRetry, false);
  const chunking = chunkingOf(pkChunking);
  if (chunking !== undefined && operation !== "query" && operation !== "queryAll") {
    throw argumentError(
      "ConflictingOptions",
      `Cannot use pkChunking to ${operation}: only queries are split by record ids`,
    );
  }
  return {
    ...(lineEnding === undefined ? {} : { "sforce-line-ending": lineEnding }),
    ...(isTriedOnce ? { "sforce-disable-batch-retry": "TRUE" } : {}),
    ...(chunking === undefined ? {} : { "sforce-enable-pkchunking": chunking }),
  };
}

function chunkingOf(pkChunking: JobSpec["pkChunking"]): string | undefined {
  if (pkChunking === undefined || pkChunking === false) return undefined;
  if (pkChunking === true) return "TRUE";
  checkObject("pkChunking", pkChunking, "true, false or an object with chunkSize, parent or startRow");
  checkOptions("pkChunking", pkChunking, pkChunkingNames);
  const { chunkSize, parent, startRow } = pkChunking;
  checkWholeNumber("pkChunking.chunkSize", chunkSize, 100_000, 1, 250_000);
  if (parent !== undefined) checkName("pkChunking.parent", parent);
  if (startRow !== undefined) checkId(startRow, "", "pkChunking.startRow");
  const parts = [
    ...(chunkSize === undefined ? [] : [`chunkSize=${chunkSize}`]),
    ...(parent === undefined ? [] : [`parent=${parent}`]),
    ...(startRow === undefined ? [] : [`startRow=${startRow}`]),
  ];
  return parts.length === 0 ? "TRUE" : parts.join("; ");
}
