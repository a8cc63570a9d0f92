import type { Org } from "../../connection/org.ts";
import type { LocalFile } from "./local-rows.ts";
import type { OutcomeOptions, WrittenResults } from "./outcome-files.ts";
import { type ReadOptions, readOutcomes, type ResultsJob } from "./read-outcomes.ts";
import { writeAsSent } from "./write-as-sent.ts";
import { writeFromFile } from "./write-from-file.ts";

/** What to write, and where. */
interface WriteResultsOptions extends OutcomeOptions, ReadOptions {
  /** The file that was loaded, where it is at hand: its rows are written as they stand there. */
  readonly local?: LocalFile | undefined;
}

/**
 * Writes what became of each row of a job to files in the naming of the sf CLI: `<id>-success-records.csv`,
 * `<id>-failed-records.csv`, `<id>-unprocessed-records.csv`. A file without rows is not made; all are put in their places
 * when all are whole. Rows of which it is not known whether they were written are no rows to load again: they have a file of
 * their own, `<id>-unknown-records.csv`.
 *
 * Where the file that was loaded is at hand, the rows stand in them byte for byte; where it is not, or has changed, as
 * Salesforce has them.
 */
export async function writeResults(
  job: ResultsJob,
  org: Org,
  options: WriteResultsOptions,
): Promise<WrittenResults & { readonly isFromFile: boolean }> {
  const { local } = options;
  if (local !== undefined) {
    const written = await writeFromFile(job.id, org, options, local, readOutcomes(job, org, options));
    if (written !== undefined) return { ...written, isFromFile: true };
  }
  return { ...(await writeAsSent(job, org, options)), isFromFile: false };
}
