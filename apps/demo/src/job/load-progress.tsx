import type { VNode } from "preact";
import { formatBytes, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { ProgressBar } from "../components/progress-bar.tsx";
import { StateBadge } from "../components/state-badge.tsx";
import type { ExchangeRecord } from "../wire/exchange-record.ts";
import { wireLog } from "../wire/wire-log.ts";
import type { LoadState } from "./load-file.ts";

const phases = ["creating", "uploading", "closing", "processing", "done"] as const;
const phaseNames = {
  creating: "Create",
  uploading: "Upload",
  closing: "Close",
  processing: "Process",
  done: "Done",
};

/** How far a file is, and what can be done about it. */
export interface LoadProgressProps {
  readonly state: LoadState;
  readonly onStop: (() => void) | undefined;
  readonly onAgain: (() => void) | undefined;
}

/** The way of a file, batch by batch. */
export function LoadProgress({ state, onStop, onAgain }: LoadProgressProps): VNode {
  const { fileName, fileBytes, phase, readBytes, job, added, failure } = state;
  const rows = added.reduce((sum, one) => sum + one.rows, 0);
  const reached = phases.indexOf(phase as (typeof phases)[number]);
  return (
    <div class="load">
      <ol class="path" aria-label="Steps">
        {phases.map((name, index) => (
          <li
            key={name}
            data-step={index < reached || phase === "done" ? "past" : index === reached ? "now" : "ahead"}
            aria-current={index === reached ? "step" : undefined}
          >
            {phaseNames[name]}
          </li>
        ))}
      </ol>
      <p class="load-facts">
        <strong>{fileName}</strong> <span class="quiet">{formatBytes(fileBytes)}</span> · {plural(rows, "row")} in{" "}
        {plural(added.length, "batch", "batches")}
        {job === undefined ? null : (
          <>
            {" "}
            · job{" "}
            <a class="id" href={`#/jobs/${job.id}`}>
              {job.id}
            </a>{" "}
            <StateBadge state={job.state} />
          </>
        )}
      </p>
      <ProgressBar label="File read" value={readBytes} max={fileBytes} />
      {failure === undefined ? null : (
        <Notice tone="bad" title="The file is not loaded">
          <p>{failure.message}</p>
          <p>
            {plural(rows, "row")} were added before that. The job is as it was: open it, and close or abort it there.
          </p>
        </Notice>
      )}
      {phase === "stopped" ? (
        <Notice tone="warn" title="Stopped; the job is still there">
          <p>Close or abort it on its own page.</p>
        </Notice>
      ) : null}
      <BatchList state={state} />
      <div class="load-actions">
        {onStop === undefined ? null : (
          <button type="button" class="button" onClick={onStop}>
            <Icon name="stop" />
            Stop
          </button>
        )}
        {onAgain === undefined ? null : (
          <button type="button" class="button" onClick={onAgain}>
            Load another file
          </button>
        )}
      </div>
    </div>
  );
}

function BatchList({ state: { action, added, batches } }: { readonly state: LoadState }): VNode {
  const uploads = wireLog.value.filter(
    (one) => one.action === action && one.method === "POST" && one.url.endsWith("/batch"),
  );
  const uploadOf = (id: string): ExchangeRecord | undefined =>
    uploads.find(({ replyBody }) => replyBody?.text.includes(id.slice(0, 15)) === true);
  const sending = uploads.filter(({ endedAt }) => endedAt === undefined);
  return (
    <ul class="batch-list" aria-label="Batches">
      {added.map(({ batch, firstRow, rows }, index) => {
        const info = batches.find(({ id }) => id === batch.id) ?? batch;
        const body = uploadOf(batch.id)?.body;
        return (
          <li key={batch.id}>
            <span class="batch-number">{index + 1}</span>
            <span>
              Rows {formatNumber(firstRow)}–{formatNumber(firstRow + rows - 1)}
            </span>
            <span class="quiet">{body === undefined ? "" : sizes(body)}</span>
            <StateBadge state={info.state} />
            <ProgressBar
              label={`Batch ${index + 1}`}
              value={info.numberRecordsProcessed}
              max={rows}
              bad={info.numberRecordsFailed}
            />
          </li>
        );
      })}
      {sending.map((one) => (
        <li key={`sending ${one.sequence}`}>
          <span class="batch-number">…</span>
          <span>On its way</span>
          <span class="quiet">{one.body === undefined ? "" : sizes(one.body)}</span>
          <span class="badge" data-tone="info">
            Uploading
          </span>
          <ProgressBar label="Upload" value={0} max={1} />
        </li>
      ))}
    </ul>
  );
}

const sizes = ({ plainBytes, wireBytes, isGzip }: NonNullable<ExchangeRecord["body"]>): string =>
  isGzip && plainBytes !== undefined
    ? `${formatBytes(plainBytes)} → ${formatBytes(wireBytes)} gzip`
    : formatBytes(wireBytes);
