import { createJob, type JobSpec } from "@sfbulk/node";
import type { Outcome } from "../command.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import { curlOf } from "../connection/curl-of.ts";
import type { Org } from "../connection/org.ts";
import { type DayLimits, readLimits } from "../connection/read-limits.ts";
import { requestOf } from "../connection/request-of.ts";
import type { RowRange } from "../csv/some-rows.ts";
import { cannotBeLoaded, inspectFile } from "../load/inspect-file.ts";
import type { Rows } from "../load/open-rows.ts";
import { showReport } from "../load/show-report.ts";
import { count, formatNumber } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import type { LoadCall } from "./load-call.ts";
import { snapshotCost } from "./take-snapshot.ts";

/**
 * Shows what a load would send, and what that would cost: the file is read, and the org is asked about its fields and its
 * limits. Nothing is changed.
 */
export async function showPlan(rows: Rows, range: RowRange, spec: JobSpec, org: Org, call: LoadCall): Promise<Outcome> {
  const { output, values, interruption } = call;
  const { signal } = interruption;
  if (rows.bytes === undefined) {
    throw usageError(`Cannot look at ${rows.name} before it is loaded: it can be read only once`, "Give a file");
  }
  const progress = await startProgress(output, `Reading ${rows.name}`);
  const maxRecords = readCount("--batch-size", values.batchSize, 10_000);
  try {
    const connection = values.check ? org.connection : undefined;
    const report = await inspectFile(rows, { spec, connection, range, maxRecords, signal });
    const limits = await limitsOf(org, signal);
    progress.stop();
    const { url, init } = await requestOf(org.connection, (caught, stop) => createJob(caught, spec, { signal: stop }));
    const body = new TextDecoder().decode(init.body);
    showReport(report, output);
    output.line(values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`);
    output.line(
      `then ${count(report.rows, "row")} in ${count(report.batches, "batch", "batches")} of up to ${formatNumber(maxRecords)} rows, and the job is closed`,
    );
    // Who it is, the job, its end, its state, its batches; and of each batch the rows and the results.
    const calls = 5 + 2 * report.batches;
    output.line(`${"Cost".padEnd(9)} ${costWords(report.batches, calls, limits)}`);
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
        cost: { batches: report.batches, apiCalls: calls, ...left },
      },
    };
  } finally {
    progress.stop();
  }
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
