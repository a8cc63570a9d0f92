import type { JobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { DropZone } from "./drop-zone.tsx";
import { type LoadState, loadFile } from "./load-file.ts";
import { LoadProgress } from "./load-progress.tsx";

/** Where a file is loaded to. */
export interface LoadPanelProps {
  readonly org: Org;
  /** Gives the job, or makes it. */
  readonly job: () => Promise<JobInfo>;
  /** Is called when there is something new to be read of the job. */
  readonly onChange?: (isBusy: boolean) => void;
}

const rowsPerBatch = 10_000;

/** Takes a file by drag and drop, or from a dialog, and loads it. */
export function LoadPanel({ org, job, onChange }: LoadPanelProps): VNode {
  const [state, setState] = useState<LoadState | undefined>(undefined);
  const [maxRecords, setMaxRecords] = useState(rowsPerBatch);
  const [closesJob, setClosesJob] = useState(true);
  const stopping = useRef<AbortController | undefined>(undefined);
  // A load goes on when another view is shown; only its tab ends it.
  const isBusy = state !== undefined && !["done", "failed", "stopped"].includes(state.phase);
  useEffect(() => {
    if (state?.phase === "done") announce(`${state.fileName} is loaded`);
    if (state?.phase === "failed") announce(`${state.fileName} could not be loaded`);
    if (state !== undefined) onChange?.(isBusy);
  }, [state?.phase]);
  const load = (file: File): void => {
    const controller = new AbortController();
    stopping.current = controller;
    const action = `Load ${file.name}`;
    const connection = connectionFor(org, action, { attemptTimeout: 120_000 });
    void loadFile({
      connection,
      action,
      file,
      job,
      maxRecords,
      closesJob,
      signal: controller.signal,
      onState: setState,
    });
  };
  if (state !== undefined) {
    return (
      <LoadProgress
        state={state}
        onStop={isBusy ? () => stopping.current?.abort(new Error("Stopped by you")) : undefined}
        onAgain={isBusy ? undefined : () => setState(undefined)}
      />
    );
  }
  return (
    <div class="load">
      <DropZone onFile={load} />
      <div class="load-options">
        <label class="field">
          <span>Rows per batch</span>
          <input
            type="number"
            min={1}
            max={10_000}
            value={maxRecords}
            onInput={({ currentTarget: { valueAsNumber } }) => {
              if (valueAsNumber >= 1 && valueAsNumber <= 10_000) setMaxRecords(Math.floor(valueAsNumber));
            }}
          />
        </label>
        <label class="check">
          <input type="checkbox" checked={closesJob} onChange={(event) => setClosesJob(event.currentTarget.checked)} />
          Close the job when all rows are there, and when this tab is closed
        </label>
      </div>
    </div>
  );
}
