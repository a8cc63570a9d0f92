import type { VNode } from "preact";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import type { PastSettlement } from "../history/past-action.ts";
import { settleJobs, settlement } from "../jobs/settle-jobs.ts";
import type { Org } from "../org/org.ts";
import { goTo } from "../router.ts";

const mostShown = 100;

/** Which jobs were settled. */
export interface PastSettlementDetailsProps {
  readonly past: PastSettlement;
  readonly org: Org;
}

/** What became of each of the jobs, those that are not as they were to be first. */
export function PastSettlementDetails({ past: { kind, ends }, org }: PastSettlementDetailsProps): VNode {
  const open = ends.filter(({ isDone }) => !isDone);
  const shown = [...open, ...ends.filter(({ isDone }) => isDone)];
  return (
    <>
      <ul class="ends">
        {shown.slice(0, mostShown).map(({ jobId, isDone, text }) => (
          <li key={jobId} data-tone={isDone ? undefined : "bad"}>
            <a class="id" href={`#/jobs/${jobId}`}>
              {jobId}
            </a>{" "}
            {text}
          </li>
        ))}
      </ul>
      {shown.length > mostShown ? <p class="quiet">and {plural(shown.length - mostShown, "job")} more</p> : null}
      {open.length === 0 ? null : (
        <div class="load-actions">
          <button
            type="button"
            class="button"
            disabled={settlement.value?.isRunning === true}
            onClick={() => {
              void settleJobs(
                org,
                kind,
                open.map(({ jobId }) => jobId),
              );
              goTo("jobs");
            }}
          >
            <Icon name="refresh" />
            {kind === "close" ? "Close" : "Abort"} {plural(open.length, "job")} again
          </button>
        </div>
      )}
    </>
  );
}
