import type { ListedJob } from "@sfbulk/browser";
import type { VNode } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { whatWillHappen } from "./what-will-happen.ts";

/** The question before jobs are closed or aborted. */
export interface ConfirmEndProps {
  readonly verb: "close" | "abort";
  readonly jobs: readonly (Pick<ListedJob, "id" | "state" | "createdById"> & Partial<Pick<ListedJob, "jobType">>)[];
  readonly userId: string | undefined;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Says what will happen, and that nothing takes it back, before it is done. */
export function ConfirmEnd({ verb, jobs, userId, onConfirm, onCancel }: ConfirmEndProps): VNode {
  const title = `${verb === "close" ? "Close" : "Abort"} ${plural(jobs.length, "job")}?`;
  return (
    <Dialog
      title={title}
      onCancel={onCancel}
      actions={
        <>
          <button type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="button" class={`button ${verb === "close" ? "brand" : "destructive"}`} onClick={onConfirm}>
            {verb === "close" ? "Close" : "Abort"} {plural(jobs.length, "job")}
          </button>
        </>
      }
    >
      <ul class="consequences">
        {whatWillHappen(verb, jobs, userId).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="no-undo">
        <Icon name="warning" />
        {verb === "close"
          ? jobs.some(({ jobType }) => jobType === "V2Ingest")
            ? "This cannot be undone: what Salesforce writes stays written, and a closed job never takes more."
            : "This cannot be undone: a closed job never takes another batch."
          : "This cannot be undone: an aborted job stays aborted, and rows that were written stay written."}
      </p>
    </Dialog>
  );
}
