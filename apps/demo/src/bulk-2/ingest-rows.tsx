import { type IngestJobInfo, type IngestResultKind, ingestResults, type IngestRowResult } from "@sfbulk/browser";
import type { VNode } from "preact";
import { formatNumber } from "../components/format.ts";
import { csvLine, saveCsv } from "../job/save-csv.ts";
import { failedRowsFile } from "../load/failed-rows-file.ts";
import { loadOperations, type PlannedJob } from "../load/plan/load-plan.ts";
import { FailedRowsActions } from "../load-steps/failed-rows-actions.tsx";
import { connectionFor, type Org } from "../org/org.ts";
import { ResultRows, type ShownRow } from "./result-rows.tsx";

/** Which of the three results of a job is shown. */
interface IngestRowsProps {
  readonly org: Org;
  readonly job: IngestJobInfo;
  readonly kind: IngestResultKind;
}

const titles: Readonly<Record<IngestResultKind, string>> = {
  failed: "Failed rows",
  unprocessed: "Rows that were not processed",
  successful: "Rows that were written",
};

/** One of the three results of an ingest job: its first rows, and all of them as a file. */
export function IngestRows({ org, job, kind }: IngestRowsProps): VNode {
  const many = countOf(job, kind);
  const title = many === undefined ? titles[kind] : `${titles[kind]}: ${formatNumber(many)}`;
  const rows = (action: string, signal?: AbortSignal): AsyncIterable<IngestRowResult> =>
    ingestResults(connectionFor(org, action), job, kind, { signal });
  return (
    <ResultRows
      key={`${kind} ${job.state}`}
      id={`rows-${kind}`}
      title={title}
      read={(signal) => shown(rows(`Read ${kind} rows`, signal), kind)}
      actions={
        kind !== "successful" && many !== 0 && loadOperations.some((one) => one === job.operation) ? (
          <FailedRowsActions
            read={async () => await failedRowsFile(rows(`Read ${kind} rows`), `${job.id}.csv`)}
            job={plannedLike(job)}
            hasDownload
          />
        ) : null
      }
      download={async () => await download(rows(`Download ${kind} rows`), job.id, kind)}
    />
  );
}

/** What is to be done with its rows again. Its line ends are those of the file, and no matter of values. */
const plannedLike = ({ operation, object, externalIdFieldName, assignmentRuleId }: IngestJobInfo): PlannedJob => ({
  operation,
  object: object ?? "",
  externalIdFieldName,
  assignmentRuleId,
});

/** How many there are of one kind, Salesforce says of written and of failed rows alone. */
const countOf = (job: IngestJobInfo, kind: IngestResultKind): number | undefined =>
  kind === "unprocessed"
    ? undefined
    : kind === "failed"
      ? job.numberRecordsFailed
      : job.numberRecordsProcessed - job.numberRecordsFailed;

async function* shown(rows: AsyncIterable<IngestRowResult>, kind: IngestResultKind): AsyncGenerator<ShownRow> {
  for await (const { id, created, errors, record } of rows) {
    const about: ShownRow["about"] =
      kind === "successful"
        ? { Record: <span class="id">{id}</span>, Created: created ? "yes" : "no" }
        : kind === "failed"
          ? {
              Why: errors.map(({ statusCode, message }) => (
                <p key={statusCode}>
                  {message} <code>{statusCode}</code>
                </p>
              )),
            }
          : {};
    yield { about, values: record };
  }
}

async function download(rows: AsyncIterable<IngestRowResult>, jobId: string, kind: IngestResultKind): Promise<void> {
  const parts: string[] = [];
  for await (const { id, created, errors, record } of rows) {
    const about: Readonly<Record<string, string>> =
      kind === "successful"
        ? { sf__Id: id ?? "", sf__Created: String(created) }
        : kind === "failed"
          ? {
              sf__Id: id ?? "",
              sf__Error: errors
                .map(({ statusCode, message, fields }) => `${statusCode}:${message}:${fields.join(",") || "--"}`)
                .join("; "),
            }
          : {};
    if (parts.length === 0) parts.push(csvLine([...Object.keys(about), ...Object.keys(record)]));
    parts.push(csvLine([...Object.values(about), ...Object.values(record)]));
  }
  saveCsv(parts, `${jobId}-${kind}-rows`);
}
