import type { ColumnDelimiter } from "../../../protocol/ingest-job-info.ts";
import type { Delimiter } from "../../../protocol/delimiter.ts";
import { createIngestJob, type IngestJobSpec } from "../../ingest/create-ingest-job.ts";
import type { PartDialect } from "../source/open-parts.ts";
import type { IngestRun } from "./ingest-run.ts";

const delimiterNames: Readonly<Record<Delimiter, ColumnDelimiter>> = {
  "`": "BACKQUOTE",
  "^": "CARET",
  ",": "COMMA",
  "|": "PIPE",
  ";": "SEMICOLON",
  "\t": "TAB",
};

/**
 * Makes what creates the jobs of a load, one after another: what is written down of a creation does not say whose it is. No
 * signal reaches it: a job that is created and not written down would be nobody's.
 */
export function ingestJobMaker(run: IngestRun): (dialect: PartDialect) => Promise<string> {
  const { connection, load, log, meter, signal } = run;
  const create = async ({ delimiter, lineEnd }: PartDialect): Promise<string> => {
    signal.throwIfAborted();
    await log.write({ kind: "creating-job", at: new Date().toISOString() });
    const { contentType: _, ...spec } = load.spec;
    const job = { ...spec, columnDelimiter: delimiterNames[delimiter], lineEnding: lineEnd } as IngestJobSpec;
    const { id: jobId, apiVersion, createdDate } = await createIngestJob(connection, job);
    run.unended.set(jobId, "open");
    await log.write({ kind: "job-created", jobId, apiVersion, createdDate });
    meter.job(jobId);
    signal.throwIfAborted();
    return jobId;
  };
  let last: Promise<unknown> = Promise.resolve();
  return (dialect) => {
    const made = last.then(() => create(dialect));
    // Who comes next does not care how this one ends.
    last = made.catch(() => undefined);
    return made;
  };
}
