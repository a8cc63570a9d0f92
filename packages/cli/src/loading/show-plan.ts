import { type Connection, createIngestJob, createJob, type IngestJobSpec, type JobSpec } from "@sfbulk/node";
import type { Outcome } from "../command.ts";
import { usageError } from "../arguments/usage-error.ts";
import { curlOf } from "../connection/curl-of.ts";
import type { Org } from "../connection/org.ts";
import { type DayLimits, readLimits } from "../connection/read-limits.ts";
import { requestOf } from "../connection/request-of.ts";
import type { RowRange } from "../csv/some-rows.ts";
import { cannotBeLoaded, type FileReport, inspectFile } from "../load/inspect-file.ts";
import { type LoadApi, readBatchSize } from "../load/read-api.ts";
import type { Rows } from "../load/open-rows.ts";
import { delimiters } from "../load/read-spec.ts";
import { showReport } from "../load/show-report.ts";
import { count, formatNumber } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import type { LoadCall } from "./load-call.ts";
import { snapshotCost } from "./take-snapshot.ts";

/**
 * Shows what a load would send, and what that would cost: the file is read, and the org is asked about its fields and its
 * limits. Nothing is changed.
 */
export async function showPlan(
  rows: Rows,
  range: RowRange,
  spec: JobSpec,
  api: LoadApi,
  org: Org,
  call: LoadCall,
): Promise<Outcome> {
  const { output, values, interruption } = call;
  const { signal } = interruption;
  if (rows.bytes === undefined) {
    throw usageError(`Cannot look at ${rows.name} before it is loaded: it can be read only once`, "Give a file");
  }
  const progress = await startProgress(output, `Reading ${rows.name}`);
  const maxRecords = readBatchSize(values);
  try {
    const connection = values.check ? org.connection : undefined;
    const report = await inspectFile(rows, { spec, connection, range, maxRecords, signal });
    const limits = await limitsOf(org, signal);
    progress.stop();
    const { url, init } = await requestOf(org.connection, async (caught, stop) =>
      api === "1.0" ? await createJob(caught, spec, { signal: stop }) : await createIngest(caught, spec, report, stop),
    );
    const body = new TextDecoder().decode(init.body);
    showReport(report, values.map !== undefined, output);
    output.line(values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`);
    const { batches } = report;
    const jobs = api === "1.0" ? 1 : Math.max(1, Math.ceil(report.bytesSent / bytesOfJob));
    output.line(
      api === "1.0"
        ? `then ${count(report.rows, "row")} in ${count(batches, "batch", "batches")} of up to ${formatNumber(maxRecords)} rows, and the job is closed`
        : `then ${count(report.rows, "row")} in ${count(jobs, "such job")}, which ${jobs === 1 ? "is" : "are"} closed and cut into batches by Salesforce`,
    );
    const calls = callsOf(api, values.check, jobs, batches);
    output.line(`${"Cost".padEnd(9)} ${costWords(batches, calls, limits)}`);
    if (values.snapshot === true) output.line(`${"Snapshot".padEnd(9)} ${snapshotCost(spec, report.rows, call)}`);
    output.note("This was a dry run: nothing was changed");
    const left =
      limits === undefined ? {} : { batchesLeft: limits.batches?.Remaining, apiCallsLeft: limits.requests?.Remaining };
    return {
      status: cannotBeLoaded(report) ? 1 : 0,
      result: {
        dryRun: true,
        ...report,
        spec,
        request: { url, body },
        cost: { batches, jobs, apiCalls: calls, ...left },
      },
    };
  } finally {
    progress.stop();
  }
}

/** How much a job of Bulk API 2.0 may have, as core cuts them. */
const bytesOfJob = 100_000_000;

/** The names that Bulk API 2.0 has for delimiters. */
const delimiterNames = new Map(Object.entries(delimiters).map(([name, delimiter]) => [delimiter as string, name]));

async function createIngest(
  connection: Connection,
  { operation, object, externalIdFieldName, assignmentRuleId }: JobSpec,
  { delimiter, lineEnding }: FileReport,
  signal: AbortSignal,
): Promise<unknown> {
  const columnDelimiter = delimiterNames.get(delimiter ?? ",");
  // Of a file that cannot be read, nothing is known.
  const spec = {
    operation,
    object,
    externalIdFieldName,
    assignmentRuleId,
    lineEnding: lineEnding ?? "LF",
    columnDelimiter,
  };
  return await createIngestJob(connection, spec as IngestJobSpec, { signal });
}

/** Gives how many API calls a load takes at least, those of its results included. */
function callsOf(api: LoadApi, isChecked: boolean, jobs: number, batches: number): number {
  // Who it is, and what the fields are.
  const before = isChecked ? 2 : 1;
  return api === "1.0"
    ? // The job, its end, its batches; and of each batch the rows and the results.
      before + 3 + 2 * batches
    : // Of each job its creation, its rows, its end, its state and its results.
      before + 5 * jobs;
}

/** What is left of the limits is worth knowing, and no reason to fail. */
async function limitsOf({ connection }: Org, signal: AbortSignal): Promise<DayLimits | undefined> {
  try {
    return await readLimits(connection, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

function costWords(batches: number, calls: number, limits: DayLimits | undefined): string {
  return `${count(batches, "batch", "batches")}${left(limits?.batches)}, at least ${count(calls, "API call")}${left(limits?.requests)}`;
}

const left = (limit: { readonly Remaining: number } | undefined): string =>
  limit === undefined ? "" : ` of ${formatNumber(limit.Remaining)} left today`;
