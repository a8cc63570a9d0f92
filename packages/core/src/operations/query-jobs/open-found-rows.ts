import { type PageBlock, pagesInParallel } from "../../async/pages-in-parallel.ts";
import { TooLarge } from "../../bytes/gzip.ts";
import type { Target } from "../../connection/check-connection.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import type { ErrorCode } from "../../errors/error-code.ts";
import { ResponseError } from "../../errors/response-error.ts";
import { SalesforceError } from "../../errors/salesforce-error.ts";
import { ask } from "../../exchange/ask.ts";
import { stream } from "../../exchange/stream.ts";
import type { QueryJobInfo } from "../../protocol/query-job-info.ts";
import { maxDataBytes } from "../../requests/api-request.ts";
import { readQueryJobRequest } from "../../requests/query-requests.ts";
import { listQueryPagesRequest, readQueryPageRequest } from "../../requests/query-page-requests.ts";
import { type CutOptions, recordBlocks } from "../../rows/record-blocks.ts";
import { csvScanner } from "../../rows/scan-csv.ts";
import type { CheckedResultsOptions } from "./query-job-results-options.ts";

/** Whole rows without the header, as bytes, and how many they are. */
interface FoundBlock extends PageBlock {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rows: number;
}

/** What a query found, as bytes, and how to read them. */
export interface FoundRows {
  readonly job: QueryJobInfo;
  /** Gives the names of the columns as the CSV has them, line end included; `undefined` until rows or the end have come. */
  readonly header: () => Uint8Array<ArrayBuffer> | undefined;
  readonly blocks: AsyncGenerator<FoundBlock, void>;
  /** Makes the error for what cannot be read. */
  readonly fail: (why: string, code?: ErrorCode) => ResponseError;
}

/**
 * Opens what a query job found: looks at the job first, since its results are there under its own version only, in its own
 * dialect, and only when it is complete.
 *
 * @param progress - Says in an error's last words how far the reading had come.
 */
export async function openFoundRows(
  target: Target,
  jobId: string,
  options: CheckedResultsOptions,
  progress: () => string,
  cutting: CutOptions = {},
): Promise<FoundRows> {
  const { signal } = options;
  const job = await ask(target, readQueryJobRequest(jobId), { signal });
  const { state, errorMessage } = job;
  if (state !== "JobComplete") {
    const why = `the job is "${state}"${errorMessage === null ? "" : `: ${errorMessage}`}`;
    throw new SalesforceError(`Cannot read the results of job "${jobId}": ${why}`, {
      exceptionCode: "InvalidJobState",
      exceptionMessage: why,
      status: 200,
      jobId,
      job,
      attempts: 1,
    });
  }
  const own = targetForJob(target, job.apiVersion);
  const reading: Reading = {
    target: own,
    jobId,
    progress,
    cutting,
    header: undefined,
    count: 0,
    fail: (why, code = "UnreadableReply") =>
      new ResponseError(`Cannot read the results of job "${jobId}": ${why}; ${progress()}`, {
        code,
        status: 200,
        jobId,
        job,
      }),
  };
  const pages =
    options.concurrency > 1 && hasLists(own) ? readListed(reading, options) : readSerially(reading, options);
  return { job, header: () => reading.header, blocks: counted(reading, job, pages), fail: reading.fail };
}

/** Salesforce lists the pages since API version 58.0. */
const hasLists = ({ version }: Target): boolean => Number(version) >= 58;

/** Reads the pages as Salesforce lists them, some at a time. */
const readListed = (reading: Reading, options: CheckedResultsOptions): AsyncGenerator<FoundBlock, void> =>
  pagesInParallel(
    (stopped) => listPages(reading, stopped),
    (query, stopped) => readPage(reading, query, stopped, false),
    options,
  );

/** What is known while pages are read. */
interface Reading extends Pick<FoundRows, "fail"> {
  readonly target: Target;
  readonly jobId: string;
  readonly progress: () => string;
  readonly cutting: CutOptions;
  /** The header of the first page, which all others must have too. */
  header: Uint8Array<ArrayBuffer> | undefined;
  /** How many rows have come. */
  count: number;
}

/**
 * Compares the rows with what the job says it has found, where no page was missed by its own count. That a query counts its
 * rows there is inferred from the guide's words, so that only fewer rows are too few. What is left out is 0.
 */
async function* counted(
  reading: Reading,
  { numberRecordsProcessed }: QueryJobInfo,
  pages: AsyncGenerator<FoundBlock, void>,
): AsyncGenerator<FoundBlock, void> {
  yield* pages;
  if (reading.count < numberRecordsProcessed) {
    throw reading.fail(`the job has ${numberRecordsProcessed} rows, and ${reading.count} came`, "RowsMismatch");
  }
}

/** Gives the addresses of the pages, as Salesforce lists them, five at a time. */
async function* listPages({ target, jobId, fail }: Reading, signal: AbortSignal): AsyncGenerator<string, void> {
  const seen = new Set<string>();
  const addOnce = (kind: string, query: string): void => {
    if (seen.has(`${kind} ${query}`)) throw fail("the list of pages names the same place twice");
    seen.add(`${kind} ${query}`);
  };
  let isEmpty = true;
  let list: string | undefined = "";
  while (list !== undefined) {
    addOnce("list", list);
    const { queries, next }: { queries: readonly string[]; next: string | undefined } = await ask(
      target,
      listQueryPagesRequest(jobId, list),
      { signal },
    );
    for (const query of queries) {
      addOnce("page", query);
      isEmpty = false;
      yield query;
    }
    list = next;
  }
  // Without rows there may be no page (a guess), and there is a header all the same.
  if (isEmpty) yield "";
}

/**
 * Reads page after page, each of which names the next. Where a runtime does not show that to a page of another origin, they
 * are read as they are listed.
 */
async function* readSerially(reading: Reading, options: CheckedResultsOptions): AsyncGenerator<FoundBlock, void> {
  const { maxRecords, signal } = options;
  const seen = new Set<string>();
  let locator: string | undefined = "";
  while (locator !== undefined) {
    if (seen.has(locator)) throw reading.fail("a page leads back to one that was read");
    seen.add(locator);
    const query: string = `${locator === "" ? "" : `locator=${encodeURIComponent(locator)}&`}maxRecords=${maxRecords}`;
    const next: string | null = yield* readPage(reading, query, signal, true);
    if (next === null && locator === "" && hasLists(reading.target)) {
      yield* readListed(reading, { ...options, concurrency: 1 });
      return;
    }
    if (next === null) throw reading.fail("a page does not say where the next one begins: Sforce-Locator is missing");
    locator = next === "null" ? undefined : next;
  }
}

/**
 * Reads one page: whole rows without the header, which must be the same on all pages.
 *
 * @param needsLocator - Whether it is of no use, and is not read, where it does not say what comes next.
 * @returns its `Sforce-Locator`; `null` where there is none to be seen.
 */
async function* readPage(
  reading: Reading,
  query: string,
  signal: AbortSignal | undefined,
  needsLocator: boolean,
): AsyncGenerator<FoundBlock, string | null> {
  const { target, jobId, progress, fail } = reading;
  const scanner = csvScanner();
  const blocks = recordBlocks(scanner, maxDataBytes, reading.cutting);
  let locator: string | null = null;
  let expected: string | null = null;
  let isFirst = true;
  const onReply = (headers: Headers): void => {
    // A page of another origin may not see them: then there is nothing to compare.
    locator = headers.get("sforce-locator");
    expected = headers.get("sforce-numberofrecords");
  };
  let given = 0;
  // A page may have been cut just where a row ends.
  const whyShort = (): string | undefined =>
    expected === null || scanner.records() >= Number(expected)
      ? undefined
      : `the page is to have ${Number(expected)} rows, and ${scanner.records()} came`;
  try {
    for await (const bytes of stream(
      target,
      readQueryPageRequest(jobId, query),
      { whyCut: scanner.whyCut, whyShort, progress, onReply },
      { signal },
    )) {
      if (needsLocator && locator === null) return null;
      for (const block of blocks.push(bytes)) {
        let body = block;
        if (isFirst) {
          isFirst = false;
          const end = block.indexOf(0x0a) + 1;
          const header = block.subarray(0, end);
          reading.header ??= header.slice();
          if (!isSame(header, reading.header)) {
            throw fail("a page has another header than the one before", "RowsMismatch");
          }
          body = block.subarray(end);
        }
        const rows = scanner.records() - given;
        reading.count += rows;
        given += rows;
        if (body.length > 0) yield { bytes: body, rows, length: body.length };
      }
    }
  } catch (error) {
    if (error instanceof TooLarge) throw fail(`the reply has ${error.message}`, "ReplyTooLarge");
    throw error;
  }
  if (expected !== null && Number(expected) !== given) {
    throw fail(`a page is to have ${Number(expected)} rows, and ${given} came`, "RowsMismatch");
  }
  return locator;
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
