import { type FailedRow, failedRows, type JobInfo } from "@sfbulk/browser";
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatNumber, plural } from "../components/format.ts";
import { Icon } from "../components/icon.tsx";
import { Loading } from "../components/loading.tsx";
import { Notice } from "../components/notice.tsx";
import { failedRowsFile } from "../load/failed-rows-file.ts";
import { loadOperations } from "../load/plan/load-plan.ts";
import { FailedRowsActions } from "../load-steps/failed-rows-actions.tsx";
import { connectionFor, type Org } from "../org/org.ts";
import { downloadFailedRows } from "./download-failed-rows.ts";

const mostShown = 100;

interface Found {
  /** The first of them. */
  readonly rows: readonly FailedRow[];
  readonly total: number;
  readonly reasons: readonly (readonly [string, number])[];
}

/** Whose rows they are. */
export interface FailedRowsProps {
  readonly org: Org;
  readonly job: JobInfo;
  /** How many batches failed whole: Salesforce's own counts leave their rows out. */
  readonly lostBatches: number;
}

/** The rows that were not written, with the reasons. */
export function FailedRows({ org, job, lostBatches }: FailedRowsProps): VNode {
  const [found, setFound] = useState<Found | Error | undefined>(undefined);
  const isMoving = job.numberBatchesQueued + job.numberBatchesInProgress > 0;
  useEffect(() => {
    const stopping = new AbortController();
    if (!isMoving) {
      void findRows(org, job.id, stopping.signal).then(setFound, (error: unknown) => {
        if (!stopping.signal.aborted) setFound(error as Error);
      });
    }
    return () => stopping.abort(new Error("The view is left"));
  }, [job.id, job.numberRecordsFailed, lostBatches, isMoving]);
  return (
    <section class="card" aria-labelledby="failed">
      <div class="card-head">
        <h2 id="failed">
          {found === undefined || found instanceof Error
            ? job.numberRecordsFailed === 0
              ? "Failed rows"
              : plural(job.numberRecordsFailed, "failed row")
            : plural(found.total, "failed row")}
          {lostBatches === 0 ? null : (
            <span class="quiet"> · {plural(lostBatches, "batch", "batches")} failed whole</span>
          )}
        </h2>
        {isMoving ? null : (
          <span class="load-actions">
            {loadOperations.some((one) => one === job.operation) ? (
              <FailedRowsActions
                read={async () =>
                  await failedRowsFile(failedRows(connectionFor(org, "Read failed rows"), job.id), `${job.id}.csv`)
                }
                job={job}
                hasDownload
              />
            ) : null}
            <button type="button" class="button" onClick={() => void downloadFailedRows(org, job.id).catch(setFound)}>
              <Icon name="download" />
              Download as CSV
            </button>
          </span>
        )}
      </div>
      {isMoving ? (
        <p class="quiet">They are read when all batches are processed.</p>
      ) : found === undefined ? (
        <Loading text="Reading the failed rows" />
      ) : found instanceof Error ? (
        <Notice tone="bad" title="The failed rows cannot be read">
          <p>{found.message}</p>
        </Notice>
      ) : (
        <Rows found={found} />
      )}
    </section>
  );
}

async function findRows(org: Org, jobId: string, signal: AbortSignal): Promise<Found> {
  const rows: FailedRow[] = [];
  const reasons = new Map<string, number>();
  let total = 0;
  for await (const row of failedRows(connectionFor(org, "Read failed rows"), jobId, { signal })) {
    total++;
    if (rows.length < mostShown) rows.push(row);
    for (const { statusCode } of row.errors) reasons.set(statusCode, (reasons.get(statusCode) ?? 0) + 1);
  }
  return { rows, total, reasons: [...reasons].toSorted(([, one], [, other]) => other - one) };
}

function Rows({ found: { rows, total, reasons } }: { readonly found: Found }): VNode {
  const columns = [...new Set(rows.flatMap(({ record }) => Object.keys(record)))];
  return (
    <>
      <ul class="reasons" aria-label="Reasons">
        {reasons.map(([code, count]) => (
          <li key={code}>
            <code>{code}</code> {formatNumber(count)}
          </li>
        ))}
      </ul>
      <div class="table-frame" role="region" aria-label="Failed rows, as they were sent" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th scope="col" data-number>
                Row
              </th>
              <th scope="col">Why</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ rowNumber, record, errors }) => (
              <tr key={rowNumber}>
                <td data-number>{formatNumber(rowNumber)}</td>
                <td class="why">
                  {errors.map(({ statusCode, message }) => (
                    <p key={statusCode}>
                      {message} <code>{statusCode}</code>
                    </p>
                  ))}
                </td>
                {columns.map((column) => (
                  <td key={column}>{record[column] === "" ? <span class="quiet">empty</span> : record[column]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total > rows.length ? (
        <p class="quiet">The first {formatNumber(rows.length)}; the download has all of them.</p>
      ) : null}
    </>
  );
}
