import { isSameId, type ListedJob } from "@sfbulk/core";
import { jobsInWords } from "./in-words.ts";
import type { EndingVerb } from "./jobs-model.ts";

/** What is known of a job that is to be ended. */
export type JobToEnd = Pick<ListedJob, "state" | "createdById"> & Partial<Pick<ListedJob, "jobType">>;

/**
 * Lists what closing or aborting jobs will bring about, a sentence each, as far as their last reading tells.
 *
 * @param userId - Whose session it is; `undefined` where nobody knows, and every job may be the user's own.
 * @example
 * ```ts
 * import { whatWillHappen } from "@sfbulk/browser/jobs-element";
 *
 * const job = { state: "Open", createdById: "0058Z000000EmuUQAS", jobType: "V2Ingest" };
 * for (const line of whatWillHappen("close", [job], undefined)) console.log(line);
 * ```
 */
export function whatWillHappen(verb: EndingVerb, given: readonly JobToEnd[], userId: string | undefined): string[] {
  const isForeign = ({ createdById }: { readonly createdById: string | null }): boolean =>
    userId !== undefined && createdById !== null && !isSameId(createdById, userId);
  const queries = verb === "close" ? given.filter(isQuery).length : 0;
  const jobs = verb === "close" ? given.filter((job) => !isQuery(job)) : given;
  const foreign = jobs.filter(isForeign).length;
  const inState = (state: string): number => jobs.filter((job) => job.state === state && !isForeign(job)).length;
  const loads = jobs.filter((job) => job.jobType === "V2Ingest" && job.state === "Open" && !isForeign(job)).length;
  const open = inState("Open") - (verb === "close" ? loads : 0);
  const running = inState("UploadComplete") + inState("InProgress");
  const complete = inState("JobComplete");
  const closed = inState("Closed") + (verb === "close" ? running + complete : 0);
  const aborted = inState("Aborted");
  const over = inState("Failed") + (verb === "close" ? aborted : 0);
  const lines =
    verb === "close"
      ? [
          count(
            open,
            (jobsText) =>
              `${jobsText} will be closed. Batches that were added go on being processed; no more can be added.`,
          ),
          count(
            loads,
            (jobsText) =>
              `${jobsText} of Bulk API 2.0 will be closed: Salesforce begins to write the rows that were uploaded.`,
          ),
          count(closed, (jobsText) => `${jobsText} closed already: nothing changes.`, true),
          count(
            queries,
            (jobsText) => `${jobsText} a query of Bulk API 2.0, which is never open: nothing is sent for it.`,
            true,
          ),
          count(
            foreign,
            (jobsText) => `${jobsText} somebody else's: Salesforce lets only the creator close a job.`,
            true,
          ),
          count(over, (jobsText) => `${jobsText} aborted or failed: Salesforce will refuse.`, true),
        ]
      : [
          count(
            open,
            (jobsText) =>
              `${jobsText} will be aborted. Queued batches are not processed; a batch in progress runs to its end.`,
          ),
          count(
            running,
            (jobsText) =>
              `${jobsText} of Bulk API 2.0 will be aborted: what waits is not processed, what was written stays.`,
          ),
          count(complete, (jobsText) => `${jobsText} complete: Salesforce will refuse.`, true),
          count(
            closed,
            (jobsText) =>
              `${jobsText} closed: batches still waiting are dropped; where all are done, Salesforce will refuse.`,
            true,
          ),
          count(aborted, (jobsText) => `${jobsText} aborted already: nothing changes.`, true),
          count(
            foreign,
            (jobsText) => `${jobsText} somebody else's: only "Manage Data Integrations" lets you abort it.`,
            true,
          ),
          count(over, (jobsText) => `${jobsText} failed: Salesforce will refuse.`, true),
        ];
  return lines.filter((line) => line !== "");
}

/**
 * Says why nothing takes the ending of these jobs back.
 *
 * @example
 * ```ts
 * import { whyNoUndo } from "@sfbulk/browser/jobs-element";
 *
 * console.log(whyNoUndo("abort", []));
 * ```
 */
export function whyNoUndo(verb: EndingVerb, jobs: readonly Partial<Pick<ListedJob, "jobType">>[]): string {
  if (verb === "abort") {
    return "This cannot be undone: an aborted job stays aborted, and rows that were written stay written.";
  }
  return jobs.some(({ jobType }) => jobType === "V2Ingest")
    ? "This cannot be undone: what Salesforce writes stays written, and a closed job never takes more."
    : "This cannot be undone: a closed job never takes another batch.";
}

/** A query of Bulk API 2.0 is never open, whatever its state is. */
const isQuery = ({ jobType }: Partial<Pick<ListedJob, "jobType">>): boolean => jobType === "V2Query";

function count(many: number, write: (jobs: string) => string, isState = false): string {
  if (many === 0) return "";
  return write(isState ? `${jobsInWords(many)} ${many === 1 ? "is" : "are"}` : jobsInWords(many));
}
