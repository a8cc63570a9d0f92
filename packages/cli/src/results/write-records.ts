import type { QueryRecord } from "@sfbulk/node";
import { visibleJson } from "../output/visible.ts";
import { lineBlocks } from "./line-blocks.ts";
import type { RecordSink } from "./record-sink.ts";

/** The forms that records are written in. */
export const recordFormats = ["csv", "json", "jsonl"] as const;

/** One of them. */
export type RecordFormat = (typeof recordFormats)[number];

/** One of them, or lines of `--jsonl`, which say what they are. */
export type WrittenFormat = RecordFormat | "rows";

/** What a query found, in either form. Only one of them is read. */
export interface FoundRecords {
  /** @param onRows - Is told how many rows there are up to the end of the bytes that are given next. */
  readonly csv: (onRows: (rows: number) => void) => AsyncIterable<Uint8Array>;
  readonly records: () => AsyncIterable<QueryRecord>;
}

/** Writes what a query found. */
export interface RecordWriter {
  /** Writes all of it but the end. */
  readonly write: (found: FoundRecords) => Promise<void>;
  /** Writes the end, and finishes the sink. */
  readonly end: () => Promise<void>;
  /** How many records have been written. */
  readonly rows: () => number;
}

/** Makes what writes records to a sink, in a form. @param onRows - Is told now and then how many have been written. */
export function recordWriter(
  format: WrittenFormat,
  sink: RecordSink,
  onRows: (rows: number) => void = () => undefined,
): RecordWriter {
  return format === "csv" ? csvWriter(sink, onRows) : jsonWriter(format, sink, onRows);
}

function csvWriter(sink: RecordSink, onRows: (rows: number) => void): RecordWriter {
  let written = 0;
  return {
    write: async (found) => {
      let given = 0;
      for await (const bytes of found.csv((rows) => (given = rows))) {
        await sink.write(bytes);
        written = given;
        onRows(written);
      }
    },
    end: sink.finish,
    rows: () => written,
  };
}

/** Lines of JSON, or an array of them. */
function jsonWriter(format: "json" | "jsonl" | "rows", sink: RecordSink, onRows: (rows: number) => void): RecordWriter {
  const [start, between, last, empty] = format === "json" ? ["[\n", ",\n", "\n]\n", "[]\n"] : ["", "\n", "\n", ""];
  let rows = 0;
  const lines = lineBlocks(sink, () => onRows(rows));
  return {
    write: async (found) => {
      for await (const record of found.records()) {
        const value = format === "rows" ? { type: "row", record } : record;
        await lines.push((rows++ === 0 ? start : between) + visibleJson(JSON.stringify(value)));
      }
    },
    end: async () => {
      await lines.push(rows === 0 ? empty : last);
      await lines.flush();
      await sink.finish();
    },
    rows: () => rows,
  };
}
