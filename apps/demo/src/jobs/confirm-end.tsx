import type { ListedJob } from "@sfbulk/browser";
import { type JobToEnd, whatWillHappen, whyNoUndo } from "@sfbulk/browser/jobs-element";
import type { VNode } from "preact";
import { plural } from "../components/format.ts";
import { Consequences, Question } from "../components/question.tsx";

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
  const order = `${verb === "close" ? "Close" : "Abort"} ${plural(jobs.length, "job")}`;
  return (
    <Question
      title={`${order}?`}
      yes={order}
      tone={verb === "close" ? "brand" : "destructive"}
      noUndo={whyNoUndo(verb, jobs)}
      onYes={onConfirm}
      onCancel={onCancel}
    >
      <Consequences lines={whatWillHappen(verb, jobs, userId)} />
    </Question>
  );
}
