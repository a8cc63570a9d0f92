import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open as openFile, stat } from "node:fs/promises";
import { PassThrough, pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { isGzip, type CsvSourceOptions, type RowSource } from "@sfbulk/node";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import { asUtf8, type ByteEncoding, byteEncoding, isEncoding, utf16Of, utf8 } from "../csv/byte-encoding.ts";
import { chooseColumns, type ColumnChoice } from "../csv/choose-columns.ts";
import { allRows, type RowRange, someRows } from "../csv/some-rows.ts";
import { toolColumns } from "../csv/tool-columns.ts";
import { commandError } from "../output/command-error.ts";
import { type FoundFile, readUnchanged } from "./unchanged-file.ts";

/** Rows to load, before the first one is read. */
export interface LoadSource {
  /** What people call it. */
  readonly name: string;
  /** How many bytes it has; `undefined` for what can be read only once, standard input for one. */
  readonly bytes: number | undefined;
  /** What core loads. It can be read again where {@link LoadSource.bytes} is known. */
  readonly source: RowSource;
  /** How core is to read it. */
  readonly reading: FileReading;
  /** SHA-256 of all of it as it is, in hexadecimal, once it has been read to its end. */
  readonly hash: () => string | undefined;
  /** The columns that are left out, by their names in the file. */
  readonly leftOut: () => readonly string[];
}

/** The rows of a file, or of standard input. */
export interface Rows extends LoadSource {
  /** Opens it as it is, without the columns that tools add to files of results. */
  readonly plain: () => AsyncIterable<Uint8Array>;
  /** Opens all of it, unpacked and as text that is bytes: every column, every line. */
  readonly whole: () => AsyncIterable<Uint8Array>;
  /** The places of the columns that are sent, in the file. */
  readonly kept: () => readonly number[];
  /** How it is encoded where it is read as text: `utf-16le` for one. */
  readonly textEncoding: () => string | undefined;
  /** How the bytes of {@link Rows.whole} are read. */
  readonly bytewise: ByteEncoding;
}

/** How a file is read, where that is told. */
export type FileReading = Pick<CsvSourceOptions, "encoding" | "delimiter">;

/** What of a file is loaded, and how it is read. */
export interface FileView extends FileReading {
  /** Which rows are loaded. Default: all. */
  readonly range?: RowRange;
  /** Which columns are loaded, and by which names. Default: all but those of tools. */
  readonly choose?: ColumnChoice | undefined;
  /** The file as it was found before, where it must still be the same. */
  readonly found?: FoundFile | undefined;
}

/** Finds the file of a load, or standard input (`-`), before anything is sent. */
export async function openRows(path: string, { range = allRows, choose, found, ...reading }: FileView): Promise<Rows> {
  let hash: string | undefined;
  let leftOut: readonly string[] = [];
  let kept: readonly number[] = [];
  const file = found ?? (await findFile(path));
  // Bytes that are no ASCII where it counts are read as text. UTF-16 without a word is found by its first bytes.
  const { encoding } = reading;
  const bytewise = byteEncoding(encoding);
  const asText = bytewise === undefined && encoding !== undefined && isEncoding(encoding) ? encoding : undefined;
  const open = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    const hashing = hash === undefined ? createHash("sha256") : undefined;
    for await (const chunk of file === undefined ? readOnce(path) : readUnchanged(path, file)) {
      hashing?.update(chunk);
      yield chunk;
    }
    hash ??= hashing?.digest("hex");
  };
  let textEncoding: string | undefined;
  const whole = (): AsyncGenerator<Uint8Array, void, undefined> =>
    decoded(unpacked(open(), path === "-" ? "standard input" : path), asText, (label) => {
      textEncoding = label;
    });
  const opened = (more: ColumnChoice | undefined): AsyncGenerator<Uint8Array, void, undefined> =>
    chooseColumns(whole(), { delimiter: reading.delimiter, ...(bytewise ?? utf8) }, (columns, first) => {
      const tools = toolColumns(columns, first);
      leftOut = columns.filter((_, place) => tools.has(place));
      const own = columns.map((name, place) => (tools.has(place) ? undefined : name));
      const chosen = more === undefined ? own : chosenOf(own, first, more);
      kept = chosen.flatMap((name, place) => (name === undefined ? [] : [place]));
      return chosen;
    });
  const read = (): AsyncIterable<Uint8Array> => someRows(opened(choose), range);
  return {
    name: path === "-" ? "standard input" : path,
    bytes: file?.size,
    source: file === undefined ? read() : read,
    reading: {
      ...(reading.delimiter === undefined ? {} : { delimiter: reading.delimiter }),
      // One that is not known is core's to refuse.
      ...(asText !== undefined || encoding === undefined ? {} : { encoding }),
    },
    plain: () => opened(undefined),
    whole,
    kept: () => kept,
    textEncoding: () => textEncoding,
    bytewise: bytewise ?? utf8,
    hash: () => hash,
    leftOut: () => leftOut,
  };
}

/** Names columns anew, but for those that are left out already. */
function chosenOf(
  own: readonly (string | undefined)[],
  first: readonly string[],
  choose: ColumnChoice,
): readonly (string | undefined)[] {
  const places = own.flatMap((name, place) => (name === undefined ? [] : [place]));
  const named = choose(
    places.map((place) => own[place] ?? ""),
    places.map((place) => first[place] ?? ""),
  );
  return own.map((_, place) => named[places.indexOf(place)]);
}

/** Tells whether an error says by its code that there are no rows. */
export const isRowless = (code: string): boolean => code === "EmptySource" || code === "NoRows";

/** Makes the error for a file without rows: nothing was sent. */
export const noRows = ({ name }: LoadSource): Error =>
  commandError("NoRowsError", `Cannot load ${name}: there is no row in it`, {
    exitCode: 2,
    actions: ["Begin the file with a header line of field names, and a row below it"],
  });

/** Unpacks what is gzip by its first bytes, whatever its name. */
async function* unpacked(input: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, whole } = await peek(input);
  if (!isGzip(head)) {
    yield* whole;
    return;
  }
  const output = new PassThrough();
  // What goes wrong ends the output with that error, which is thrown below.
  pipeline(whole, createGunzip(), output, () => undefined);
  try {
    for await (const chunk of output as AsyncIterable<Uint8Array>) yield chunk;
  } catch (error) {
    // What the source itself throws is no fault of the packing.
    if ((error as NodeJS.ErrnoException).code?.startsWith("Z_") !== true) throw error;
    throw commandError("NotUnpacked", `Cannot unpack ${name}, which is gzip: ${(error as Error).message}`, {
      exitCode: 2,
      actions: ["Get the file anew, whole; this tells whether it is: gzip --test"],
      cause: error,
    });
  } finally {
    output.destroy();
  }
}

async function* decoded(
  input: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  tell: (label: string | undefined) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { head, whole } = await peek(input);
  const label = encoding ?? utf16Of(head);
  tell(label);
  yield* label === undefined ? whole : asUtf8(whole, label);
}

/** Reads the first bytes, and gives all of it again. */
async function peek(
  input: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly whole: AsyncGenerator<Uint8Array, void, undefined> }> {
  const source = input[Symbol.asyncIterator]();
  let value: Uint8Array = new Uint8Array(0);
  let done: boolean | undefined = false;
  while (value.length < 2 && done !== true) {
    const next = await source.next();
    ({ done } = next);
    if (next.value !== undefined) value = value.length === 0 ? next.value : Buffer.concat([value, next.value]);
  }
  const whole = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (value.length > 0) yield value;
      if (done !== true) yield* { [Symbol.asyncIterator]: () => source };
    } finally {
      await source.return?.();
    }
  };
  return { head: value, whole: whole() };
}

const readOnce = (path: string): AsyncIterable<Uint8Array> => (path === "-" ? process.stdin : createReadStream(path));

/** Finds a file, which can be read again; `undefined` for standard input (`-`), and for a pipe that has a name. */
export async function findFile(path: string): Promise<FoundFile | undefined> {
  if (path === "-") return undefined;
  try {
    const found = await stat(path);
    if (found.isFile()) {
      // Whether it may be read is known before anything is asked or sent.
      await (await openFile(path)).close();
      return found;
    }
    if (!found.isDirectory()) return undefined;
  } catch (error) {
    throw usageError(
      `Cannot read ${path}: ${(error as Error).message}`,
      "See whether the file is there and may be read",
    );
  }
  throw usageError(`Cannot read ${path}: it is a folder`, `Name a file of CSV: ls ${shellWord(path)}`);
}
