import { TooLarge } from "../../bytes/gzip.ts";
import type { Target } from "../../connection/check-connection.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import { ResponseError } from "../../errors/response-error.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { stream } from "../../exchange/stream.ts";
import { maxDataBytes } from "../../requests/api-request.ts";
import { type IngestResultKind, readIngestResultsRequest } from "../../requests/ingest-requests.ts";
import { type CutOptions, recordBlocks } from "../../rows/record-blocks.ts";
import { csvScanner } from "../../rows/scan-csv.ts";
import type { IngestJobToRead } from "./ingest-results.ts";

/** One of the three results of an ingest job, as it comes. */
export interface OpenIngestResult {
  /** Its CSV in blocks of whole lines, which the header line is one of. */
  readonly blocks: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** How many rows there are up to the end of the last block. */
  readonly rows: () => number;
  /** Makes the error of a result that is of no use. */
  readonly fail: (code: ErrorCode, why: string) => ResponseError;
}

/**
 * Opens one of the three results of an ingest job. At its end, the rows are counted against the job.
 *
 * @param given - How many rows the caller was given.
 */
export function openIngestResult(
  target: Target,
  job: IngestJobToRead,
  kind: IngestResultKind,
  { signal }: CallOptions,
  given: () => number,
  cutting: CutOptions = {},
): OpenIngestResult {
  const { id } = job;
  const request = readIngestResultsRequest(id, kind);
  const cutter = recordBlocks(csvScanner(), maxDataBytes, cutting);
  const { records: rows, whyCut } = cutter;
  const progress = (): string => `${given()} rows were given`;
  const fail = (code: ErrorCode, why: string): ResponseError =>
    new ResponseError(`Cannot ${request.action}: ${why}; ${progress()}`, { code, status: 200, jobId: id });
  const expected = countOf(job, kind);
  const whyShort = (): string | undefined =>
    expected !== undefined && rows() < expected ? `the job has ${expected}` : undefined;
  const blocks = async function* (): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
    try {
      for await (const bytes of stream(target, request, { whyCut, whyShort, progress }, { signal })) {
        yield* cutter.push(bytes);
      }
    } catch (error) {
      if (error instanceof TooLarge) throw fail("ReplyTooLarge", `the reply has ${error.message}`);
      throw error;
    }
    if (expected !== undefined && expected !== given()) throw fail("RowsMismatch", `the job has ${expected}`);
  };
  return { blocks: blocks(), rows, fail };
}

/** Tells how many rows there must be, where the job says so. How many it did not come to, it does not say. */
function countOf(
  { state, numberRecordsProcessed, numberRecordsFailed }: IngestJobToRead,
  kind: IngestResultKind,
): number | undefined {
  if (
    kind === "unprocessed" ||
    state !== "JobComplete" ||
    numberRecordsProcessed === undefined ||
    numberRecordsFailed === undefined
  ) {
    return undefined;
  }
  return kind === "failed" ? numberRecordsFailed : numberRecordsProcessed - numberRecordsFailed;
}
