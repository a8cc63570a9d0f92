import type { BatchInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { formatDuration, formatNumber, plural } from "../components/format.ts";
import { StateBadge } from "../components/state-badge.tsx";

const mostShown = 60;

/** The batches of a job on a line of time: how long each waited, and how long it was processed. */
export function BatchTimeline({
  batches,
  now,
}: {
  readonly batches: readonly BatchInfo[];
  readonly now: number;
}): VNode {
  const spans = batches.slice(0, mostShown).map((batch) => spanOf(batch, now));
  const start = Math.min(...spans.map(({ added }) => added));
  const length = Math.max(1, Math.max(...spans.map(({ end }) => end)) - start);
  const place = (from: number, to: number): { left: string; width: string } => ({
    left: `${((from - start) / length) * 100}%`,
    width: `${Math.max(0.6, ((to - from) / length) * 100)}%`,
  });
  return (
    <div class="timeline">
      <ol>
        {spans.map(({ batch, added, began, end }) => (
          <li key={batch.id}>
            <span class="id">{batch.id}</span>
            <StateBadge state={batch.state} />
            <span class="timeline-track" aria-hidden="true">
              <span class="timeline-wait" style={place(added, began)} />
              <span class="timeline-work" data-state={batch.state} style={place(began, end)} />
            </span>
            <span class="timeline-text">
              {plural(batch.numberRecordsProcessed, "row")}
              {batch.numberRecordsFailed > 0 ? (
                <>
                  , <span data-tone="bad">{formatNumber(batch.numberRecordsFailed)} failed</span>
                </>
              ) : null}
              <span class="quiet"> · {formatDuration(end - added)}</span>
            </span>
            {batch.stateMessage === null ? null : <p class="timeline-message">{batch.stateMessage}</p>}
          </li>
        ))}
      </ol>
      <p class="timeline-axis quiet" aria-hidden="true">
        <span>0</span>
        <span>{formatDuration(length / 2)}</span>
        <span>{formatDuration(length)}</span>
      </p>
      <p class="legend quiet">
        <span class="key" data-key="wait" /> waiting <span class="key" data-key="work" /> under way{" "}
        <span class="key" data-key="good" /> completed <span class="key" data-key="bad" /> failed
        {batches.length > mostShown ? ` · the first ${mostShown} of ${formatNumber(batches.length)}` : ""}
      </p>
    </div>
  );
}

interface Span {
  readonly batch: BatchInfo;
  readonly added: number;
  readonly began: number;
  readonly end: number;
}

/** When a batch began to be processed is not told: its last change less the time it took is. */
function spanOf(batch: BatchInfo, now: number): Span {
  const added = Date.parse(batch.createdDate);
  const changed = Date.parse(batch.systemModstamp);
  const isMoving = batch.state === "Queued" || batch.state === "InProgress";
  const end = Math.max(added, isMoving ? now : changed);
  const began =
    batch.state === "Queued" ? end : batch.state === "InProgress" ? changed : changed - batch.totalProcessingTime;
  return { batch, added, end, began: Math.min(end, Math.max(added, began)) };
}
