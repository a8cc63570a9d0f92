import type { VNode } from "preact";
import { Notice } from "../components/notice.tsx";
import type { LoadState } from "../load/running/current-load.ts";
import { canWriteFiles } from "../snapshots/snapshot-place.ts";
import { snapshotCost } from "../snapshots/snapshot-cost.ts";

/** Which load, and what is wanted for it. */
export interface ConfirmKeepingProps {
  readonly load: LoadState;
  readonly rows: number;
  readonly isWanted: boolean;
  readonly onWant: (isWanted: boolean) => void;
  /** Why no file could be chosen. */
  readonly trouble: Error | undefined;
}

/** Whether what a load overwrites is kept, so that the load can be taken back: what that takes, or why it cannot be. */
export function ConfirmKeeping({ load, rows, isWanted, onWant, trouble }: ConfirmKeepingProps): VNode {
  const { org, spec, maxRecords } = load.order;
  const { operation } = spec;
  if (operation !== "update" && operation !== "upsert") return <p class="quiet">{withoutSnapshot(operation)}</p>;
  const isRelay = org.kind === "relay";
  return (
    <>
      <label class="keeping">
        <input
          type="checkbox"
          checked={isWanted}
          disabled={isRelay}
          aria-describedby="keeping"
          onChange={({ currentTarget }) => onWant(currentTarget.checked)}
        />
        Keep what is overwritten, so that the load can be taken back
      </label>
      <p id="keeping" class="quiet">
        {isRelay
          ? "Not through a relay: it passes on no records. What the load overwrites is not known afterwards."
          : `The records are read before each batch is sent, in ${snapshotCost(spec, rows, maxRecords)}, ${
              canWriteFiles()
                ? "and written into a file that you choose."
                : "and kept in this tab, which must stay open: save them as a file when the load has ended."
            } ${operation === "upsert" ? "Without it, only what the load creates can be taken back." : "Without it, nothing can be taken back."}`}
      </p>
      {trouble === undefined ? null : (
        <Notice tone="bad" title="The file cannot be written">
          <p>{trouble.message}</p>
        </Notice>
      )}
    </>
  );
}

function withoutSnapshot(operation: string): string {
  switch (operation) {
    case "hardDelete":
      return "Nothing can take this back: no snapshot would help, since what is deleted for good is in no recycle bin.";
    case "delete":
      return "To take it back needs no snapshot: the records come out of the recycle bin, as long as they are there.";
    default:
      return "To take it back needs no snapshot: what the load creates is deleted by the ids in its results.";
  }
}
