import { browserJournal, planUndo, undoLoad, type UndoPlan, type UndoReason, type UndoSummary } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { Dialog } from "../components/dialog.tsx";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { noteAction } from "../history/history.ts";
import type { PastLoad } from "../history/past-action.ts";
import { forgetJournal } from "../load/running/kept-loads.ts";
import { takeOrg } from "../load/running/take-org.ts";
import { OrgBadge } from "../org/org-badge.tsx";
import { connectionFor, type Org } from "../org/org.ts";

/** Which load. */
export interface UndoLoadProps {
  readonly load: PastLoad;
  readonly org: Org;
}

/** Milliseconds between two readings of a job: an org counts its calls. */
const interval = { emulator: 500, direct: 2000, relay: 2000 };

/**
 * Takes back what a load has created, after it has been looked what that is. What it has changed is not known any more, and
 * what it has deleted comes back by an API that answers no pages; a relay passes none of it on.
 */
export function UndoLoad({ load, org }: UndoLoadProps): VNode | null {
  const [state, setState] = useState<UndoPlan | string | undefined>(undefined);
  const [failure, setFailure] = useState("");
  const creates = load.spec.operation === "insert" || load.spec.operation === "upsert";
  if (!creates || org.kind === "relay" || load.result.summary.written === 0 || load.undone?.left === 0) return null;
  const { jobs, batches } = load.result;
  const run = async (work: () => Promise<UndoPlan | undefined>): Promise<void> => {
    setFailure("");
    try {
      setState(await work());
    } catch (error) {
      setState(undefined);
      setFailure((error as Error).message);
    }
  };
  const plan = async (): Promise<UndoPlan> => {
    setState("Looking what has become of the records");
    return await planUndo(connectionFor(org, `Plan the undo of ${load.fileName}`), { jobs, batches });
  };
  const undo = async (): Promise<undefined> => {
    const release = await takeOrg(org.instanceUrl);
    if (release === undefined) throw new Error("Cannot undo the load: another load to this org is under way");
    const journal = `undo ${load.id}`;
    try {
      setState("Taking the load back");
      const { summary } = await undoLoad(
        connectionFor(org, `Undo ${load.fileName}`),
        { jobs, batches },
        {
          journal: browserJournal(journal),
          minInterval: interval[org.kind],
          onProgress: ({ phase, done, total }) =>
            setState(`${phase.replace("-", " ")}: ${total === null ? "" : `${done} of ${total}`}`),
        },
      );
      await forgetJournal(journal);
      announce(inWords(summary));
      const { deleted, left } = summary;
      await noteAction(
        { ...load, undone: { at: Date.now(), deleted: deleted + (load.undone?.deleted ?? 0), left } },
        org,
      );
    } finally {
      release();
    }
    return undefined;
  };
  const isBusy = typeof state === "string";
  return (
    <>
      <button type="button" class="button destructive" disabled={isBusy} onClick={() => void run(plan)}>
        Undo…
      </button>
      {isBusy ? (
        <span role="status">
          <span class="spinner" aria-hidden="true" /> {state}
        </span>
      ) : null}
      {failure === "" ? null : <span role="alert">{failure}</span>}
      {state === undefined || isBusy ? null : (
        <ConfirmUndo plan={state} org={org} onConfirm={() => void run(undo)} onCancel={() => setState(undefined)} />
      )}
    </>
  );
}

interface ConfirmUndoProps {
  readonly plan: UndoPlan;
  readonly org: Org;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

function ConfirmUndo({ plan: { object, summary }, org, onConfirm, onCancel }: ConfirmUndoProps): VNode {
  const { deleted, reasons } = summary;
  const verb = `Delete ${plural(deleted, "record")}`;
  return (
    <Dialog
      title={deleted === 0 ? "Nothing can be taken back" : `${verb} from ${object}?`}
      onCancel={onCancel}
      actions={
        <>
          <button type="button" class="button" onClick={onCancel}>
            Cancel
          </button>
          {deleted === 0 ? null : (
            <button type="button" class="button destructive" onClick={onConfirm}>
              {verb}
            </button>
          )}
        </>
      }
    >
      <p>
        {new URL(org.instanceUrl).host} <OrgBadge instanceUrl={org.instanceUrl} />
      </p>
      <ul class="consequences">
        {deleted === 0 ? null : (
          <li>The load has created {plural(deleted, "record")}: they go into the recycle bin.</li>
        )}
        {summary.asBefore === 0 ? null : <li>{plural(summary.asBefore, "record is", "records are")} gone already.</li>}
        {reasons.map(({ why, records }) => (
          <li key={why}>
            {plural(records, "record")} {records === 1 ? "is" : "are"} left: {words[why]}.
          </li>
        ))}
      </ul>
      <p class="no-undo">
        <Icon name="warning" />
        What the load has set off, as triggers, flows and e-mails, is not taken back. What hangs on the records by now
        goes with them.
      </p>
    </Dialog>
  );
}

const words: Readonly<Record<UndoReason, string>> = {
  ChangedSince: "somebody has changed them since",
  OtherValues: "their values are not those that were sent",
  Gone: "they were deleted since",
  NotInRecycleBin: "they are not in the recycle bin any more",
  NoSnapshot: "the load has changed them, and what they were before was not kept",
  Ambiguous: "it cannot be told what they were before",
  UnknownEnd: "it is not known whether they were written",
  NotWritable: "what they were before cannot be written",
  Refused: "Salesforce refuses",
};

const inWords = ({ deleted, left }: UndoSummary): string =>
  `${plural(deleted, "record was", "records were")} deleted${left === 0 ? "" : `, ${plural(left, "record")} left`}`;
