import { findDuplicateBatches, getIngestJob, getJob } from "@sfbulk/node";
import type { Outcome } from "../command.ts";
import { orgWords, type Org } from "../connection/org.ts";
import { addedWords, apiOf, rowsAdded } from "../journals/load-record.ts";
import type { LoadedFile } from "../load/load-file.ts";
import type { LoadCall } from "./load-call.ts";
import { showDuplicates } from "./show-duplicates.ts";

/** Ends a load that nobody waits for: tells its jobs, and how to wait for them. @param skip - How many rows of the file it left out. */
export async function endAsync(
  { record, added, duplicates, leftOpen }: LoadedFile,
  skip: number,
  org: Org,
  { values, output, interruption: { signal } }: LoadCall,
  receipt: string | undefined,
): Promise<Outcome> {
  const { connection } = org;
  const last = record.jobs.at(-1) ?? "";
  const ids = apiOf(record) === "1.0" ? [last] : record.batches.map(({ jobId }) => jobId);
  const job =
    apiOf(record) === "1.0"
      ? await getJob(connection, last, { signal })
      : await getIngestJob(connection, last, { signal });
  output.note(`Job ${job.id} is ${job.state}: ${addedWords(record)}`);
  const own = added.filter(({ batch }) => batch.jobId === job.id);
  // A closed job takes no batch: what it has now is all that will ever come. One of Bulk API 2.0 has one upload.
  const twins = "numberBatchesTotal" in job ? await findDuplicateBatches(connection, job, own, { signal }) : [];
  const found = twins.map(({ batch, of }) => ({ jobId: job.id, batchId: batch.id, firstRow: of.firstRow + skip }));
  const twice = showDuplicates([...duplicates, ...found], record, leftOpen, org, output);
  for (const id of ids) output.line(id);
  if (values.maxFailed !== undefined) {
    output.note(
      "What was processed after the last batch was sent is not counted for --max-failed: nobody waits for it",
    );
  }
  output.note(`Wait for ${ids.length === 1 ? "it" : "them"} with: sfbulk wait ${ids.join(" ")}${orgWords(org)}`);
  return {
    status: twice.duplicates === undefined ? 0 : 1,
    result: {
      jobId: job.id,
      jobs: record.jobs,
      job,
      rowsAdded: rowsAdded(record),
      batchesAdded: record.batches.length,
      receiptPath: receipt,
      ...twice,
    },
  };
}
