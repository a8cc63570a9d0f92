import type { ListedJob } from "@sfbulk/browser";
import { type JobToEnd, whatWillHappen, whyNoUndo } from "@sfbulk/browser/jobs-element";
import type { VNode } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";

/** The question before jobs are closed or aborted. */
export interface ConfirmEndProps {
  readonly verb: "close" | "abort";
  readonly jobs: readonly (JobToEnd & Pick<ListedJob, "id">)[];
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
        {whyNoUndo(verb, jobs)}
      </p>
    </Dialog>
  );
}
