import type Papa from "papaparse";

/** How the bytes of a file become rows. */
export interface CsvReading {
  /** By its name in the Encoding Standard. */
  readonly encoding: string;
  readonly delimiter: string;
}

/**
 * Reads the rows of CSV whose quotes stand right, the header line first, in pieces. Lines with nothing in them are left out.
 *
 * @param file - Its content, gzipped or not.
 */
export async function* csvRows(file: Blob, { encoding, delimiter }: CsvReading): AsyncGenerator<string[][], void> {
  // Loaded for who loads rows.
  const { default: parser } = await import("papaparse");
  const cut = rowCutter();
  const reader = (await textOf(file, encoding)).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const text = cut(done ? undefined : value);
      if (text !== "") yield parseRows(parser, text, delimiter);
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

/** Gives the first rows beneath the header line. */
export async function firstRows(file: Blob, reading: CsvReading, count: number): Promise<string[][]> {
  const found: string[][] = [];
  for await (const rows of csvRows(file, reading)) {
    found.push(...rows.slice(0, count + 1 - found.length));
    if (found.length > count) break;
  }
  return found.slice(1);
}

async function textOf(file: Blob, encoding: string): Promise<ReadableStream<string>> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const bytes = file.stream();
  const plain = first === 0x1f && second === 0x8b ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  return plain.pipeThrough(new TextDecoderStream(encoding, { fatal: true }));
}

/** Makes what takes text as it comes and gives it back up to the last line end that is not within quotes. */
function rowCutter(): (piece: string | undefined) => string {
  let text = "";
  let scanned = 0;
  let isQuoted = false;
  return (piece) => {
    if (piece === undefined) return text;
    text += piece;
    let end = 0;
    for (; scanned < text.length; scanned++) {
      const code = text.charCodeAt(scanned);
      if (code === 0x22) isQuoted = !isQuoted;
      else if (!isQuoted && (code === 0x0a || code === 0x0d)) end = scanned + 1;
    }
    const whole = text.slice(0, end);
    text = text.slice(end);
    scanned = text.length;
    return whole;
  };
}

function parseRows(parser: typeof Papa, text: string, delimiter: string): string[][] {
  // What stands within quotes is every other part.
  const lines = text
    .split('"')
    .map((part, index) => (index % 2 === 0 ? withLineFeeds(part) : part))
    .join('"');
  const rows = lines.slice(lines.startsWith("\n") ? 1 : 0, lines.endsWith("\n") ? -1 : undefined);
  if (rows === "") return [];
  // A line of two quotes has nothing in it either.
  const { data } = parser.parse<string[]>(rows, { delimiter, newline: "\n" });
  return data.filter((row) => row.length > 1 || row[0] !== "");
}

/** The parser takes one kind of line end, and a line with nothing in it for a row. */
const withLineFeeds = (text: string): string =>
  text
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replaceAll(/\n{2,}/g, "\n");
