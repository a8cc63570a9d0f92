/** Where what a load overwrites is kept: a file that somebody has chosen, or the memory of this tab. Plain data, but for the handle. */
export interface SnapshotPlace {
  readonly name: string;
  /** What opens the file; `undefined` where the browser lets no page write into one: then it is in memory, and offered to be saved. */
  readonly handle: FileSystemFileHandle | undefined;
}

/** Only Chromium has it. */
type SavePicker = (options: object) => Promise<FileSystemFileHandle>;

const picker = (): SavePicker | undefined =>
  (globalThis as { readonly showSaveFilePicker?: SavePicker }).showSaveFilePicker;

/** Tells whether this browser lets a page write into a file of its user, bit by bit. */
export const canWriteFiles = (): boolean => picker() !== undefined;

const kind = { description: "Snapshot of sfbulk", accept: { "application/octet-stream": [".sfbulk"] } };

/**
 * Has somebody choose a file for what is overwritten, where the browser can write into one. It is empty then.
 *
 * @param subject - The name of the file that is loaded.
 * @returns `undefined` where they turned away.
 */
export async function chooseSnapshotPlace(subject: string): Promise<SnapshotPlace | undefined> {
  const name = `${subject.replace(/\.[a-z]{2,4}$/i, "")}-snapshot.sfbulk`;
  const pick = picker();
  if (pick === undefined) return { name, handle: undefined };
  try {
    const handle = await pick({ suggestedName: name, types: [kind] });
    await (await handle.createWritable()).close();
    return { name: handle.name, handle };
  } catch (error) {
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  }
}

/** Chromium forgets with the tab that a file may be read, or written. */
type AskedHandle = FileSystemFileHandle & {
  readonly requestPermission?: (how: { readonly mode: "read" | "readwrite" }) => Promise<string>;
};

/** Asks whether a file may still be used, where the browser has forgotten that it may. */
export async function mayUse(handle: FileSystemFileHandle, mode: "read" | "readwrite"): Promise<boolean> {
  return ((await (handle as AskedHandle).requestPermission?.({ mode })) ?? "granted") === "granted";
}
