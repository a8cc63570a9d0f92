import {
  abortIngestJob,
  abortJob,
  abortQueryJob,
  closeIngestJob,
  closeJob,
  type Connection,
  deleteIngestJob,
  deleteQueryJob,
} from "@sfbulk/node";
import { usageError } from "../arguments/usage-error.ts";
import type { Call, Outcome } from "../command.ts";
import { curlOf } from "../connection/curl-of.ts";
import type { Org } from "../connection/org.ts";
import { requestOf } from "../connection/request-of.ts";
import { findJob, type FoundJob } from "./find-job.ts";
import { judgeMany } from "./judge-job.ts";
import { settledJob } from "./settled-job.ts";

type EndOperation = (connection: Connection, jobId: string, options: { signal: AbortSignal }) => Promise<unknown>;

/** What ends a job of each API; not each can be ended in each way. */
const operations: Readonly<Record<"close" | "abort" | "delete", Partial<Record<FoundJob["api"], EndOperation>>>> = {
  close: { "1.0": closeJob, "2.0-ingest": closeIngestJob },
  abort: { "1.0": abortJob, "2.0-ingest": abortIngestJob, "2.0-query": abortQueryJob },
  delete: { "2.0-ingest": deleteIngestJob, "2.0-query": deleteQueryJob },
};

/** Says why a job cannot be ended in a way. */
export const cannotEnd = (verb: "close" | "abort" | "delete", jobId: string): string =>
  verb === "delete"
    ? `Cannot delete job ${jobId}: it is one of Bulk API 1.0, which deletes no job; Salesforce does so by itself, seven days after its end`
    : `Cannot ${verb} job ${jobId}: it is a query of Bulk API 2.0, which is never open; it can be aborted`;

/**
 * Shows for each job what it is and the request that would end it. The jobs are read; the request is made by the very
 * operation, and caught before it leaves.
 */
export async function dryRun(
  ids: readonly string[],
  org: Org,
  call: Call,
  verb: "close" | "abort" | "delete",
): Promise<Outcome> {
  const { output, values, interruption } = call;
  const { signal } = interruption;
  const jobs: unknown[] = [];
  let failed = 0;
  for (const jobId of ids) {
    try {
      const { api, job } = await findJob(org.connection, jobId, signal);
      const operation = operations[verb][api];
      if (operation === undefined) throw usageError(cannotEnd(verb, jobId));
      const { url, init } = await requestOf(org.connection, (caught, stop) =>
        operation(caught, jobId, { signal: stop }),
      );
      const body = init.body === undefined ? "" : new TextDecoder().decode(init.body);
      const { value, text } = settledJob({ jobId, outcome: `would-${verb}`, job }, org, call);
      const all = { ...value, request: { method: init.method, url, body } };
      const shown = values.explain === true ? curlOf(url, init) : `${init.method} ${url} ${body}`.trimEnd();
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
  return {
    status: judgeMany(jobs.length, failed),
    result: { dryRun: true, jobs },
    summary: { dryRun: true, failed, jobs: jobs.length },
  };
}
