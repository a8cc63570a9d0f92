import { isSameId, type ListedJob } from "@sfbulk/browser";
import { plural } from "../components/format.ts";

/** Lists what closing or aborting jobs will bring about, as far as their last reading tells. */
export function whatWillHappen(
  verb: "close" | "abort",
  given: readonly (Pick<ListedJob, "state" | "createdById"> & Partial<Pick<ListedJob, "jobType">>)[],
  userId: string | undefined,
): string[] {
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

/** A query of Bulk API 2.0 is never open, whatever its state is. */
const isQuery = ({ jobType }: Partial<Pick<ListedJob, "jobType">>): boolean => jobType === "V2Query";

function count(many: number, write: (jobs: string) => string, isState = false): string {
  if (many === 0) return "";
  return write(isState ? `${plural(many, "job")} ${many === 1 ? "is" : "are"}` : plural(many, "job"));
}
