import { isSameId, type LaterUndo, type Snapshot, type SnapshotPart } from "@sfbulk/browser";
import { pastActions } from "../history/history.ts";
import type { PastUndo } from "../history/past-action.ts";
import { heldFile, readSnapshots } from "../snapshots/snapshot-file.ts";
import { mayUse, type SnapshotPlace } from "../snapshots/snapshot-place.ts";
import type { UndoSubject } from "./undo-subject.ts";

/** What a taking back goes by, besides the results in the org. */
export interface TakenSnapshots {
  readonly snapshot: Snapshot | undefined;
  /** Later loads of the same object that were taken back, and whose snapshots are here. */
  readonly later: readonly LaterUndo[];
}

/** The file of a snapshot, where it can be had without choosing it. */
async function fileOf(id: string, { handle }: SnapshotPlace): Promise<File | undefined> {
  const held = heldFile(id);
  if (held !== undefined || handle === undefined) return held;
  if (!(await mayUse(handle, "read"))) return undefined;
  try {
    return await handle.getFile();
  } catch (error) {
    // It was moved, or removed: its user knows where it is.
    if ((error as Error).name === "NotFoundError") return undefined;
    throw error;
  }
}

/** What was taken back behind something, and had overwritten records of the same object. */
const behind = ({ object, endedAt }: UndoSubject): readonly PastUndo[] =>
  (pastActions.value ?? []).flatMap((past) =>
    past.kind === "undo" &&
    past.of.object === object &&
    past.of.snapshot !== undefined &&
    past.summary.writtenBack > 0 &&
    past.beganAt > endedAt
      ? [past]
      : [],
  );

/**
 * Takes the snapshots that are needed, as far as they can be had without choosing a file.
 *
 * @returns `undefined` where the one of the load itself must be chosen.
 */
export async function takeSnapshots(subject: UndoSubject): Promise<TakenSnapshots | undefined> {
  const { snapshot: place, heldAs } = subject;
  const own = place === undefined ? undefined : await fileOf(heldAs, place);
  if (place !== undefined && own === undefined) return undefined;
  const others: File[] = [];
  for (const { of } of behind(subject)) {
    const file = of.snapshot === undefined ? undefined : await fileOf(of.heldAs, of.snapshot);
    if (file !== undefined) others.push(file);
  }
  return await fromFiles(subject, own === undefined ? [] : [own], others);
}

/** Takes snapshots out of files that were chosen: that of the load, and maybe those of later ones. */
export async function fromFiles(
  subject: UndoSubject,
  files: readonly File[],
  others: readonly File[] = [],
): Promise<TakenSnapshots> {
  const own = await readSnapshots(files);
  const parts = [...own, ...(await readSnapshots(others))];
  const isAbout = (jobs: readonly string[]): boolean =>
    parts.some(({ jobId }) => jobs.some((id) => isSameId(id, jobId)));
  const later = behind(subject).flatMap(({ of: { jobs }, steps }): LaterUndo[] =>
    isAbout(jobs) ? [{ jobs, snapshot: inMemory(parts), steps }] : [],
  );
  return { snapshot: files.length === 0 ? undefined : inMemory(own), later };
}

const inMemory = (parts: readonly SnapshotPart[]): Snapshot => ({
  read: () => Promise.resolve(parts),
  append: () => Promise.reject(new Error("It is read only")),
});
