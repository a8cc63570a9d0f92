/** A file that somebody chose. */
export interface ChosenFile {
  readonly file: File;
  /** What opens it again, also after the page was loaded anew; where the browser has such handles. */
  readonly handle: FileSystemFileHandle | undefined;
  /** Whether it is no file of the computer: pasted, or made by this page. It is gone with the tab. */
  readonly isMade: boolean;
}

/** Only Chromium has it. */
type OpenPicker = (options: object) => Promise<FileSystemFileHandle[]>;

const picker = (): OpenPicker | undefined =>
  (globalThis as { readonly showOpenFilePicker?: OpenPicker }).showOpenFilePicker;

/** Tells whether this browser lets a page open a file again later. */
export const canKeepHandles = (): boolean => picker() !== undefined;

/** Has a file chosen in a way that allows to open it again; `undefined` where the person turned away. */
export async function pickFile(): Promise<ChosenFile | undefined> {
  try {
    const [handle] =
      (await picker()?.({
        types: [{ description: "CSV", accept: { "text/csv": [".csv", ".tsv", ".txt"], "application/gzip": [".gz"] } }],
      })) ?? [];
    return handle === undefined ? undefined : { file: await handle.getFile(), handle, isMade: false };
  } catch (error) {
    if ((error as Error).name === "AbortError") return undefined;
    throw error;
  }
}

/** Only Chromium has what opens it again. */
interface DroppedItem extends DataTransferItem {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Takes a file that was dropped. What opens it again must be asked for before anything is waited for. */
export async function droppedFile(transfer: DataTransfer): Promise<ChosenFile | undefined> {
  const file = transfer.files.item(0);
  const item: DroppedItem | undefined = [...transfer.items].find(({ kind }) => kind === "file");
  const handle = await item?.getAsFileSystemHandle?.();
  if (handle?.kind === "file") {
    const one = handle as FileSystemFileHandle;
    return { file: await one.getFile(), handle: one, isMade: false };
  }
  return file === null ? undefined : { file, handle: undefined, isMade: false };
}

/** Makes a file of text that was pasted. */
export const pastedFile = (text: string): ChosenFile => ({
  file: new File([text], "pasted rows.csv", { type: "text/csv", lastModified: 0 }),
  handle: undefined,
  isMade: true,
});
