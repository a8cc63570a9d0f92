import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import type { AnyJobInfo } from "../../protocol/ingest-job-info.ts";
import { checkId } from "../../arguments/check-id.ts";
import { classicEnding } from "../../requests/classic-ending.ts";
import { endJob } from "../jobs/end-job.ts";
import { findApi } from "./find-api.ts";
import { ingestEnding } from "./ingest-ending.ts";

/** Closes or aborts a job of Bulk API 2.0, or of whichever API it turns out to be. */
export async function endEitherJob(
  connection: Connection,
  jobId: string,
  verb: "close" | "abort",
  api: "2.0" | "auto",
  options: CallOptions,
): Promise<AnyJobInfo> {
  const target = checkConnection(connection);
  const id = checkId(jobId, "750", "jobId");
  if (api === "2.0" || (await findApi(target, id, options)) === "2.0") {
    return (await endJob(target, ingestEnding(id, verb === "close" ? "UploadComplete" : "Aborted"), options)).job;
  }
  return (await endJob(target, classicEnding(id, verb === "close" ? "Closed" : "Aborted"), options)).job;
}
