import type { JobsElementEvents } from "@sfbulk/browser/jobs-element";
import { announce } from "../announce.ts";
import { plural } from "../components/format.ts";
import type { Org } from "../org/org.ts";
import { settleJobs } from "./settle-jobs.ts";

/** Makes what ends the jobs that the table was told to end: it goes on where another view is shown, and is in the history. */
export function endAsAsked(org: Org): (event: JobsElementEvents["sfbulk-end"]) => void {
  return (event) => {
    event.preventDefault();
    const { verb, jobs } = event.detail;
    announce(`${verb === "close" ? "Closing" : "Aborting"} ${plural(jobs.length, "job")}`);
    void settleJobs(
      org,
      verb,
      jobs.map(({ id }) => id),
    );
  };
}
