import { deleteIngestJob, deleteQueryJob, type IngestJobInfo, type JobApi, type QueryJobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Notice } from "../components/notice.tsx";
import { Consequences, Question } from "../components/question.tsx";
import { ConfirmEnd } from "../jobs/confirm-end.tsx";
import { refreshJobList } from "../jobs/job-list.ts";
import { settleJobs, settlement } from "../jobs/settle-jobs.ts";
import { connectionFor, type Org } from "../org/org.ts";

/** What they end. */
interface Bulk2ButtonsProps {
  readonly org: Org;
  readonly job: IngestJobInfo | QueryJobInfo;
  readonly api: Exclude<JobApi, "1.0">;
  /** Is called when it has ended, or not. */
  readonly onEnd: () => void;
}

const ended: readonly string[] = ["JobComplete", "Aborted", "Failed"];

/** The buttons that close, abort and delete a job of Bulk API 2.0, where that is possible. */
export function Bulk2Buttons({ org, job, api, onEnd }: Bulk2ButtonsProps): VNode {
  const [asked, setAsked] = useState<"close" | "abort" | "delete" | undefined>(undefined);
  const [failure, setFailure] = useState<Error | undefined>(undefined);
  const isBusy = settlement.value?.isRunning === true;
  const cancel = (): void => setAsked(undefined);
  const settle = async (verb: "close" | "abort"): Promise<void> => {
    cancel();
    await settleJobs(org, verb, [job.id]);
    onEnd();
  };
  const remove = async (): Promise<void> => {
    cancel();
    try {
      await (api === "2.0-ingest" ? deleteIngestJob : deleteQueryJob)(
        connectionFor(org, `Delete job ${job.id}`),
        job.id,
      );
      announce(`Job ${job.id} is deleted`);
      location.hash = "#/jobs";
      await refreshJobList(org);
    } catch (error) {
      setFailure(error as Error);
    }
  };
  return (
    <>
      {job.state === "Open" ? (
        <button type="button" class="button brand" disabled={isBusy} onClick={() => setAsked("close")}>
          Close
        </button>
      ) : null}
      {ended.includes(job.state) ? (
        <button type="button" class="button destructive" disabled={isBusy} onClick={() => setAsked("delete")}>
          Delete
        </button>
      ) : (
        <button type="button" class="button destructive" disabled={isBusy} onClick={() => setAsked("abort")}>
          Abort
        </button>
      )}
      {failure === undefined ? null : (
        <Notice tone="bad" title="The job could not be deleted">
          <p>{failure.message}</p>
        </Notice>
      )}
      {asked === undefined ? null : asked === "delete" ? (
        <ConfirmDelete onConfirm={() => void remove()} onCancel={cancel} isQuery={api === "2.0-query"} />
      ) : (
        <ConfirmEnd
          verb={asked}
          jobs={[{ ...job, jobType: api === "2.0-ingest" ? "V2Ingest" : "V2Query" }]}
          userId={org.userId}
          onConfirm={() => void settle(asked)}
          onCancel={cancel}
        />
      )}
    </>
  );
}

function ConfirmDelete({
  isQuery,
  onConfirm,
  onCancel,
}: {
  readonly isQuery: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}): VNode {
  return (
    <Question
      title="Delete 1 job?"
      yes="Delete 1 job"
      tone="destructive"
      noUndo="This cannot be undone: download first what is still needed."
      onYes={onConfirm}
      onCancel={onCancel}
    >
      <Consequences
        lines={[
          isQuery
            ? "Salesforce forgets the job and what it found. No record changes."
            : "Salesforce forgets the job, the rows that were uploaded, and what became of each. Records that were written stay.",
        ]}
      />
    </Question>
  );
}
