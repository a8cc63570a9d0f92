import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { describeValue } from "../../arguments/describe-value.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { uploadSpecRequest } from "../../requests/batch-requests.ts";
import { targetForJob } from "../../connection/target-for-job.ts";
import { type BatchJob, checkBatchJob } from "./add-batch.ts";

/** Salesforce's limit. */
const mostCharacters = 8191;

/**
 * Uploads a mapping spec to an open CSV job: which column of the batches belongs to which field. It goes before the first
 * batch.
 *
 * It is sent once. What Salesforce answers besides its status is not recorded, so anything of 200 to 299 is a success.
 *
 * @param job - The job, as `createJob` or `getJob` gave it.
 * @param spec - CSV with the columns `Salesforce Field,Csv Header,Value,Hint`: a field, the column that it comes from or
 *   a constant value, and for dates a pattern such as `dd MMM yy`. Fewer than 8192 characters.
 * @throws TypeError before anything is sent; SalesforceError, NetworkError, SessionError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/datafiles_spec.htm
 * @example
 * ```ts
 * import { createJob, uploadSpec } from "@sfbulk/core";
 *
 * const job = await createJob(connection, { operation: "insert", object: "Contact" });
 * await uploadSpec(connection, job, "Salesforce Field,Csv Header,Value,Hint\nLastName,Surname,,\nLeadSource,,Import,\n");
 * ```
 */
export async function uploadSpec(
  connection: Connection,
  job: BatchJob,
  spec: string,
  options: CallOptions = {},
): Promise<void> {
  const target = checkConnection(connection);
  const { id } = checkBatchJob(job);
  if (job.contentType !== "CSV") {
    throw argumentError(
      "UnsupportedContentType",
      `Cannot upload a spec to a ${job.contentType} job: only the columns of CSV are mapped`,
    );
  }
  if (typeof spec !== "string" || spec.trim() === "" || spec.length > mostCharacters) {
    const got = typeof spec === "string" ? `${spec.length} characters` : describeValue(spec);
    throw argumentError(
      "InvalidArgument",
      `Cannot use spec: expected CSV of fewer than ${mostCharacters + 1} characters, got ${got}`,
    );
  }
  checkCallOptions(options);
  // Loaded for who has rows to add.
  const { utf8String } = await import("./batch-steps.ts");
  await ask(targetForJob(target, job.apiVersion), uploadSpecRequest(id, utf8String("spec", spec)), options);
}
