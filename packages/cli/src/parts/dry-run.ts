import { type Connection, getJob } from "@sfbulk/node";
import type { Call, Outcome } from "../command.ts";
import { curlOf } from "../connection/curl-of.ts";
import type { Org } from "../connection/org.ts";
import { requestOf } from "../connection/request-of.ts";
import { judgeMany } from "./judge-job.ts";
import { settledJob } from "./settled-job.ts";

/**
 * Shows for each job what it is and the request that would end it. The jobs are read; the request is made by the very
 * operation, and caught before it leaves.
 */
export async function dryRun(
  ids: readonly string[],
  org: Org,
  call: Call,
  verb: "close" | "abort",
  operation: (connection: Connection, id: string, signal: AbortSignal) => Promise<void>,
): Promise<Outcome> {
  const { output, values, interruption } = call;
  const { signal } = interruption;
  const jobs: unknown[] = [];
  let failed = 0;
  for (const jobId of ids) {
    try {
      const job = await getJob(org.connection, jobId, { signal });
      const { url, init } = await requestOf(org.connection, (caught, stop) => operation(caught, jobId, stop));
      const body = new TextDecoder().decode(init.body);
      const { value, text } = settledJob({ jobId, outcome: `would-${verb}`, job }, org, call);
      const all = { ...value, request: { method: init.method, url, body } };
      const shown = values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`;
      output.item(all, `${text}\n${shown.replace(/^/gm, "    ")}`);
      jobs.push(all);
    } catch (error) {
      signal.throwIfAborted();
      if (ids.length === 1) throw error;
      failed++;
      const { value, text } = settledJob({ jobId, outcome: "failed", error: error as Error }, org, call);
      output.item(value, text);
      jobs.push(value);
    }
  }
  output.note("This was a dry run: nothing was changed");
  return { status: judgeMany(jobs.length, failed), result: { dryRun: true, jobs } };
}
