import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { listenForParent } from "./listen-for-parent.ts";
import { batchOf, closedJobJson, closedJobXml, jobId, resultsCsv, toXml } from "./recorded-replies.ts";

// A server that does as little as can be: it reads a request to its end and answers with bytes that are ready, gzipped
// where that is asked for, in XML where the request is XML. It knows no state, and is nobody's emulator.
// `neutral-server.js <latency, ms> <batches> <rows of a batch>`
const [latency = 0, batches = 1, rows = 10] = process.argv.slice(2).map(Number);

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

const reply = (status: number, type: string, text: string): Reply => ({
  status,
  type,
  plain: Buffer.from(text),
  zipped: gzipSync(text),
});
const isXml = (request: IncomingMessage): boolean => request.headers["content-type"]?.includes("xml") === true;

const closed = {
  json: reply(200, "application/json", closedJobJson),
  xml: reply(200, "application/xml", closedJobXml),
};
const list = Array.from({ length: batches }, (_, index) => batchOf(index, rows));
const listed = {
  json: reply(200, "application/json", JSON.stringify({ batchInfo: list })),
  xml: reply(200, "application/xml", toXml("batchInfo", batchOf(0, rows))),
};
const results = reply(200, "text/csv", resultsCsv(rows));
let added = 0;
let bytes = 0;

function answer(request: IncomingMessage): Reply {
  const { method, url = "" } = request;
  const form = isXml(request) ? "xml" : "json";
  if (url.endsWith("/result")) return results;
  if (method === "POST" && url.endsWith("/batch")) {
    // In XML, as Salesforce answers where the job is a CSV one.
    return reply(201, "application/xml", toXml("batchInfo", batchOf(added++, rows)));
  }
  if (url.includes("/batch")) return listed[form];
  if (url.endsWith(`/job/${jobId}`)) return closed[form];
  return reply(404, "application/json", '{"exceptionCode":"InvalidUrl","exceptionMessage":"Not found"}');
}

function send(request: IncomingMessage, response: ServerResponse): void {
  const { status, type, plain, zipped } = answer(request);
  const zip = request.headers["accept-encoding"]?.includes("gzip") === true;
  response.writeHead(status, {
    "content-type": type,
    ...(zip ? { "content-encoding": "gzip" } : {}),
    "content-length": zip ? zipped.length : plain.length,
  });
  response.end(zip ? zipped : plain);
}

listenForParent(latency, send, (chunk) => (bytes += chunk.length));
process.on("message", () => process.send?.({ added, bytes }));
