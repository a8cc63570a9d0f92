import { closedJob, queryJobJson, queryPage } from "../recorded-replies.ts";
import type { Org, OrgJob } from "./org.ts";
import { json, readyReply, reply, type Reply } from "./reply.ts";
import { columns, lineOf, type RowSum } from "./task-rows.ts";
import { failedOf, type TaskSize } from "./task-size.ts";

/** A request of Bulk API 2.0. */
export interface JobsCall {
  readonly method: string;
  /** What stands behind `jobs`: `ingest/750…/batches`. */
  readonly path: readonly string[];
  readonly locator: number;
  readonly version: string;
  readonly text: string;
  readonly sum: RowSum;
}

const infoOf = ({ id, operation, state, created, uploaded }: OrgJob, failed: number): object => ({
  id,
  operation,
  object: "Account",
  createdById: closedJob.createdById,
  createdDate: created,
  systemModstamp: created,
  state,
  concurrencyMode: "Parallel",
  contentType: "CSV",
  apiVersion: 66,
  jobType: "V2Ingest",
  contentUrl: `services/data/v66.0/jobs/ingest/${id}/batches`,
  lineEnding: "LF",
  columnDelimiter: "COMMA",
  retries: 0,
  totalProcessingTime: 403,
  apiActiveProcessingTime: 225,
  apexProcessingTime: 64,
  numberRecordsProcessed: uploaded.rows,
  numberRecordsFailed: failed,
});

const names = columns.map((name) => `"${name}"`).join(",");

/** The rows of a job that were written, or that were refused. */
function rowsOf(rows: number, isFailed: boolean): Reply {
  const lines = [isFailed ? `"sf__Id","sf__Error",${names}` : `"sf__Id","sf__Created",${names}`];
  for (let row = 1; row <= rows; row++) {
    if ((row % failedOf === 0) !== isFailed) continue;
    const line = lineOf(row).trimEnd();
    lines.push(
      isFailed
        ? `"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --",${line}`
        : `"0019H00000${String(row).padStart(8, "0")}","true",${line}`,
    );
  }
  return readyReply(`${lines.join("\n")}\n`);
}

/** Answers the calls of Bulk API 2.0. A job is processed as soon as it is closed. */
export function jobsApi(org: Org, size: TaskSize, ready: string): (call: JobsCall) => Reply {
  const failed = rowsOf(size.results, true);
  const successful = rowsOf(size.results, false);
  const nothing = reply(200, "text/csv", `${names}\n`);
  const pages = size.exported / size.pageRows;
  const page = readyReply(queryPage(size.pageRows));
  const pageOf = (number: number): Reply => ({
    ...page,
    headers: {
      ...page.headers,
      "sforce-locator": number + 1 < pages ? String(number + 1) : "null",
      "sforce-numberofrecords": String(size.pageRows),
    },
  });
  const query = ({ method, path, locator, version }: JobsCall): Reply => {
    const [, id = "", word] = path;
    if (method === "DELETE") return { status: 204, headers: {}, plain: Buffer.alloc(0) };
    if (word === "results") return pageOf(locator);
    const jobPath = `/services/data/${version}/jobs/query/${id}`;
    if (word === "resultPages") {
      const end = Math.min(pages, locator + 5);
      return json({
        resultPages: Array.from({ length: end - locator }, (_, number) => ({
          resultUrl: `${jobPath}/results?locator=${locator + number}`,
        })),
        nextRecordsUrl: end < pages ? `${jobPath}/resultPages?locator=${end}` : null,
        done: end >= pages,
      });
    }
    return reply(200, "application/json", queryJobJson(size.exported));
  };
  return (call) => {
    const { method, path, text, sum } = call;
    const [kind, id = "", word] = path;
    if (kind === "query") return query(call);
    if (id === "") {
      if (method === "GET") return json({ done: true, records: [], nextRecordsUrl: null });
      const { operation } = JSON.parse(text) as { readonly operation: string };
      return json(infoOf(org.create({ api: "2.0", operation, isXml: false, isChunked: false }), 0));
    }
    const job = org.jobs.get(id.slice(0, 15));
    if (job === undefined) return json([{ errorCode: "NOT_FOUND", message: "The job does not exist" }], 404);
    const isReady = job.id === ready;
    if (word === "batches") {
      job.uploaded = sum;
      return { status: 201, headers: {}, plain: Buffer.alloc(0) };
    }
    if (word === "failedResults") return isReady ? failed : nothing;
    if (word === "successfulResults") return isReady ? successful : nothing;
    if (word !== undefined) return nothing;
    if (method === "PATCH") {
      const { state } = JSON.parse(text) as { readonly state: string };
      // Rows of a job that is not closed are not written.
      if (state === "UploadComplete" && job.state === "Open") org.addRows(job.uploaded);
      job.state = state === "UploadComplete" ? "JobComplete" : state;
    }
    return json(infoOf(job, isReady ? job.uploaded.rows / failedOf : 0));
  };
}
