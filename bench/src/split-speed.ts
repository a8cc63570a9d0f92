import Papa from "papaparse";
import { addBatches } from "@sfbulk/node";

// How fast CSV is cut into batches, against the same machine's copying of bytes and papaparse's reading. It loads through
// an adapter that answers at once, so that nothing but cutting is measured: no network, no compression.
const megabytes = Number(process.argv[2] ?? 200);
const chunkSize = 64 * 1024;
/** Not a divisor of a batch, so that no two batches are the same: those go one after the other. */
const rowsOfPiece = 7001;
const jobId = "7509H0000016GUXQA2";

const line: Readonly<Record<string, (row: number) => string>> = {
  "plain values": (row) => `Acme number ${row},+49 30 ${row},Berlin and around,some words that tell what it is\n`,
  "quoted values": (row) => `"Acme number ${row}","+49 30 ${row}","Berlin ""and"" around","some words\nthat tell"\n`,
  "short values": (row) => `a,b,${row % 10},d\n`,
};

const say = (text: string): boolean => process.stdout.write(`${text}\n`);
const rate = (bytes: number, began: number): number => bytes / 1000 / (performance.now() - began);

let count = 0;
const fetch = async (): Promise<Response> => {
  const id = `751${String(count++).padStart(12, "0")}`;
  const date = new Date().toISOString();
  return await Promise.resolve(
    Response.json({ id, jobId, state: "Queued", stateMessage: null, createdDate: date, systemModstamp: date }),
  );
};
const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "x", fetch, gzip: false } as const;

for (const [kind, write] of Object.entries(line)) {
  const text = Array.from({ length: rowsOfPiece }, (_, row) => write(row)).join("");
  const piece = new TextEncoder().encode(text);
  const times = Math.ceil((megabytes * 1e6) / piece.length);
  const total = times * piece.length;
  const chunks = function* (): Generator<Uint8Array> {
    yield new TextEncoder().encode("A,B,C,D\n");
    for (let turn = 0; turn < times; turn++) {
      for (let at = 0; at < piece.length; at += chunkSize) yield piece.subarray(at, at + chunkSize);
    }
  };
  const job = { id: jobId, contentType: "CSV" } as const;
  // The first run is the compiler's.
  // oxlint-disable-next-line no-await-in-loop
  await addBatches(connection, job, chunks());
  let began = performance.now();
  // oxlint-disable-next-line no-await-in-loop
  const added = await addBatches(connection, job, chunks());
  const cutting = rate(total, began);
  const rows = added.reduce((sum, batch) => sum + batch.rows, 0);
  if (rows !== times * rowsOfPiece) throw new Error(`${rows} rows came out of ${times * rowsOfPiece}`);

  began = performance.now();
  const copy = new Uint8Array(10_000_000);
  for (const chunk of chunks()) copy.set(chunk);
  const copying = rate(total, began);

  began = performance.now();
  for (let turn = 0; turn < times / 5; turn++) Papa.parse(text, { delimiter: "," });
  const parsing = rate(Math.ceil(times / 5) * piece.length, began);
  say(
    `${kind}: ${cutting.toFixed(0)} MB/s, ${(cutting / parsing).toFixed(1)} times papaparse, ` +
      `1/${(copying / cutting).toFixed(0)} of copying; ${added.length} batches, ${rows} rows`,
  );
}
