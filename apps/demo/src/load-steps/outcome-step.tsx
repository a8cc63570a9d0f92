import { loadFailedRows, type LoadResult } from "@sfbulk/browser";
import type { VNode } from "preact";
import { capital, formatDuration, formatNumber, plural } from "../components/format.ts";
import { Notice } from "../components/notice.tsx";
import { StackedBar } from "../components/stacked-bar.tsx";
import type { LoadState } from "../load/running/current-load.ts";
import { failedRowsFile } from "../load/failed-rows-file.ts";
import { pastActions } from "../history/history.ts";
import { chooseAnother, isTakenBack, leaveTrial } from "../load/load-flow.ts";
import { connectionFor } from "../org/org.ts";
import { rowOfFile } from "../load/plan/mapped-source.ts";
import { SaveSnapshot } from "../snapshots/save-snapshot.tsx";
import { UndoLoad } from "../undo/undo-load.tsx";
import { subjectOfLoad } from "../undo/undo-subject.ts";
import { BatchList } from "./batch-list.tsx";
import { FailedRowsActions } from "./failed-rows-actions.tsx";
import { LoadSubject } from "./load-subject.tsx";
import { rowParts } from "./row-parts.ts";

/** What became of a load, row by row summed up. */
export function OutcomeStep({ load, result }: { readonly load: LoadState; readonly result: LoadResult }): VNode {
  const { order, failure } = load;
  const { summary, leftOpen } = result;
  const { rows } = order.source;
  const { parts, total } = rowParts(load);
  const past = pastActions.value?.find(({ id }) => id === order.id);
  const isThere = summary.written > 0 && !isTakenBack(order.id);
  return (
    <div class="load">
      <LoadSubject load={load} />
      <div class="outcome-title">
        <Notice tone={toneOf(result)} title={capital(titleOf(load, result))}>
          <p class="quiet">Took {formatDuration((load.endedAt ?? load.beganAt) - load.beganAt)}.</p>
        </Notice>
      </div>
      <StackedBar label="Rows" parts={parts} total={total} hasLegend />
      {failure === undefined ? null : (
        <Notice tone="bad" title="Something is there that is one too many">
          <p>{failure.message}</p>
        </Notice>
      )}
      {summary.unknown === 0 ? null : (
        <Notice tone="warn" title={`Of ${plural(summary.unknown, "row")} nobody knows whether they were written`}>
          <p>Their results cannot be read. Look them up in the org before you load them again.</p>
        </Notice>
      )}
      {leftOpen === null || leftOpen.length === 0 ? null : (
        <Notice tone="warn" title="A job may have been left open">
          <p>
            {leftOpen.map((id) => (
              <a key={id} class="id" href={`#/jobs/${id}`}>
                {id}
              </a>
            ))}
          </p>
        </Notice>
      )}
      {summary.reasons.length === 0 ? null : (
        <table class="rows reasons-table" aria-label="Reasons">
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col" data-number>
                Rows
              </th>
              <th scope="col" data-number>
                First row
              </th>
            </tr>
          </thead>
          <tbody>
            {summary.reasons.map((reason) => (
              <tr key={reason.statusCode}>
                <td>
                  <code>{reason.statusCode === "" ? "no code" : reason.statusCode}</code>
                </td>
                <td data-number>{formatNumber(reason.rows)}</td>
                <td data-number>{formatNumber(rowOfFile(order.source, reason.firstRow))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <div class="load-actions">
        {order.isTrial && rows > (order.source.take ?? 0) ? (
          <>
            <button type="button" class="button brand" onClick={() => leaveTrial(order.org, true)}>
              {isThere
                ? `Check the other ${plural(rows - (order.source.take ?? 0), "row")}`
                : `Check all ${plural(rows, "row")} again`}
            </button>
            <button type="button" class="button" onClick={() => leaveTrial(order.org, false)}>
              Back to the columns
            </button>
          </>
        ) : null}
        {summary.failed > 0 ? (
          <FailedRowsActions
            read={async () =>
              await failedRowsFile(
                loadFailedRows(connectionFor(order.org, `Read the failed rows of ${order.fileName}`), result),
                order.fileName,
              )
            }
            job={order.spec}
          />
        ) : null}
        <SaveSnapshot id={order.id} />
        {past?.kind === "load" ? <UndoLoad subject={subjectOfLoad(past, order.org)} org={order.org} /> : null}
        <button type="button" class="button" onClick={chooseAnother}>
          Load another file
        </button>
      </div>
      <BatchList load={load} />
    </div>
  );
}

function toneOf({ summary: { written, failed, unknown } }: LoadResult): "good" | "warn" | "bad" {
  if (failed + unknown === 0) return "good";
  return written === 0 ? "bad" : "warn";
}

function titleOf({ order }: LoadState, { summary: { rows, written, failed } }: LoadResult): string {
  const done = order.spec.operation === "delete" ? "deleted" : "written";
  const what = order.isTrial ? `Trial of the first ${plural(rows, "row")}: ` : "";
  if (failed === 0 && written === rows)
    return `${what}${rows === 1 ? "the row was" : `all ${plural(rows, "row")} were`} ${done}`;
  if (written === 0) return `${what}no row was ${done}: ${formatNumber(failed)} failed`;
  return `${what}${formatNumber(written)} of ${plural(rows, "row")} were ${done}, ${formatNumber(failed)} failed`;
}
