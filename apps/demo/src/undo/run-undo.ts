import { signal } from "@preact/signals";
import { browserJournal, planUndo, undoLoad, type UndoPlan, type UndoProgress, type UndoRecord } from "@sfbulk/browser";
import { announce } from "../announce.ts";
import { formatNumber } from "../components/format.ts";
import { noteAction } from "../history/history.ts";
import type { Undone } from "../history/past-action.ts";
import { forgetJournal } from "../load/running/kept-loads.ts";
import { takeOrg } from "../load/running/take-org.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { openSnapshot } from "../snapshots/snapshot-file.ts";
import type { SnapshotPlace } from "../snapshots/snapshot-place.ts";
import type { TakenSnapshots } from "./take-snapshots.ts";
import { undoneInWords, type UndoSubject } from "./undo-subject.ts";

/** How far what is taken back just now is, in words, by the ids of its subjects. It goes on whatever view is shown. */
export const undoRuns = signal<ReadonlyMap<string, string>>(new Map());

/** What became of each record, by the ids of past undos: it is in this tab alone. */
export const undoneRecords = signal<ReadonlyMap<string, readonly UndoRecord[]>>(new Map());

/** Milliseconds between two readings of a job: an org counts its calls. */
const interval = { emulator: 500, direct: 2000, relay: 2000 };

const phases: Readonly<Record<UndoProgress["phase"], string>> = {
  reading: "Reading what was written",
  comparing: "Comparing with what is there now",
  "writing-back": "Writing back",
  deleting: "Deleting",
  undeleting: "Undeleting",
  ended: "Done",
};

const ask = (event: Event): void => event.preventDefault();

function say(id: string, words: string | undefined): void {
  const runs = new Map(undoRuns.value);
  if (words === undefined) runs.delete(id);
  else runs.set(id, words);
  undoRuns.value = runs;
}

const sayProgress =
  (id: string) =>
  ({ phase, done, total }: UndoProgress): void =>
    say(id, `${phases[phase]}${total === null ? "" : `: ${formatNumber(done)} of ${formatNumber(total)}`}`);

/** Tells what taking something back would do. Nothing is changed. */
export async function planOf(subject: UndoSubject, org: Org, { snapshot, later }: TakenSnapshots): Promise<UndoPlan> {
  say(subject.id, phases.reading);
  try {
    return await planUndo(connectionFor(org, `Plan the undo of ${subject.fileName}`), subject.load, {
      ...(snapshot === undefined ? {} : { snapshot }),
      later,
      onProgress: sayProgress(subject.id),
    });
  } finally {
    say(subject.id, undefined);
  }
}

/**
 * Takes something back, and writes down what came of it. What was interrupted goes on by its journal.
 *
 * @param keep - Where what is overwritten by it is kept, so that it can be taken back in turn.
 */
export async function carryOut(
  subject: UndoSubject,
  org: Org,
  { snapshot, later }: TakenSnapshots,
  keep: SnapshotPlace | undefined,
): Promise<void> {
  const { id, title, fileName, object, load, undone: before, note } = subject;
  const release = await takeOrg(org.instanceUrl);
  if (release === undefined) throw new Error("Cannot undo it: a load to this org is under way. Wait for its end");
  const journal = `undo ${id}`;
  const undoId = `undo of ${id}`;
  const beganAt = Date.now();
  const already = { deleted: 0, writtenBack: 0, undeleted: 0, left: 0, ...before };
  addEventListener("beforeunload", ask);
  say(id, phases.reading);
  try {
    const result = await undoLoad(connectionFor(org, `Undo ${fileName}`), load, {
      ...(snapshot === undefined ? {} : { snapshot }),
      later,
      ...(keep === undefined ? {} : { keep: openSnapshot(undoId, keep) }),
      journal: browserJournal(journal),
      minInterval: interval[org.kind],
      onProgress: sayProgress(id),
      // From here on something is changed.
      onPlan: async () => await note({ ...already, at: beganAt, isOpen: true, keep }),
    });
    const { deleted, writtenBack, undeleted, left } = result.summary;
    const undone: Undone = {
      at: Date.now(),
      deleted: deleted + already.deleted,
      writtenBack: writtenBack + already.writtenBack,
      undeleted: undeleted + already.undeleted,
      left,
    };
    const entryId = `${undoId} ${beganAt}`;
    undoneRecords.value = new Map(undoneRecords.value).set(entryId, result.records);
    await noteAction(
      {
        kind: "undo",
        id: entryId,
        instanceUrl: org.instanceUrl,
        userId: org.userId,
        beganAt,
        endedAt: undone.at,
        isPinned: false,
        of: { title, object, jobs: load.jobs, snapshot: subject.snapshot, heldAs: subject.heldAs },
        summary: result.summary,
        steps: result.steps,
        ...(keep === undefined || writtenBack === 0 ? {} : { snapshot: keep }),
        heldAs: undoId,
      },
      org,
    );
    await note(undone);
    await forgetJournal(journal);
    announce(`Undo of ${title}: ${undoneInWords(result.summary)}`);
  } finally {
    removeEventListener("beforeunload", ask);
    say(id, undefined);
    release();
  }
}
