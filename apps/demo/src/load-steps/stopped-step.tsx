import { isLoadError } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { StackedBar } from "../components/stacked-bar.tsx";
import type { LoadState } from "../load/running/current-load.ts";
import { chooseAnother, giveUp, goOn } from "../load/load-flow.ts";
import { rowOfFile } from "../load/plan/mapped-source.ts";
import { SaveSnapshot } from "../snapshots/save-snapshot.tsx";
import { BatchList } from "./batch-list.tsx";
import { LoadSubject } from "./load-subject.tsx";
import { rowParts } from "./row-parts.ts";

/** A load that has stopped before its end, and what can be done. */
export function StoppedStep({ load }: { readonly load: LoadState }): VNode {
  const { order, failure, progress, phase } = load;
  const { parts, total } = rowParts(load);
  const [trouble, setTrouble] = useState<Error | undefined>(undefined);
  const nextRow = isLoadError(failure) ? failure.nextRow : undefined;
  const there = isLoadError(failure) ? failure.added.reduce((sum, { rows }) => sum + rows, 0) : undefined;
  const jobId = progress?.jobs.at(-1);
  const place = nextRow === undefined ? undefined : formatNumber(rowOfFile(order.source, nextRow));
  return (
    <div class="load">
      <LoadSubject load={load} />
      <Notice
        tone={phase === "stopped" ? "warn" : "bad"}
        title={phase === "stopped" ? "Stopped by you" : "The load has stopped"}
      >
        {phase === "stopped" ? null : <p>{failure?.message}</p>}
        <p>
          {there === undefined
            ? "Nothing was sent by this run."
            : `${formatNumber(there)} of ${plural(total, "row")} are known to be there${there === total ? "; what becomes of them was not waited for" : ""}.`}{" "}
          {jobId === undefined ? "" : "The job was left as it is, so that the load can go on in it."}
        </p>
      </Notice>
      <StackedBar label="Rows" parts={parts} total={total} hasLegend />
      {trouble === undefined ? null : (
        <Notice tone="bad" title="The job could not be closed">
          <p>{trouble.message}</p>
        </Notice>
      )}
      <div class="load-actions">
        <button type="button" class="button brand" onClick={goOn}>
          <Icon name="play" />
          {place === undefined || nextRow === 1 || (nextRow ?? 0) > total ? "Go on" : `Go on at row ${place}`}
        </button>
        <button type="button" class="button" onClick={() => void giveUp(order.org, order.id, jobId).catch(setTrouble)}>
          {jobId === undefined ? "Give up" : "Give up, and close the job"}
        </button>
        <SaveSnapshot id={order.id} />
        <button type="button" class="button" onClick={chooseAnother}>
          Load another file
        </button>
      </div>
      <BatchList load={load} />
    </div>
  );
}
