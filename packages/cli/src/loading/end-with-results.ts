import type { Outcome } from "../command.ts";
import { inFolder } from "../arguments/in-folder.ts";
import { orgWords, type Org } from "../connection/org.ts";
import type { ExitCode } from "../exit-code.ts";
import { addedWords, apiOf, type LoadRecord } from "../journals/load-record.ts";
import type { LoadedFile } from "../load/load-file.ts";
import { count } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { localFile } from "../receipts/local-file.ts";
import type { LocalFile } from "../results/outcomes/local-rows.ts";
import type { WrittenResults } from "../results/outcomes/outcome-files.ts";
import { ingestLoadOf, writeIngestResults } from "../results/outcomes/write-ingest-results.ts";
import { writeResults } from "../results/outcomes/write-results.ts";
import { showResults } from "../results/show-results.ts";
import type { Beginning, LoadCall } from "./load-call.ts";
import { showDuplicates } from "./show-duplicates.ts";

/** Ends a load whose rows are processed: writes what became of each, and tells it. */
export async function endWithResults(
  beginning: Beginning,
  loaded: LoadedFile,
  org: Org,
  call: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const { values, output, interruption } = call;
  const { signal } = interruption;
  const { spec, view } = beginning;
  const skip = view.range?.skip ?? 0;
  const { record, summary, duplicates, leftOpen, tooManyFailed, cutShort } = loaded;
  const jobId = record.jobs.at(-1) ?? "";
  const isClassic = apiOf(record) === "1.0";
  const job = {
    id: jobId,
    // Rows that are all processed are in jobs that are; only where somebody has ended one of them they are not.
    state: isClassic ? ("Closed" as const) : cutShort === undefined ? ("JobComplete" as const) : ("Aborted" as const),
    contentType: "CSV" as const,
    operation: spec.operation,
    object: spec.object,
  };
  output.note(`Job ${jobId} is ${job.state}: ${addedWords(record)}`);
  const twice = showDuplicates(duplicates, record, leftOpen, org, output);
  const progress = await startProgress(output, "Reading the results");
  try {
    const local = await fileOf(beginning, record);
    const options = {
      folder: values.outputDir,
      // Its name has the id of a job that was made just now; a load that is gone on with may have written them before.
      overwrite: values.resume === true,
      failedOnly: values.failedOnly === true,
      ...(summary === undefined ? {} : { written: summary.written }),
      signal,
      onRows: (read: number): void => void (output.moves && progress.say(`${count(read, "row")} of the results read`)),
    };
    // Where all rows went in, there is none to read about: no file is made of them.
    const isAllWritten =
      options.failedOnly && cutShort === undefined && summary !== undefined && summary.written === summary.rows;
    const written: WrittenResults = isAllWritten
      ? {
          successfulRecords: summary.written,
          failedRecords: 0,
          unprocessedRecords: 0,
          ...(isClassic ? { isFromFile: local !== undefined } : {}),
        }
      : isClassic
        ? await writeResults(job, org, { ...options, batches: record.batches, local })
        : await writeIngestResults(job, org, {
            ...options,
            load: ingestLoadOf(record, summary, skip),
            local: local === undefined ? undefined : { file: local, source: beginning.rows.source, skip },
          });
    progress.stop();
    const shown = showResults(job, written, output);
    if (tooManyFailed !== undefined) output.warn(tooManyFailed);
    if (cutShort !== undefined) output.warn(cutShort);
    if (values.retryLocked !== true && written.reasons?.some(({ statusCode }) => statusCode === "UNABLE_TO_LOCK_ROW")) {
      output.note(
        `Rows that others had locked may go in now, one batch after another: sfbulk retry ${jobId}${orgWords(org)}${inFolder(values.outputDir)} --serial`,
      );
    }
    // Files without the numbers of rows have no place for those of which nothing came back.
    const failed = isClassic
      ? written.failedRecords + (written.unknownRecords ?? 0)
      : (summary?.failed ?? 0) + (summary?.unknown ?? 0);
    return {
      status: statusOf(loaded, failed),
      result: { ...shown, jobs: record.jobs, receiptPath: receipt, ...twice },
    };
  } finally {
    progress.stop();
  }
}

/** Gives the file that was loaded; `undefined` where its rows cannot be told by their numbers, and where it is gone. */
async function fileOf({ path, rows, view }: Beginning, { begun }: LoadRecord): Promise<LocalFile | undefined> {
  // Of one column alone, empty values are no rows, and the file may have more columns.
  const isNarrowed = view.choose !== undefined && (begun?.columns?.length ?? 0) < 2;
  return path === undefined || rows.bytes === undefined || isNarrowed
    ? undefined
    : await localFile(path, view, rows.hash());
}

function statusOf({ duplicates, tooManyFailed }: LoadedFile, failed: number): ExitCode {
  if (duplicates.length > 0) return 1;
  if (tooManyFailed !== undefined) return 65;
  return failed > 0 ? 68 : 0;
}
