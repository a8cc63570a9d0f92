import { Readable } from "node:stream";
import Papa from "papaparse";
import { commandError } from "../output/command-error.ts";
import { lineFeeds } from "../parts/line-feeds.ts";

/** How many bytes are looked at to find the header line. */
const most = 65_536;

const byteOrderMark = /^\u00EF\u00BB\u00BF/;

/** Bytes as characters of the same numbers: delimiters and quotes are read, and all else stays what it is in any encoding. */
const asCharacters = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

/**
 * Leaves out the columns that sfbulk and the sf CLI add to files of results, `sf__Id`, `sf__Error` and their like: what
 * failed can be mended and loaded again. Other files pass as they are, byte for byte; of these, the values do.
 */
export async function* withoutOwnColumns(
  input: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const source = input[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let text = "";
  let isEnded = false;
  while (!isEnded && !/[\r\n]/.test(text) && text.length < most) {
    const { done, value } = await source.next();
    isEnded = done === true;
    if (value === undefined) continue;
    head.push(value);
    text += asCharacters(value);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield Buffer.concat(head);
      if (!isEnded) yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      await source.return?.();
    }
  };
  // The files that are known to have them begin with them. A spreadsheet may have put other delimiters in.
  const own = /^"?sf__\w{1,40}"?([,;\t|^`]?)/.exec(text.replace(byteOrderMark, ""));
  if (own === null) yield* whole();
  else yield* leaveOut(whole(), own[1] || ",");
}

async function* leaveOut(
  input: AsyncIterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  const parser = Papa.parse(Papa.NODE_STREAM_INPUT, { delimiter, newline: "\n", skipEmptyLines: true });
  const pieces = Readable.from(characters(input, delimiter));
  pieces.on("error", (error) => parser.destroy(error));
  let kept: number[] | undefined;
  try {
    for await (const cells of pieces.pipe(parser) as AsyncIterable<string[]>) {
      kept ??= cells.flatMap((name, index) => (name.startsWith("sf__") ? [] : [index]));
      if (kept.length === 0) return;
      const line = kept.map((index) => cells[index] ?? "");
      const written = Papa.unparse([line], { delimiter, newline: "\n", quotes: line.length === 1 });
      yield Buffer.from(`${written}\n`, "latin1");
    }
  } finally {
    pieces.destroy();
  }
}

async function* characters(input: AsyncIterable<Uint8Array>, delimiter: string): AsyncGenerator<string, void> {
  const lines = lineFeeds(delimiter);
  let isFirst = true;
  for await (const bytes of input) {
    const text = asCharacters(bytes);
    yield lines.push(isFirst ? text.replace(byteOrderMark, "") : text);
    isFirst = false;
  }
  if (lines.isQuoted()) {
    throw commandError("FileError", "Cannot read the CSV: a quote is opened and never closed", {
      actions: ["Look for the value that has it in: the rows from there on are one"],
    });
  }
}
