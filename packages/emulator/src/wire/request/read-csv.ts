import { standBack, turnEnd } from "../encoding/in-turns.ts";

/** A CSV file: its header and its rows, all with as many cells. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/**
 * Reads CSV as the reader in Salesforce's own client does (WSC's CSVReader), and refuses in its words: CR, LF and CR LF
 * each end a record, a line without anything is none, and a byte order mark is part of the first cell. Line breaks in
 * quotes stay as they are. A file without a header has an empty one.
 *
 * That the server reads as its client does is a guess, but for the mark (reported in forcedotcom/cli#720).
 *
 * @throws Error for quotes out of place, and for a row with more or fewer cells than the header.
 */
export const readCsv = (text: string, delimiter = ","): CsvTable => tableOf([...records(text, delimiter)]);

/** Reads CSV as {@link readCsv} does, and lets others have their turn in between. */
export async function readCsvInTurns(text: string, delimiter = ","): Promise<CsvTable> {
  const all: string[][] = [];
  let isOver = turnEnd();
  for (const record of records(text, delimiter)) {
    all.push(record);
    if (!isOver()) continue;
    await standBack();
    isOver = turnEnd();
  }
  return tableOf(all);
}

function tableOf([header = [], ...lines]: readonly string[][]): CsvTable {
  const uneven = lines.find(({ length }) => length !== header.length);
  if (uneven !== undefined) throw new Error(`a row has ${uneven.length} values for ${header.length} columns`);
  return { header, lines };
}

function* records(text: string, delimiter: string): Generator<string[]> {
  // None of the delimiters has a meaning in a class but the caret, which would be the first.
  // oxlint-disable-next-line patterns/linear -- one class of characters
  const special = new RegExp(`["\r\n${delimiter === "^" ? "\\^" : delimiter}]`, "g");
  let record: string[] = [];
  for (let start = 0; start <= text.length;) {
    const [cell, end] = text.charAt(start) === '"' ? quotedCell(text, start) : plainCell(text, start, special);
    record.push(cell);
    const sign = text.charAt(end);
    if (sign === '"') throw new Error("Found unescaped quote. A value with quote should be within a quote");
    start = end + 1;
    if (sign === delimiter) continue;
    if (sign !== "" && sign !== "\r" && sign !== "\n") throw new Error("Not expecting more text after end quote");
    if (sign === "\r" && text.charAt(start) === "\n") start++;
    if (record.length > 1 || record[0] !== "") yield record;
    record = [];
  }
}

/** Gives the cell that begins at an index, and the index of what follows it. */
function plainCell(text: string, start: number, special: RegExp): [cell: string, end: number] {
  special.lastIndex = start;
  const end = special.exec(text)?.index ?? text.length;
  return [text.slice(start, end), end];
}

function quotedCell(text: string, start: number): [cell: string, end: number] {
  const parts: string[] = [];
  for (let from = start + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new Error("EOF reached before closing an opened quote");
    parts.push(text.slice(from, quote));
    if (text.charAt(quote + 1) !== '"') return [parts.join('"'), quote + 1];
    from = quote + 2;
  }
}
