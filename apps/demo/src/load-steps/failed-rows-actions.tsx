import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { saveFile } from "../components/save-file.ts";
import { failedRowsFile } from "../load/failed-rows-file.ts";
import type { KeptLoad } from "../load/kept-loads.ts";
import { chooseFailedRows } from "../load/load-flow.ts";
import type { Org } from "../org/org.ts";

/** Whose failed rows are meant. */
export interface FailedRowsActionsProps {
  readonly org: Org;
  readonly load: Pick<KeptLoad, "result" | "spec" | "fileName">;
}

/** What can be done with the rows that were not written. */
export function FailedRowsActions({ org, load }: FailedRowsActionsProps): VNode {
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState("");
  const run = (work: () => Promise<void>): void => {
    setBusy(true);
    setSaid("");
    work().then(
      () => setBusy(false),
      (error: unknown) => {
        setBusy(false);
        setSaid((error as Error).message);
      },
    );
  };
  const download = async (): Promise<void> => {
    if (load.result === undefined) return;
    const { file, leftOut } = await failedRowsFile(org, load.result, load.fileName);
    saveFile(file, file.name);
    if (leftOut > 0) setSaid(`${plural(leftOut, "row")} left out: they may have been written, or cannot be read`);
  };
  return (
    <>
      <button
        type="button"
        class="button"
        disabled={isBusy}
        onClick={() => run(async () => await chooseFailedRows(org, load))}
      >
        <Icon name="refresh" />
        Load failed rows again
      </button>
      <button type="button" class="button" disabled={isBusy} onClick={() => run(download)}>
        <Icon name="download" />
        Download failed rows
      </button>
      {isBusy ? <span class="spinner" role="status" aria-label="Reading the failed rows" /> : null}
      {said === "" ? null : <span role="alert">{said}</span>}
    </>
  );
}
