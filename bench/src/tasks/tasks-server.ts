import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createGunzip, gunzipSync } from "node:zlib";
import { asyncApi, ingestResultsJob, resultsJob } from "./async-api.ts";
import { jobsApi } from "./jobs-api.ts";
import { line } from "./line.ts";
import { makeOrg } from "./org.ts";
import type { Reply } from "./reply.ts";
import { restApi } from "./rest-api.ts";
import { type RowSum, rowSummer } from "./task-rows.ts";
import { batchRows } from "./task-size.ts";

// As little of an org as whole tasks need, in a process of its own: it has what is read ready, looks at what comes in only
// to count its rows and to add up their numbers, and is done with a job when that is closed. It is nobody's emulator.
const { values } = parseArgs({
  options: {
    /** Milliseconds before each answer. */
    latency: { type: "string", default: "0" },
    /** Megabytes a second that its line takes, each way; 0 for as many as come. */
    rate: { type: "string", default: "0" },
    results: { type: "string", default: "10000" },
    exported: { type: "string", default: "50000" },
    "page-rows": { type: "string", default: "50000" },
    /** Says on standard error what it has no answer to. */
    verbose: { type: "boolean", default: false },
  },
});
const [latency, rate] = [Number(values.latency), Number(values.rate) * 1e6];
const size = {
  results: Number(values.results),
  exported: Number(values.exported),
  pageRows: Number(values["page-rows"]),
};
const [up, down] = [line(rate), line(rate)];

let org = makeOrg();
let calls = 0;
let bytes = 0;
/** Rows that have come, whether they count yet or not: who kills a load wants to know when it is halfway. */
let seen = 0;
let answerAsync = asyncApi(org, size);
let answerJobs = jobsApi(org, size, ingestResultsJob);

function forget(open: number): void {
  org = makeOrg();
  answerAsync = asyncApi(org, size);
  answerJobs = jobsApi(org, size, ingestResultsJob);
  [calls, bytes, seen] = [0, 0, 0];
  const classic = org.create({ api: "1.0", operation: "insert", isXml: false, isChunked: false }, resultsJob);
  for (let rows = 0; rows < size.results; rows += batchRows) org.addBatch(classic, batchRows);
  classic.state = "Closed";
  const ingest = org.create({ api: "2.0", operation: "insert", isXml: false, isChunked: false }, ingestResultsJob);
  ingest.uploaded = { rows: size.results, sum: 0 };
  ingest.state = "JobComplete";
  for (let job = 0; job < open; job++) org.create({ api: "1.0", operation: "insert", isXml: false, isChunked: false });
}

interface Upload {
  readonly body: Buffer;
  readonly sum: RowSum;
}

/** Reads what comes at the pace of the line, and counts the rows in it where it has some. */
async function receive(request: IncomingMessage, hasRows: boolean): Promise<Upload> {
  const chunks: Buffer[] = [];
  const summer = rowSummer();
  const isZipped = request.headers["content-encoding"] === "gzip";
  const isKept = !hasRows || request.method === "POST";
  const push = (plain: Buffer): void => {
    const before = summer.rows();
    summer.push(plain);
    seen += summer.rows() - before;
  };
  const gunzip = isZipped && hasRows ? createGunzip().on("data", push) : undefined;
  const unzipped = gunzip === undefined ? undefined : new Promise((resolve) => gunzip.on("end", resolve));
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    await up.take(chunk.length);
    if (isKept) chunks.push(chunk);
    if (gunzip === undefined) {
      if (hasRows) push(chunk);
    } else if (!gunzip.write(chunk)) await new Promise((resolve) => gunzip.once("drain", resolve));
  }
  gunzip?.end();
  await unzipped;
  const body = Buffer.concat(chunks);
  return { body: isZipped && !hasRows ? gunzipSync(body) : body, sum: summer.end() };
}

async function answer(request: IncomingMessage): Promise<Reply> {
  const { method = "", url = "", headers } = request;
  const { pathname, searchParams } = new URL(url, "http://server");
  const [, , area, version = "", first, ...path] = pathname.split("/");
  const isUpload = method === "PUT" || (method === "POST" && path.at(-1) === "batch");
  const { body, sum } = await receive(request, isUpload);
  const text = isUpload ? "" : body.toString();
  if (area === "async" && first === "job") {
    const isJson = headers["content-type"]?.includes("json") === true || headers.accept?.includes("json") === true;
    const isChunked = headers["sforce-enable-pkchunking"] !== undefined;
    const plain = isUpload && headers["content-encoding"] === "gzip" ? gunzipLater(body) : () => body;
    return answerAsync({ method, path: ["job", ...path], isXml: !isJson, isChunked, text, sum, body: plain });
  }
  if (area === "data" && first === "jobs") {
    return answerJobs({ method, path, locator: Number(searchParams.get("locator") ?? 0), version, text, sum });
  }
  const other = restApi(pathname, `http://${headers.host}`);
  if (values.verbose && other.status === 404) process.stderr.write(`${method} ${url}\n`);
  return other;
}

const gunzipLater = (body: Buffer) => (): Buffer => gunzipSync(body);

async function send({ status, headers, plain, zipped }: Reply, takesGzip: boolean, response: ServerResponse) {
  const body = takesGzip && zipped !== undefined ? zipped : plain;
  response.writeHead(status, {
    ...headers,
    ...(body === zipped ? { "content-encoding": "gzip" } : {}),
    ...(status === 204 ? {} : { "content-length": body.length }),
  });
  if (rate === 0) {
    response.end(body);
    return;
  }
  const piece = 64 * 1024;
  for (let at = 0; at < body.length && !response.destroyed; at += piece) {
    const part = body.subarray(at, at + piece);
    await down.take(part.length);
    response.write(part);
  }
  response.end();
}

const server = createServer((request, response) => {
  calls++;
  const takesGzip = request.headers["accept-encoding"]?.includes("gzip") === true;
  answer(request)
    .then(async (made) => {
      if (latency > 0) await pause(latency);
      await send(made, takesGzip, response);
    })
    .catch(() => response.destroy());
});
server.keepAliveTimeout = 60_000;
server.requestTimeout = 0;
forget(0);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` });
});
process.on("message", ({ renew }: { readonly renew?: number }) => {
  if (renew !== undefined) forget(renew);
  const open = [...org.jobs.values()].filter(({ state }) => state === "Open");
  process.send?.({ calls, bytes, seen, ...org.written(), open: open.length });
});
process.on("disconnect", () => process.exit(0));
