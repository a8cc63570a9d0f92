import type { Outcome } from "../command.ts";
import { inFolder } from "../arguments/in-folder.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { takeJournal } from "../journals/take-journal.ts";
import { count } from "../output/count.ts";
import { findJob } from "../parts/find-job.ts";
import { readReceipt } from "../receipts/read-receipt.ts";
import type { ShownResults } from "../results/show-results.ts";
import { carryOut } from "./carry-out.ts";
import { type AnyFailedRow, failedSource } from "./failed-source.ts";
import type { LoadCall } from "./load-call.ts";
import { specOf } from "./load-retry.ts";

/** Salesforce's code of a row that was not written since something else was writing to a record that it leads to. */
const locked = "UNABLE_TO_LOCK_ROW";

const isLocked = ({ errors }: AnyFailedRow): boolean =>
  // A row with another reason, too, would fail again.
  errors.length > 0 && errors.every(({ statusCode }) => statusCode === locked);

/**
 * Loads once more what failed in a load since other rows had locked their records, when all others are through: by a job of
 * Bulk API 1.0 whose batches are processed one after another. Salesforce has said of each of these rows that it was not
 * written.
 *
 * @returns what the load came to; where rows were loaded again, with what became of them as `retried`.
 */
export async function retryLocked(first: Outcome, org: Org, call: LoadCall): Promise<Outcome> {
  const { output, values, interruption } = call;
  const {
    jobId,
    reasons = [],
    failedRecords = 0,
    unknownRecords = 0,
    unprocessedRecords = 0,
  } = first.result as Partial<ShownResults>;
  const rows = reasons.find(({ statusCode }) => statusCode === locked)?.rows ?? 0;
  // What stopped it is no lock; and what is there twice is to be looked at first.
  if (rows === 0 || jobId === undefined) return first;
  if (first.status === 65) {
    output.note(
      `${count(rows, "row")} had to wait for a lock too long, and ${rows === 1 ? "is" : "are"} not loaded again, since more failed than --max-failed says; that is done by: sfbulk retry ${jobId}${orgWords(org)}${inFolder(values.outputDir)} --serial`,
    );
  }
  if (first.status !== 68) return first;
  output.note(
    `${count(rows, "row")} had to wait for a lock too long, and ${rows === 1 ? "is" : "are"} loaded again, one batch after another`,
  );
  const { signal } = interruption;
  const found = await findJob(org.connection, jobId, signal);
  const source = failedSource(found, await readReceipt(jobId, values.outputDir), isLocked, org, signal);
  const spec = { ...specOf(found, "1.0"), concurrencyMode: "Serial" } as const;
  const journal = await takeJournal("-", false, {});
  const beginning = { path: undefined, rows: source.source, view: {}, spec, api: "1.0", journal } as const;
  // What was answered once is not asked again, and of all rows no more fail by this than were let fail before.
  const { maxFailed: _, ...others } = values;
  const second = await carryOut(beginning, org, { ...call, values: { ...others, prompt: false } });
  const retried = second.result as ShownResults;
  const left = failedRecords + unknownRecords + unprocessedRecords - retried.processedRecords;
  return {
    status: second.status === 0 && left > 0 ? 68 : second.status,
    result: { ...(first.result as object), retried },
  };
}
