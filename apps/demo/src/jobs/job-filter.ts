import { isSameId, type ListedJob } from "@sfbulk/browser";
import { isStale } from "@sfbulk/browser/jobs-element";

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

/** Tells whether it is the user's own job; so it is where nobody knows. */
export const isMine = ({ createdById }: Pick<ListedJob, "createdById">, userId: string | undefined): boolean =>
  userId === undefined || (createdById !== null && isSameId(createdById, userId));

/** Tells whether a job is of a view, and has the words in its id, object, operation or state. */
export function fitsView(
  job: ListedJob,
  view: JobView,
  text: string,
  { now, userId }: { readonly now: number; readonly userId: string | undefined },
): boolean {
  if (view === "open" && job.state !== "Open") return false;
  if (view === "stale" && !isStale(job, now)) return false;
  if (view === "mine" && !isMine(job, userId)) return false;
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const hay = `${job.id} ${job.object} ${job.operation} ${job.state}`.toLowerCase();
  return words.every((word) => hay.includes(word));
}
