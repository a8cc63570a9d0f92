import { signal } from "@preact/signals";
import { lineSnapshot, type Snapshot, type SnapshotPart } from "@sfbulk/browser";
import type { SnapshotPlace } from "./snapshot-place.ts";

/** What this tab alone has of a load's snapshot. */
interface Held {
  readonly name: string;
  readonly pieces: readonly Uint8Array<ArrayBuffer>[];
  readonly isSaved: boolean;
}

/** Snapshots in the memory of this tab, by the loads' ids. */
export const heldSnapshots = signal<ReadonlyMap<string, Held>>(new Map());

const ask = (event: Event): void => event.preventDefault();

function hold(id: string, held: Held): void {
  heldSnapshots.value = new Map(heldSnapshots.value).set(id, held);
  // What is nowhere else is gone with the tab.
  const isLoose = [...heldSnapshots.value.values()].some(({ isSaved, pieces }) => !isSaved && pieces.length > 0);
  if (isLoose) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

/** Notes that a snapshot was saved. */
export function noteSaved(id: string): void {
  const held = heldSnapshots.value.get(id);
  if (held !== undefined) hold(id, { ...held, isSaved: true });
}

/** Gives what this tab has of a snapshot; `undefined` where that is nothing. */
export function heldFile(id: string): File | undefined {
  const held = heldSnapshots.value.get(id);
  return held === undefined || held.pieces.length === 0 ? undefined : new File([...held.pieces], held.name);
}

/**
 * Opens the snapshot of a load that is about to begin, or goes on. A part is in the file when it is told so: each time the
 * browser writes a copy of all that was there, and puts it in its place.
 */
export function openSnapshot(id: string, { name, handle }: SnapshotPlace): Snapshot {
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  return lineSnapshot(`snapshot "${name}"`, {
    read: async (from) => {
      const file = handle === undefined ? heldFile(id) : await handle.getFile();
      return file === undefined ? new Uint8Array(0) : new Uint8Array(await file.slice(from).arrayBuffer());
    },
    append: async (bytes) =>
      await inTurn(async () => {
        if (handle === undefined) {
          const { pieces = [] } = heldSnapshots.value.get(id) ?? {};
          hold(id, { name, pieces: [...pieces, bytes], isSaved: false });
          return;
        }
        const { size } = await handle.getFile();
        const writable = await handle.createWritable({ keepExistingData: true });
        await writable.write({ type: "write", position: size, data: bytes });
        await writable.close();
      }),
  });
}

/**
 * Reads the parts of snapshots out of files: one file may have those of several loads.
 *
 * @throws JournalError for what is none.
 */
export async function readSnapshots(files: readonly File[]): Promise<readonly SnapshotPart[]> {
  const parts: SnapshotPart[] = [];
  for (const file of files) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length === 0) throw new Error(`Cannot use "${file.name}": there is nothing in it`);
    const kept = lineSnapshot(`"${file.name}"`, {
      read: (from) => Promise.resolve(bytes.subarray(from)),
      append: () => Promise.reject(new Error("It is read only")),
    });
    parts.push(...(await kept.read()));
  }
  return parts;
}
