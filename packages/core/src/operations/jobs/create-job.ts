import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkOptions, type OptionNames } from "../../arguments/check-options.ts";
import { checkObject } from "../../arguments/check-object.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import { checkWord } from "../../arguments/check-word.ts";
import type { Connection } from "../../connection/connection.ts";
import { settle } from "../../exchange/settle.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { JobInfo } from "../../protocol/job-info.ts";
import type { JobSpec } from "../../protocol/job-spec.ts";
import { abortion } from "./abort-job.ts";
import { checkJobObject } from "../creating/check-job-object.ts";
import type { Creation } from "../creating/create-once.ts";
import { rememberNewJob } from "./known-batches.ts";
import { jobHeaders } from "./job-headers.ts";
import { createJobRequest, type NewJob } from "../../requests/job-requests.ts";

const specNames: OptionNames<JobSpec> = {
  operation: true,
  object: true,
  contentType: true,
  externalIdFieldName: true,
  concurrencyMode: true,
  assignmentRuleId: true,
  lineEnding: true,
  disableBatchRetry: true,
  pkChunking: true,
};
const operations = ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"];
const contentTypes = ["XML", "CSV", "JSON", "ZIP_XML", "ZIP_CSV", "ZIP_JSON"];
const concurrencyModes = ["Parallel", "Serial"];

/**
 * Creates a job, open for batches.
 *
 * It is sent once. Where the answer is lost, the error has the code `JobMayExist` and names the open jobs that it may have
 * made as `candidates`; none of them is touched, since it may be another process's. A signal that fires while it is on its
 * way is heeded when the answer has come: the new job is aborted first.
 *
 * @throws TypeError before anything is sent; SessionError, SalesforceError, NetworkError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/asynch_api_jobs_create.htm
 * @example
 * ```ts
 * import { createJob } from "@sfbulk/core";
 *
 * const job = await createJob(connection, { operation: "insert", object: "Account" });
 * ```
 */
export async function createJob(connection: Connection, spec: JobSpec, options: CallOptions = {}): Promise<JobInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  const { job: newJob, headers } = checkSpec(spec);
  const { operation, object } = newJob;
  const creation: Creation<JobInfo> = {
    request: createJobRequest(newJob, headers),
    made: { jobType: "Classic", operation, object },
    end: (job, signal) => settle(target, abortion(job.id), { signal }),
  };
  // Loaded for who creates jobs, and with it what looks for a job whose answer is lost.
  const { createOnce } = await import("../creating/creation-steps.ts");
  const job = await createOnce(target, creation, options);
  rememberNewJob(target, job.id);
  return job;
}

/** A spec after its check, as it is sent. */
interface CheckedSpec {
  readonly job: NewJob;
  readonly headers: Readonly<Record<string, string>>;
}

/** Checks what a new job is to do. It is exported for whole loads, whose journal must not begin with a wrong one. */
export function checkSpec(spec: JobSpec): CheckedSpec {
  checkObject("spec", spec);
  checkOptions("spec", spec, specNames);
  const { operation, object, contentType = "CSV", externalIdFieldName, concurrencyMode, assignmentRuleId } = spec;
  checkWord("operation", operation, operations);
  checkWord("contentType", contentType, contentTypes);
  if (concurrencyMode !== undefined) checkWord("concurrencyMode", concurrencyMode, concurrencyModes);
  checkJobObject(spec);
  const job: NewJob = {
    operation,
    object,
    ...(externalIdFieldName === undefined ? {} : { externalIdFieldName }),
    ...(concurrencyMode === undefined ? {} : { concurrencyMode }),
    contentType,
    ...(assignmentRuleId === undefined ? {} : { assignmentRuleId }),
  };
  return { job, headers: jobHeaders(spec) };
}
