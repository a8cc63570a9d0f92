import type { UndoneLoad } from "@sfbulk/browser";
import { capital, plural } from "../components/format.ts";
import { noteAction } from "../history/history.ts";
import type { PastLoad, PastUndo, Undone } from "../history/past-action.ts";
import { rowOfFile } from "../load/plan/mapped-source.ts";
import type { Org } from "../org/org.ts";
import type { SnapshotPlace } from "../snapshots/snapshot-place.ts";

/** What is to be taken back: a load, or a step of a taking back. */
export interface UndoSubject {
  /** Names its journal, and tells it from others. */
  readonly id: string;
  /** `Update Account, prices.csv`. */
  readonly title: string;
  /** What a file about it is called. */
  readonly fileName: string;
  readonly operation: string;
  readonly object: string;
  readonly load: Pick<UndoneLoad, "jobs"> & Required<Pick<UndoneLoad, "batches">>;
  /** How many rows it has written. */
  readonly written: number;
  readonly endedAt: number;
  /** Where what it has overwritten is kept, and under which id this tab may have it. */
  readonly snapshot: SnapshotPlace | undefined;
  readonly heldAs: string;
  readonly undone: Undone | undefined;
  /** Says which row of its file one of its rows is. */
  readonly rowOf: (rowNumber: number) => number;
  /** Writes down how far it is taken back. */
  readonly note: (undone: Undone | undefined) => Promise<void>;
}

/** Gives a load as what is to be taken back. */
export function subjectOfLoad(load: PastLoad, org: Org): UndoSubject {
  const { id, fileName, spec, result, endedAt, snapshot, isTrial } = load;
  return {
    id,
    title: `${isTrial ? "trial: " : ""}${capital(spec.operation)} ${spec.object}, ${fileName}`,
    fileName,
    operation: spec.operation,
    object: spec.object,
    load: { jobs: result.jobs, batches: result.batches },
    written: result.summary.written,
    endedAt,
    snapshot,
    heldAs: id,
    undone: load.undone,
    rowOf: (rowNumber) => rowOfFile(load, rowNumber),
    note: async (undone) => {
      const { undone: _, ...rest } = load;
      await noteAction({ ...rest, ...(undone === undefined ? {} : { undone }) }, org);
    },
  };
}

/** Gives the steps of a taking back as what is to be taken back in turn. */
export function subjectsOfUndo(past: PastUndo, org: Org): readonly UndoSubject[] {
  const { id, of, steps, endedAt, snapshot, heldAs } = past;
  return (["update", "delete"] as const).flatMap((operation) => {
    const own = steps.filter((step) => step.operation === operation);
    const written = own.reduce((sum, { summary }) => sum + (summary?.written ?? 0), 0);
    if (own.length === 0) return [];
    return {
      id: `${id} ${operation}`,
      title: `${operation === "update" ? "writing back" : "deletion"}, undo of ${of.title}`,
      fileName: `undo-${operation}-${own[0]?.jobs[0] ?? ""}.csv`,
      operation,
      object: of.object,
      load: { jobs: own.flatMap(({ jobs }) => jobs), batches: own.flatMap(({ batches }) => batches) },
      // A step that was interrupted may have written what nobody has counted.
      written: own.some(({ summary }) => summary === null) ? Math.max(1, written) : written,
      endedAt,
      snapshot,
      heldAs,
      undone: past.undone?.[operation],
      rowOf: (rowNumber) => rowNumber,
      note: async (undone) => {
        const { [operation]: _, ...others } = past.undone ?? {};
        await noteAction(
          { ...past, undone: { ...others, ...(undone === undefined ? {} : { [operation]: undone }) } },
          org,
        );
      },
    };
  });
}

/** What of the console is within an extension may speak SOAP with the org; a page is not answered. */
const isInExtension = (): boolean => /^(?:chrome|moz)-extension:$/.test(location.protocol);

/** Says why something cannot be taken back; `undefined` where it can, in part at least, and `null` where there is nothing to say. */
export function whyNotUndone(
  { operation, written, snapshot, undone }: UndoSubject,
  org: Org,
): string | null | undefined {
  if (written === 0 || (undone?.left === 0 && undone.isOpen !== true)) return null;
  if (operation === "hardDelete") return "It cannot be undone: what it has deleted is in no recycle bin.";
  if (org.kind === "relay") return "It cannot be undone through a relay, which passes on no records.";
  if (operation === "update" && snapshot === undefined) {
    return "It cannot be undone: what it has overwritten was not kept.";
  }
  if (operation === "delete" && org.kind !== "emulator" && !isInExtension()) {
    return "A page cannot undo it, since the API for the recycle bin answers none: the console of the extension can, and sfbulk undo.";
  }
  return undefined;
}

/** Says how far something was taken back. */
export function undoneInWords({ deleted, writtenBack = 0, undeleted = 0, left }: Omit<Undone, "at">): string {
  const done = [
    ...(deleted === 0 ? [] : [`${plural(deleted, "record")} deleted`]),
    ...(writtenBack === 0 ? [] : [`${plural(writtenBack, "record")} written back`]),
    ...(undeleted === 0 ? [] : [`${plural(undeleted, "record")} undeleted`]),
    ...(left === 0 ? [] : [`${plural(left, "record")} left`]),
  ];
  return done.length === 0 ? "nothing to do" : done.join(", ");
}
