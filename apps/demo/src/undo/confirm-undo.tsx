import type { UndoPlan, UndoReason, UndoRecord } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../components/dialog.tsx";
import { capital, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { OrgBadge } from "../org/org-badge.tsx";
import type { Org } from "../org/org.ts";
import { canWriteFiles } from "../snapshots/snapshot-place.ts";
import type { UndoSubject } from "./undo-subject.ts";

/** What would be done. */
export interface ConfirmUndoProps {
  readonly subject: UndoSubject;
  readonly plan: UndoPlan;
  readonly org: Org;
  /** Is told whether what is overwritten by it is to be kept. */
  readonly onConfirm: (isKept: boolean) => void;
  readonly onCancel: () => void;
}

const mostShown = 10;

/** Says what taking something back would do, in which org, and what it leaves and why; asks whether it is to be done. */
export function ConfirmUndo({ subject, plan, org, onConfirm, onCancel }: ConfirmUndoProps): VNode {
  const { object, summary, records } = plan;
  const { deleted, writtenBack, undeleted, asBefore, reasons } = summary;
  const { undone } = subject;
  const [isKept, setKept] = useState(undone?.isOpen === true && undone.keep !== undefined);
  const verb = verbOf(plan);
  const left = records.filter(({ fate }) => fate === "left");
  return (
    <Dialog
      title={
        verb === ""
          ? "Nothing can be taken back"
          : `${verb} ${writtenBack + undeleted === 0 ? "from" : "in"} ${object}?`
      }
      onCancel={onCancel}
      actions={
        <>
          <button type="button" class="button" onClick={onCancel}>
            {verb === "" ? "Close" : "Cancel"}
          </button>
          {verb === "" ? null : (
            <button type="button" class="button destructive" onClick={() => onConfirm(isKept)}>
              {verb}
            </button>
          )}
        </>
      }
    >
      <p>
        {new URL(org.instanceUrl).host} <OrgBadge instanceUrl={org.instanceUrl} />{" "}
        <span class="quiet">Undo of {subject.title}</span>
      </p>
      <ul class="consequences">
        {deleted === 0 ? null : (
          <li>
            It has created {plural(deleted, "record")}: {deleted === 1 ? "it goes" : "they go"} into the recycle bin.
          </li>
        )}
        {writtenBack === 0 ? null : (
          <li>
            It has changed {plural(writtenBack, "record")}: the fields that it has written get back what{" "}
            {writtenBack === 1 ? "it" : "they"} had before.
          </li>
        )}
        {undeleted === 0 ? null : (
          <li>
            It has deleted {plural(undeleted, "record")}: {undeleted === 1 ? "it comes" : "they come"} out of the
            recycle bin.
          </li>
        )}
        {asBefore === 0 ? null : (
          <li>{plural(asBefore, "record is", "records are")} as before already: there is nothing to do.</li>
        )}
        {reasons.map(({ why, records: number }) => (
          <li key={why}>
            {plural(number, "record")} {number === 1 ? "is" : "are"} left: {words[why]}
            {usersOf(left, why)}.
          </li>
        ))}
      </ul>
      {left.length === 0 ? null : (
        <details>
          <summary>
            {left.length > mostShown ? `The first ${mostShown} of ${formatNumber(left.length)}` : "Those"} that are left
          </summary>
          <ul class="left-records">
            {left.slice(0, mostShown).map((record) => (
              <li key={record.id ?? `${record.jobId} ${record.rowNumber}`}>{leftWords(record, subject)}</li>
            ))}
          </ul>
        </details>
      )}
      {writtenBack === 0 ? null : (
        <>
          <label class="keeping">
            <input
              type="checkbox"
              checked={isKept}
              aria-describedby="undo-keeping"
              onChange={({ currentTarget }) => setKept(currentTarget.checked)}
            />
            Keep what this overwrites, so that it can be undone in turn
          </label>
          <p id="undo-keeping" class="quiet">
            {canWriteFiles() ? "In a file that you choose." : "In this tab: save it as a file afterwards."}
          </p>
        </>
      )}
      <p class="no-undo">
        <Icon name="warning" />
        What was set off, as triggers, flows and e-mails, is not taken back.
        {deleted === 0 ? "" : " What hangs on the records by now goes with them."}
      </p>
    </Dialog>
  );
}

/** `Delete 1 record, write 2 records back`; empty where there is nothing to do. */
function verbOf({ summary: { deleted, writtenBack, undeleted } }: UndoPlan): string {
  return capital(
    [
      ...(deleted === 0 ? [] : [`delete ${plural(deleted, "record")}`]),
      ...(writtenBack === 0 ? [] : [`write ${plural(writtenBack, "record")} back`]),
      ...(undeleted === 0 ? [] : [`undelete ${plural(undeleted, "record")}`]),
    ].join(", "),
  );
}

const mostUsers = 3;

/** Names those who have changed what is left, the most diligent first. */
function usersOf(left: readonly UndoRecord[], reason: UndoReason): string {
  if (reason !== "ChangedSince" && reason !== "OtherValues") return "";
  const users = new Map<string, number>();
  for (const { why, lastModifiedBy, lastModifiedById } of left) {
    const name = lastModifiedBy ?? lastModifiedById;
    if (why === reason && name !== null) users.set(name, (users.get(name) ?? 0) + 1);
  }
  const sorted = [...users].toSorted(([, one], [, other]) => other - one);
  if (sorted.length === 0) return "";
  const named = sorted.slice(0, mostUsers).map(([name, number]) => `${name}: ${formatNumber(number)}`);
  return ` (${named.join(", ")}${sorted.length > mostUsers ? ", and others" : ""})`;
}

const leftWords = ({ id, rowNumber, why, message, lastModifiedBy }: UndoRecord, subject: UndoSubject): string =>
  [
    ...(id === null ? [] : [id]),
    ...(rowNumber === null ? [] : [`row ${formatNumber(subject.rowOf(rowNumber))}`]),
    ...(why === null ? [] : [words[why]]),
    ...(lastModifiedBy === null ? [] : [`by ${lastModifiedBy}`]),
    ...(message === null ? [] : [message]),
  ].join(", ");

/** Why records are left, in words. */
export const words: Readonly<Record<UndoReason, string>> = {
  ChangedSince: "changed since",
  OtherValues: "with other values than were sent",
  Gone: "deleted since",
  NotInRecycleBin: "not in the recycle bin any more",
  NoSnapshot: "changed by it, and what was before was not kept",
  Ambiguous: "sent twice, so that it cannot be told what was before",
  UnknownEnd: "it is not known whether they were written",
  NotWritable: "with a value from before that cannot be written",
  Refused: "refused by Salesforce",
};
