import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { saveFile } from "../components/save-file.ts";
import type { FailedRowsFile } from "../load/failed-rows-file.ts";
import { chooseFailedRows } from "../load/load-flow.ts";
import type { PlannedJob } from "../load/plan/load-plan.ts";
import { goTo } from "../router.ts";

/** Whose failed rows are meant. */
export interface FailedRowsActionsProps {
  /** Reads them. */
  readonly read: () => Promise<FailedRowsFile>;
  /** What they were for. */
  readonly job: PlannedJob;
  /** Whether they are saved in another way. Default: false. */
  readonly hasDownload?: boolean;
}

/** What can be done with the rows that were not written. */
export function FailedRowsActions({ read, job, hasDownload = false }: FailedRowsActionsProps): VNode {
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
  const loadAgain = async (): Promise<void> => {
    chooseFailedRows(await read(), job);
    goTo("load");
  };
  const download = async (): Promise<void> => {
    const { file, leftOut } = await read();
    saveFile(file, file.name);
    if (leftOut > 0) setSaid(`${plural(leftOut, "row")} left out: they may have been written, or cannot be read`);
  };
  return (
    <>
      <button type="button" class="button" disabled={isBusy} onClick={() => run(loadAgain)}>
        <Icon name="refresh" />
        Load failed rows again
      </button>
      {hasDownload ? null : (
        <button type="button" class="button" disabled={isBusy} onClick={() => run(download)}>
          <Icon name="download" />
          Download failed rows
        </button>
      )}
      {isBusy ? <span class="spinner" role="status" aria-label="Reading the failed rows" /> : null}
      {said === "" ? null : <span role="alert">{said}</span>}
    </>
  );
}
