import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { listenForParent } from "./listen-for-parent.ts";
import { queryJobJson, queryPage, queryPages } from "./recorded-replies.ts";

// As little of a query job of Bulk API 2.0 as can be: it is complete at once, and each of its pages is the same bytes, which
// are ready, gzipped where that is asked for. `query-server.js <latency, ms> <pages> <rows of a page>`
const [latency = 0, pages = 1, rows = 10] = process.argv.slice(2).map(Number);
const page = queryPage(rows);
const zipped = gzipSync(page);
const job = queryJobJson(pages * rows);

function send({ method, url = "", headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, "http://server");
  const number = Number(searchParams.get("locator") ?? 0);
  if (!pathname.endsWith("/results")) {
    response.writeHead(method === "DELETE" ? 204 : 200, { "content-type": "application/json" });
    response.end(method === "DELETE" ? "" : pathname.endsWith("/resultPages") ? queryPages(number, pages) : job);
    return;
  }
  const zip = headers["accept-encoding"]?.includes("gzip") === true;
  response.writeHead(200, {
    "content-type": "text/csv",
    "sforce-locator": number + 1 < pages ? String(number + 1) : "null",
    "sforce-numberofrecords": rows,
    ...(zip ? { "content-encoding": "gzip" } : {}),
    "content-length": zip ? zipped.length : page.length,
  });
  response.end(zip ? zipped : page);
}

listenForParent(latency, send);
