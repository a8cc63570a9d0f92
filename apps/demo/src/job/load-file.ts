import {
  addBatches,
  type AddedBatch,
  type BatchInfo,
  closeJob,
  closeOnPageHide,
  type Connection,
  type JobInfo,
  listBatches,
  watchJob,
} from "@sfbulk/browser";

/** How far the loading of a file is. */
export interface LoadState {
  readonly fileName: string;
  readonly fileBytes: number;
  /** The name under which its exchanges are recorded. */
  readonly action: string;
  readonly phase: "creating" | "uploading" | "closing" | "processing" | "done" | "failed" | "stopped";
  readonly readBytes: number;
  readonly job?: JobInfo;
  readonly added: readonly AddedBatch[];
  /** The batches as they were last read. */
  readonly batches: readonly BatchInfo[];
  readonly failure?: Error;
}

/** What to load, and where. */
export interface LoadRequest {
  readonly connection: Connection;
  readonly action: string;
  readonly file: File;
  /** Gives the job, or makes it. */
  readonly job: () => Promise<JobInfo>;
  readonly maxRecords: number;
  readonly closesJob: boolean;
  readonly signal: AbortSignal;
  readonly onState: (state: LoadState) => void;
}

/**
 * Splits a file into batches, sends them compressed, closes the job, and watches until all is processed. While its job is
 * open, it is closed where the tab is.
 */
export async function loadFile({
  connection,
  action,
  file,
  job,
  maxRecords,
  closesJob,
  signal,
  onState,
}: LoadRequest): Promise<void> {
  let state: LoadState = {
    fileName: file.name,
    fileBytes: file.size,
    action,
    phase: "creating",
    readBytes: 0,
    added: [],
    batches: [],
  };
  const tell = (more: Partial<LoadState>): void => {
    state = { ...state, ...more };
    onState(state);
  };
  const open = new Set<string>();
  const keepOpen = closesJob ? closeOnPageHide(connection, open) : undefined;
  try {
    tell({});
    const info = await job();
    open.add(info.id);
    tell({ job: info, phase: "uploading" });
    const rows = counted(file, (readBytes) => tell({ readBytes }));
    await addBatches(connection, info, rows, {
      maxRecords,
      signal,
      onBatch: (one) => tell({ added: [...state.added, one].toSorted((a, b) => a.firstRow - b.firstRow) }),
    });
    if (closesJob) {
      tell({ phase: "closing" });
      tell({ job: await closeJob(connection, info.id, { signal }) });
      open.delete(info.id);
    }
    tell({ phase: "processing" });
    const watching = watchJob(connection, info.id, {
      signal,
      minInterval: 800,
      maxInterval: 5000,
      acceptOpen: !closesJob,
    });
    for await (const progress of watching) {
      // The progress has the batches only at its end.
      const batches = progress.batches ?? (await listBatches(connection, info.id, { signal }));
      tell({ job: progress.job, batches });
    }
    tell({ phase: "done" });
  } catch (error) {
    tell(signal.aborted ? { phase: "stopped" } : { phase: "failed", failure: error as Error });
  } finally {
    keepOpen?.();
  }
}

/** Reads a file, and tells how much of it was read. */
function counted(file: File, onRead: (bytes: number) => void): ReadableStream<Uint8Array> {
  let read = 0;
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      read += chunk.length;
      onRead(read);
      controller.enqueue(chunk);
    },
  });
  return file.stream().pipeThrough(counter);
}
