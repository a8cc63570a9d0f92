import type { VNode } from "preact";
import { formatBytes, formatDuration, formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Notice } from "../components/notice.tsx";
import { saveFile } from "../components/save-file.ts";
import { useClock } from "../components/use-clock.ts";
import { mostShown, type QueryState } from "./current-query.ts";
import { RowWindow } from "./row-window.tsx";
import { stopQuery } from "./run-soql.ts";

/** What a query finds, as it comes. */
export function QueryOutcome({ query }: { readonly query: QueryState }): VNode {
  const { phase, order, job, columns, rows, count, bytes, file, savedAs, failure, beganAt, endedAt } = query;
  const now = useClock(500);
  const isRunning = phase === "waiting" || phase === "reading";
  const title =
    phase === "waiting"
      ? "Salesforce is at it"
      : phase === "ended" && count === 0
        ? "It found nothing"
        : `${plural(count, "row")}${isRunning ? " so far" : ""}`;
  return (
    <section class="card" aria-labelledby="found">
      <div class="card-head">
        <h2 id="found">
          {title}{" "}
          <span class="quiet">
            {bytes === 0 ? "" : `${formatBytes(bytes)} · `}
            {formatDuration((endedAt ?? now) - beganAt)}
          </span>
        </h2>
        <span class="load-actions">
          {isRunning ? <span class="spinner" role="status" aria-label="The query is running" /> : null}
          {isRunning ? (
            <button type="button" class="button" onClick={stopQuery}>
              <Icon name="stop" />
              Stop
            </button>
          ) : null}
          {file === undefined ? null : (
            <button type="button" class="button" onClick={() => saveFile(file, `${job?.id ?? "query"}.csv`)}>
              <Icon name="download" />
              {isRunning ? "Download what is there" : "Download as CSV"}
            </button>
          )}
        </span>
      </div>
      <p class="quiet">
        <code>{order.soql.replaceAll(/\s+/g, " ")}</code>
      </p>
      <p class="quiet">
        Bulk API {order.api}
        {job === undefined ? null : (
          <>
            , job{" "}
            {isRunning || order.isKept ? (
              <a class="id" href={`#/jobs/${job.id}`}>
                {job.id}
              </a>
            ) : (
              <span class="id">{job.id}</span>
            )}
            {isRunning ? `, ${job.state}` : order.isKept ? "" : order.api === "2.0" ? ", deleted" : ", closed"}
          </>
        )}
        {savedAs === undefined ? "" : `; written to ${savedAs}`}
      </p>
      {phase === "failed" ? (
        <Notice tone="bad" title={count === 0 ? "The query failed" : "The query broke off: rows are missing"}>
          <p>{failure?.message}</p>
        </Notice>
      ) : phase === "stopped" ? (
        <Notice tone="warn" title="Stopped by you: these are not all rows" />
      ) : null}
      {rows.length === 0 ? null : (
        <RowWindow
          label="What it found, as a table"
          columns={columns}
          rows={rows}
          count={Math.min(count, rows.length)}
        />
      )}
      {count > mostShown ? (
        <p class="quiet">The first {formatNumber(mostShown)} are shown; the file has all of them.</p>
      ) : null}
    </section>
  );
}
