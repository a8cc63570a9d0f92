import { alternate, type Measured, repeat } from "../alternate.ts";
import type { Contender, Measurement, Run } from "../measurement.ts";
import { batchOf, jobId } from "../recorded-replies.ts";
import { pairedRatio, shownSpread, spread } from "../spread.ts";

/** Not a divisor of a batch, so that no two batches are the same: those go one after the other. */
const rowsOfPiece = 7001;
const chunkSize = 64 * 1024;

const lines: Readonly<Record<string, (row: number) => string>> = {
  plain: (row) => `Acme number ${row},+49 30 ${row},Berlin and around,some words that tell what it is\n`,
  quoted: (row) => `"Acme number ${row}","+49 30 ${row}","Berlin ""and"" around","some words\nthat tell"\n`,
  short: (row) => `a,b,${row % 10},d\n`,
};

const pieces = new Map(
  Object.entries(lines).map(([kind, write]) => [
    kind,
    new TextEncoder().encode(Array.from({ length: rowsOfPiece }, (_, row) => write(row)).join("")),
  ]),
);

function* chunksOf(piece: Uint8Array, times: number): Generator<Uint8Array> {
  yield new TextEncoder().encode("A,B,C,D\n");
  for (let turn = 0; turn < times; turn++) {
    for (let at = 0; at < piece.length; at += chunkSize) yield piece.subarray(at, at + chunkSize);
  }
}

const rated =
  (work: (piece: Uint8Array, times: number) => Promise<void>): Run =>
  async ({ kind, megabytes }) => {
    const piece = pieces.get(String(kind));
    if (piece === undefined) throw new Error(`There are no rows of the kind "${kind}"`);
    const times = Math.ceil((Number(megabytes) * 1e6) / piece.length);
    const before = process.cpuUsage();
    await work(piece, times);
    const { user, system } = process.cpuUsage(before);
    return { megabytes: (times * piece.length) / (user + system) };
  };

export const contenders: Readonly<Record<string, Contender>> = {
  "addBatches, no network": async () => {
    const { addBatches } = await import("@sfbulk/core");
    let added = 0;
    // In JSON, at once: nothing but cutting is measured, no network and no compression.
    const fetch = async (): Promise<Response> =>
      await Promise.resolve(Response.json({ ...batchOf(added++, 0), jobId, state: "Queued" }));
    const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "x", fetch, gzip: false } as const;
    return rated(async (piece, times) => {
      const batches = await addBatches(connection, { id: jobId, contentType: "CSV" }, chunksOf(piece, times));
      const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
      if (rows !== times * rowsOfPiece) throw new Error(`${rows} rows came out of ${times * rowsOfPiece}`);
    });
  },
  "a loop over the bytes": async () => {
    // As `fetch` and streams do: from the first transfer on, the engine looks at every access whether the bytes are still
    // there, and a process that talks to Salesforce is never without.
    const gone = new ArrayBuffer(1);
    structuredClone(gone, { transfer: [gone] });
    return await Promise.resolve(
      rated(async (piece, times) => {
        let specials = 0;
        for (let turn = 0; turn < times; turn++) {
          let index = 0;
          while (index < piece.length) {
            const byte = piece[index++] as number;
            if (byte <= 0x22 && (byte === 0x22 || byte === 0x0a || byte === 0x0d)) specials++;
          }
        }
        if (specials === 0) throw new Error("There is nothing to find");
        await Promise.resolve();
      }),
    );
  },
  papaparse: async () => {
    const { default: Papa } = await import("papaparse");
    return rated(async (piece, times) => {
      const text = new TextDecoder().decode(piece);
      for (let turn = 0; turn < times; turn++) Papa.parse(text, { delimiter: "," });
      await Promise.resolve();
    });
  },
  "csv-parse": async () => {
    const { parse } = await import("csv-parse/sync");
    return rated(async (piece, times) => {
      for (let turn = 0; turn < times; turn++) parse(Buffer.from(piece));
      await Promise.resolve();
    });
  },
};

export const splitter: Measurement = {
  name: "splitter",
  measure: async ({ quick }) => {
    const names = Object.keys(contenders);
    const kinds = Object.keys(lines);
    const found = new Map<string, Map<string, Measured>>();
    for (const kind of kinds) {
      const one = await alternate({
        module: import.meta.url,
        names,
        url: "",
        rounds: repeat(quick ? 3 : 5, { kind, megabytes: 30 }),
      });
      found.set(kind, one);
    }
    const of = (kind: string, name: string): readonly number[] => found.get(kind)?.get(name)?.["megabytes"] ?? [];
    const ours = "addBatches, no network";
    return {
      name: "splitter",
      title: "Cutting CSV into batches",
      text: [
        "How many MB `addBatches` cuts in a second of the processor's time (which other work on the machine takes away from nobody): it finds the rows of CSV and makes batches of them, with an adapter that answers at once and no compression. Beside it, two CSV parsers that read the same bytes. It checks, too, that the bytes are UTF-8. `short` has rows of 8 bytes, so that a batch has 80 kB: then it is as much the exchange for each batch that is measured. `a loop over the bytes` looks at each of them once and does nothing: the limit in JavaScript, and what tells how fast the machine was.",
      ],
      tables: [
        {
          columns: ["MB/s", ...kinds],
          rows: names.map((name) => [name, ...kinds.map((kind) => shownSpread(spread(of(kind, name))))]),
        },
      ],
      plots: [
        {
          kind: "bars",
          file: "splitter",
          title: "Cutting CSV, MB a second",
          groups: kinds,
          series: names.map((name) => ({ name, values: kinds.map((kind) => spread(of(kind, name))) })),
        },
      ],
      ratios: [
        {
          name: "splitter: MB/s, plain",
          value: spread(of("plain", ours)).median,
          bar: { atLeast: 300 },
        },
        {
          name: "splitter: MB/s, quoted",
          value: spread(of("quoted", ours)).median,
          bar: { atLeast: 300 },
        },
        ...kinds.map((kind) => ({
          name: `splitter: addBatches / a loop over the bytes, ${kind}`,
          value: pairedRatio(of(kind, ours), of(kind, "a loop over the bytes")),
          // In short rows it is as much an exchange for each batch of 80 kB that is measured.
          ...(kind === "short" ? {} : { bar: { atLeast: 0.45 } }),
        })),
        ...kinds.map((kind) => ({
          name: `splitter: addBatches / papaparse, ${kind}`,
          value: pairedRatio(of(kind, ours), of(kind, "papaparse")),
        })),
      ],
    };
  },
};
