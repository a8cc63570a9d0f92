import type { BatchInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { formatBytes, formatNumber } from "../components/format.ts";
import { type BarPart, StackedBar } from "../components/stacked-bar.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import type { LoadBatch, LoadState } from "../load/running/current-load.ts";
import { rowOfFile } from "../load/plan/mapped-source.ts";

const mostShown = 200;

/** The batches of a load in the order of their rows, each with what became of its rows. */
export function BatchList({ load: { batches, infos, order } }: { readonly load: LoadState }): VNode | null {
  if (batches.length === 0) return null;
  return (
    <>
      <ul class="batch-list" aria-label="Batches">
        {batches.slice(0, mostShown).map((batch, index) => {
          const info = batch.batchId === undefined ? undefined : infos.get(batch.batchId.slice(0, 15));
          return (
            <li key={batch.firstRow}>
              <span class="batch-number">{formatNumber(index + 1)}</span>
              <span>
                Rows {formatNumber(rowOfFile(order.source, batch.firstRow))}–
                {formatNumber(rowOfFile(order.source, batch.firstRow + batch.rows - 1))}
              </span>
              <span class="quiet">{formatBytes(batch.bytes)}</span>
              {batch.batchId === undefined ? (
                <span class="badge" data-tone="info">
                  On its way
                </span>
              ) : (
                <StateBadge state={info?.state ?? "Queued"} />
              )}
              <StackedBar label={`Batch ${index + 1}`} parts={partsOf(batch, info)} total={batch.rows} />
              {info?.stateMessage === undefined || info.stateMessage === null ? null : (
                <p class="timeline-message">{info.stateMessage}</p>
              )}
            </li>
          );
        })}
      </ul>
      {batches.length > mostShown ? (
        <p class="quiet">
          The first {formatNumber(mostShown)} of {formatNumber(batches.length)} batches.
        </p>
      ) : null}
    </>
  );
}

/** Salesforce's own counts leave out the rows of batches that failed as a whole. */
function partsOf({ rows, batchId }: LoadBatch, info: BatchInfo | undefined): BarPart[] {
  const { state, numberRecordsProcessed: processed = 0, numberRecordsFailed: refused = 0 } = info ?? {};
  const written = processed - refused;
  const failed = state === "Failed" ? rows - written : refused;
  const dropped = state === "NotProcessed" ? rows : 0;
  const waiting = batchId === undefined || dropped > 0 ? 0 : rows - written - failed;
  return [
    { tone: "good", label: "written", value: written },
    { tone: "bad", label: "failed", value: failed },
    { tone: "quiet", label: "not processed", value: dropped },
    { tone: "info", label: "waiting", value: waiting },
  ];
}
