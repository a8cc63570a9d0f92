import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";
import Papa from "papaparse";

// A server that takes batches, counts their rows with a reader that is not ours, and forgets them: the emulator would keep
// them all. It tells its parent where it listens, and on any message what it has counted.
let rows = 0;
let batches = 0;
let bytes = 0;
let sum = 0;
let largest = 0;

const server = createServer((request, response) => {
  // Asked first, since nobody says that the job is new: it has none.
  if (request.method === "GET") {
    response.writeHead(200, { "content-type": "application/json" }).end('{"batchInfo":[]}');
    return;
  }
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body;
    const { data, errors } = Papa.parse<string[]>(plain.toString(), {
      delimiter: ",",
      newline: "\n",
      skipEmptyLines: true,
    });
    const [header, ...lines] = data;
    if (errors.length > 0 || header?.[0] !== "Number" || lines.length > 10_000 || plain.length > 10_000_000) {
      response.writeHead(400).end();
      return;
    }
    rows += lines.length;
    bytes += body.length;
    largest = Math.max(largest, plain.length);
    for (const [number] of lines) sum += Number(number);
    const date = new Date().toISOString();
    const id = `751${String(++batches).padStart(12, "0")}`;
    const jobId = /\/job\/(\w+)\//.exec(request.url ?? "")?.[1];
    response.writeHead(201, { "content-type": "application/json" });
    response.end(
      JSON.stringify({ id, jobId, state: "Queued", stateMessage: null, createdDate: date, systemModstamp: date }),
    );
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.({ url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` });
});
process.on("message", () => process.send?.({ rows, batches, bytes, sum, largest }));
process.on("disconnect", () => process.exit(0));
