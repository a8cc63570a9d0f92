import {
  type Connection,
  findJobApi,
  getIngestJob,
  getJob,
  getQueryJob,
  type IngestJobInfo,
  type JobInfo,
  type QueryJobInfo,
} from "@sfbulk/node";

/** A job, and which API it belongs to. */
export type FoundJob =
  | { readonly api: "1.0"; readonly job: JobInfo }
  | { readonly api: "2.0-ingest"; readonly job: IngestJobInfo }
  | { readonly api: "2.0-query"; readonly job: QueryJobInfo };

/** Reads a job of either API by its id. */
export async function findJob(connection: Connection, id: string, signal: AbortSignal): Promise<FoundJob> {
  const api = await findJobApi(connection, id, { signal });
  if (api === "1.0") return { api, job: await getJob(connection, id, { signal }) };
  if (api === "2.0-ingest") return { api, job: await getIngestJob(connection, id, { signal }) };
  return { api, job: await getQueryJob(connection, id, { signal }) };
}

/** Writes which API it is, as people and JSON call it. */
export const apiOf = ({ api }: Pick<FoundJob, "api">): "1.0" | "2.0" => (api === "1.0" ? "1.0" : "2.0");
