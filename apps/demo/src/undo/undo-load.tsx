import type { UndoPlan } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Icon } from "../components/icon.tsx";
import type { Org } from "../org/org.ts";
import { chooseSnapshotPlace } from "../snapshots/snapshot-place.ts";
import { ConfirmUndo } from "./confirm-undo.tsx";
import { carryOut, planOf, undoRuns } from "./run-undo.ts";
import { fromFiles, takeSnapshots, type TakenSnapshots } from "./take-snapshots.ts";
import { type UndoSubject, whyNotUndone } from "./undo-subject.ts";

/** What is to be taken back, and where. */
export interface UndoLoadProps {
  readonly subject: UndoSubject;
  readonly org: Org;
}

/** A question that is asked: which file has the snapshot, or whether what was found out is to be done. */
type Question =
  | { readonly kind: "file" }
  | { readonly kind: "plan"; readonly plan: UndoPlan; readonly taken: TakenSnapshots };

/** Takes something back, once it was looked what that would do, and somebody has said yes. */
export function UndoLoad({ subject, org }: UndoLoadProps): VNode | null {
  const [question, setQuestion] = useState<Question | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const why = whyNotUndone(subject, org);
  if (why === null) return null;
  if (why !== undefined) return <span class="quiet">{why}</span>;
  const { id, undone, snapshot, operation } = subject;
  const progress = undoRuns.value.get(id);
  const run = async (work: () => Promise<Question | undefined>): Promise<void> => {
    setFailure("");
    try {
      setQuestion(await work());
    } catch (error) {
      setQuestion(undefined);
      setFailure((error as Error).message);
    }
  };
  const planBy = async (taken: TakenSnapshots): Promise<Question> => {
    setQuestion(undefined);
    return { kind: "plan", plan: await planOf(subject, org, taken), taken };
  };
  const begin = async (): Promise<Question> => {
    const taken = await takeSnapshots(subject);
    return taken === undefined ? { kind: "file" } : await planBy(taken);
  };
  const carry = async (taken: TakenSnapshots, isKept: boolean): Promise<Question | undefined> => {
    // What was interrupted goes on into the same file.
    const place = undone?.isOpen === true ? undone.keep : undefined;
    const keep = isKept ? (place ?? (await chooseSnapshotPlace(`undo of ${subject.fileName}`))) : undefined;
    if (isKept && keep === undefined) return question;
    setQuestion(undefined);
    await carryOut(subject, org, taken, keep);
    return undefined;
  };
  return (
    <>
      {undone?.isOpen === true && progress === undefined ? (
        <span class="quiet">Its undo was begun, and did not come to its end.</span>
      ) : null}
      <button
        type="button"
        class="button destructive"
        disabled={progress !== undefined}
        onClick={() => void run(begin)}
      >
        {undone?.isOpen === true ? "Go on with the undo…" : `Undo${operationWords(subject)}…`}
      </button>
      {question?.kind === "file" ? (
        <>
          <label class="button">
            <Icon name="file" />
            Choose {snapshot?.name}
            <input
              class="visually-hidden"
              type="file"
              multiple
              onChange={({ currentTarget }) => {
                const files = [...(currentTarget.files ?? [])];
                if (files.length > 0) void run(async () => await planBy(await fromFiles(subject, files)));
                currentTarget.value = "";
              }}
            />
          </label>
          <span class="quiet">
            It has what was overwritten. Add those of later loads of the same records that you have undone.
          </span>
          {operation === "upsert" ? (
            <button
              type="button"
              class="button"
              onClick={() => void run(async () => await planBy({ snapshot: undefined, later: [] }))}
            >
              Undo without it what was created
            </button>
          ) : null}
        </>
      ) : null}
      {progress === undefined ? null : (
        <span role="status">
          <span class="spinner" aria-hidden="true" /> {progress}
        </span>
      )}
      {failure === "" ? null : <span role="alert">{failure}</span>}
      {question?.kind === "plan" && progress === undefined ? (
        <ConfirmUndo
          subject={subject}
          plan={question.plan}
          org={org}
          onConfirm={(isKept) => void run(async () => await carry(question.taken, isKept))}
          onCancel={() => setQuestion(undefined)}
        />
      ) : null}
    </>
  );
}

/** Of a taking back there may be two buttons. */
const operationWords = ({ id, operation }: UndoSubject): string =>
  id.startsWith("undo of ") ? (operation === "update" ? " what was written back" : " the deletion") : "";
