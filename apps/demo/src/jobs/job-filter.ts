import { isSameId, type ListedJob } from "@sfbulk/browser";

/** Which jobs are shown. */
export type JobView = "all" | "open" | "stale" | "mine";

/** The views, each with what it shows. */
export const jobViews: readonly { readonly name: JobView; readonly label: string; readonly hint: string }[] = [
  {
    name: "all",
    label: "All",
    hint: "Every job of the last days, of Bulk API 1.0 and 2.0",
  },
  { name: "open", label: "Open", hint: "Jobs that nobody has closed" },
  { name: "stale", label: "Stale", hint: "Open for more than 24 hours" },
  { name: "mine", label: "Mine", hint: "Jobs that you created: only those you may close" },
];

const staleAge = 24 * 3_600_000;

/** Writes which API a job is of; nothing where the list does not say. */
export const apiOf = ({ jobType }: Pick<ListedJob, "jobType">): "1.0" | "2.0" | "" =>
  jobType === undefined ? "" : jobType === "Classic" ? "1.0" : "2.0";

/** Tells whether a job has been open for more than a day. */
export const isStale = ({ state, createdDate }: Pick<ListedJob, "state" | "createdDate">, now: number): boolean =>
  state === "Open" && Date.parse(createdDate) < now - staleAge;

/** Tells whether it is the user's own job; so it is where nobody knows. */
export const isMine = ({ createdById }: Pick<ListedJob, "createdById">, userId: string | undefined): boolean =>
  userId === undefined || (createdById !== null && isSameId(createdById, userId));

/** Gives the jobs of a view whose id, object, operation or state has the words in it. */
export function filterJobs(
  jobs: readonly ListedJob[],
  view: JobView,
  text: string,
  { now, userId }: { readonly now: number; readonly userId: string | undefined },
): ListedJob[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return jobs.filter((job) => {
    if (view === "open" && job.state !== "Open") return false;
    if (view === "stale" && !isStale(job, now)) return false;
    if (view === "mine" && !isMine(job, userId)) return false;
    const hay = `${job.id} ${job.object} ${job.operation} ${job.state}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
