import { noRecords } from "../replies/salesforce-texts.ts";
import { readCsv, rowsOf } from "./read-csv.ts";
import { readJson } from "./read-json.ts";
import { headedRecordMaker } from "./record-maker.ts";
import type { RecordScanner } from "./record-scanner.ts";
import { csvScanner } from "./scan-csv.ts";
import { jsonScanner } from "./scan-json.ts";
import { xmlScanner } from "./scan-xml.ts";
import { Unreadable } from "./unreadable.ts";

/** A record that a query found, by field names, as its format says it. */
export type QueryRecord = Readonly<Record<string, unknown>>;

/** How a query's result is written. */
export interface QueryFormat {
  readonly name: "CSV" | "JSON" | "XML";
  readonly scanner: () => RecordScanner;
  /** Makes a reader of blocks of whole records, the first one with what stands before the records. */
  readonly reader: () => Promise<(block: string) => QueryRecord[]>;
  /** Tells whether what stands behind the last record is what belongs there. */
  readonly isEnd: (rest: string) => boolean;
}

const csv: QueryFormat = {
  name: "CSV",
  scanner: csvScanner,
  reader: () => Promise.resolve(csvReader()),
  isEnd: (rest) => rest === "",
};

const json: QueryFormat = {
  name: "JSON",
  scanner: jsonScanner,
  // Behind the bracket that opens the array, or the comma after the record before.
  reader: () => Promise.resolve((block) => readJson(`[${block.replace(/^\s*[[,]/, "")}]`) as QueryRecord[]),
  isEnd: (rest) => /^\[?\s*\]$/.test(rest.trim()),
};

const rootTag =
  /^\uFEFF?\s*(?:<\?[^>]*\?>\s*)?<(?:\w{1,40}:)?queryResult(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*')){0,20}\s*\/?>/;

const xml: QueryFormat = {
  name: "XML",
  scanner: xmlScanner,
  reader: xmlReader,
  isEnd: (rest) => /^\s*(?:<\/(?:\w+:)?queryResult>\s*)?$/.test(rest.replace(rootTag, "")),
};

/** Tells the format by how the data begins. */
export function formatOf(start: string): QueryFormat {
  const [first] = start.trimStart();
  return first === "[" || first === "{" ? json : first === "<" ? xml : csv;
}

function csvReader(): (block: string) => QueryRecord[] {
  let header: readonly string[] | undefined;
  let make: ReturnType<typeof headedRecordMaker> | undefined;
  return (block) => {
    if (header === undefined && block.trimEnd() === noRecords) return [];
    const table = readCsv(block, header);
    ({ header } = table);
    make ??= headedRecordMaker(header);
    return rowsOf(table, make);
  };
}

async function xmlReader(): Promise<(block: string) => QueryRecord[]> {
  // Loaded when the first XML comes.
  const { readXml } = await import("../replies/xml.ts");
  let isFirst = true;
  return (block) => {
    const records = isFirst ? block.replace(rootTag, "") : block;
    if (isFirst && records === block) throw new Unreadable("its first element is not queryResult");
    isFirst = false;
    const { value } = readXml(`<queryResult>${records}</queryResult>`);
    const list = value === null || typeof value === "string" ? [] : (value["records"] ?? []);
    return [list].flat() as unknown as QueryRecord[];
  };
}
