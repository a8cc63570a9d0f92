import { batchOf, closedJob, queryPage, toXml } from "../recorded-replies.ts";
import type { Org, OrgBatch, OrgJob } from "./org.ts";
import { json, readyReply, reply, type Reply } from "./reply.ts";
import { header, lineOf, type RowSum } from "./task-rows.ts";
import { batchRows, failedOf, type TaskSize } from "./task-size.ts";

/** The job of which one row in a hundred has failed, of Bulk API 1.0 and of 2.0. */
export const resultsJob = "750900000000001";
export const ingestResultsJob = "750900000000002";

/** A request of Bulk API 1.0. */
interface AsyncCall {
  readonly method: string;
  /** What stands behind the version: `job/750…/batch`. */
  readonly path: readonly string[];
  readonly isXml: boolean;
  readonly isChunked: boolean;
  readonly text: string;
  /** What came as rows. */
  readonly sum: RowSum;
  /** Gives what came as a batch, not compressed. */
  readonly body: () => Buffer;
}

const oneOf = (isXml: boolean, root: string, value: object, status = 200): Reply =>
  isXml ? reply(status, "application/xml", toXml(root, value)) : json(value, status);

const infoOf = ({ id, operation, state, created, batches }: OrgJob): object => ({
  ...closedJob,
  id,
  operation,
  state,
  createdDate: created,
  numberBatchesCompleted: batches.filter((batch) => batch.state === "Completed").length,
  numberBatchesTotal: batches.length,
  numberRecordsProcessed: batches.reduce((rows, batch) => rows + batch.rows, 0),
  numberRecordsFailed: id === resultsJob ? batches.reduce((rows, batch) => rows + batch.rows, 0) / failedOf : 0,
});

const batchInfo = (jobId: string, { id, rows, state, created }: OrgBatch): object => ({
  ...batchOf(0, rows),
  id,
  jobId,
  state,
  numberRecordsFailed: jobId.startsWith(resultsJob) ? rows / failedOf : 0,
  createdDate: created,
  systemModstamp: created,
});

/** Reads `<name>value</name>` of a request in XML, or `"name":"value"` of one in JSON. */
function valueOf(text: string, name: "operation" | "state"): string {
  const [before, after] = text.includes("<") ? [`<${name}>`, "<"] : [`"${name}":"`, '"'];
  const from = text.indexOf(before);
  return from === -1 ? "" : text.slice(from + before.length, text.indexOf(after, from + before.length));
}

/** The results of a batch, one row in a hundred refused. */
function resultsOf(rows: number, failedEach: number): Reply {
  const lines = ['"Id","Success","Created","Error"'];
  for (let row = 0; row < rows; row++) {
    lines.push(
      row % failedEach === failedEach - 1
        ? '"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"'
        : `"0019H00000${String(row).padStart(8, "0")}","true","true",""`,
    );
  }
  return readyReply(`${lines.join("\n")}\n`);
}

/** Answers the calls of Bulk API 1.0. A batch is processed when it is there. */
export function asyncApi(org: Org, size: TaskSize): (call: AsyncCall) => Reply {
  const mixed = resultsOf(batchRows, failedOf);
  const sent = readyReply(header + Array.from({ length: batchRows }, (_, row) => lineOf(row + 1)).join(""));
  const chunk = readyReply(queryPage(size.pageRows));
  const plainResults = new Map<number, Reply>();
  return ({ method, path, isXml, isChunked, text, sum, body }) => {
    const [, jobId = "", batchWord, batchId, word, resultId] = path;
    if (jobId === "") {
      const job = org.create({ api: "1.0", operation: valueOf(text, "operation"), isXml, isChunked });
      return oneOf(isXml, "jobInfo", infoOf(job), 201);
    }
    const job = org.jobs.get(jobId.slice(0, 15));
    if (job === undefined) return json({ exceptionCode: "InvalidJob", exceptionMessage: "Unable to find job" }, 400);
    if (batchWord === undefined) {
      if (method === "POST") job.state = valueOf(text, "state");
      return oneOf(isXml, "jobInfo", infoOf(job));
    }
    if (method === "POST") {
      if (job.operation !== "query") {
        org.addRows(sum);
        const batch = org.addBatch(job, sum.rows);
        org.keepBody(batch.id, body);
        return oneOf(isXml, "batchInfo", batchInfo(jobId, batch), 201);
      }
      const original = org.addBatch(job, 0, job.isChunked ? "NotProcessed" : "Completed");
      for (let rows = 0; rows < size.exported; rows += size.pageRows) org.addBatch(job, size.pageRows);
      return oneOf(isXml, "batchInfo", batchInfo(jobId, original), 201);
    }
    if (batchId === undefined) {
      const list = job.batches.map((batch) => batchInfo(jobId, batch));
      if (!isXml) return json({ batchInfo: list });
      const inner = list.map((one) => toXml("batchInfo", one).replace(/^<\?xml[^>]*\?>/, ""));
      return reply(200, "application/xml", `<batchInfoList>${inner.join("")}</batchInfoList>`);
    }
    const batch = job.batches.find(({ id }) => id === batchId.slice(0, 15));
    if (batch === undefined) return json({ exceptionCode: "InvalidBatch", exceptionMessage: "No such batch" }, 400);
    if (word === undefined) return oneOf(isXml, "batchInfo", batchInfo(jobId, batch));
    if (word === "request") {
      const kept = org.bodyOf(batch.id);
      return kept === undefined ? sent : { status: 200, headers: { "content-type": "text/csv" }, plain: kept };
    }
    if (resultId !== undefined) return chunk;
    if (job.operation === "query") {
      const id = `752${batch.id.slice(3)}`;
      return isXml ? reply(200, "application/xml", `<result-list><result>${id}</result></result-list>`) : json([id]);
    }
    if (jobId.startsWith(resultsJob)) return mixed;
    const known = plainResults.get(batch.rows) ?? resultsOf(batch.rows, Infinity);
    plainResults.set(batch.rows, known);
    return known;
  };
}
