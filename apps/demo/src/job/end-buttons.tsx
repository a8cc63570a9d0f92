import type { JobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { ConfirmEnd } from "../jobs/confirm-end.tsx";
import { settleJobs, settlement } from "../jobs/settle-jobs.ts";
import type { Org } from "../org/org.ts";

/** What they end. */
export interface EndButtonsProps {
  readonly org: Org;
  readonly job: JobInfo;
  /** Is called when it has ended, or not. */
  readonly onEnd: () => void;
}

/** The buttons that close and abort a job that is open. */
export function EndButtons({ org, job, onEnd }: EndButtonsProps): VNode | null {
  const [asked, setAsked] = useState<"close" | "abort" | undefined>(undefined);
  const isUnderWay = job.numberBatchesQueued + job.numberBatchesInProgress > 0;
  // Of a closed job whose batches are all done there is nothing left to abort.
  if (job.state !== "Open" && !(job.state === "Closed" && isUnderWay)) return null;
  const isBusy = settlement.value?.isRunning === true;
  const run = async (verb: "close" | "abort"): Promise<void> => {
    setAsked(undefined);
    await settleJobs(org, verb, [job.id]);
    onEnd();
  };
  return (
    <>
      {job.state === "Open" ? (
        <button type="button" class="button brand" disabled={isBusy} onClick={() => setAsked("close")}>
          Close
        </button>
      ) : null}
      <button type="button" class="button destructive" disabled={isBusy} onClick={() => setAsked("abort")}>
        Abort
      </button>
      {asked === undefined ? null : (
        <ConfirmEnd
          verb={asked}
          jobs={[job]}
          userId={org.userId}
          onConfirm={() => void run(asked)}
          onCancel={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
