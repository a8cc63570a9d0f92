import { carriageReturn, lineFeed } from "../bytes/csv-bytes.ts";
import { argumentError } from "../errors/argument-error.ts";

const zipArchive = "a ZIP archive";

/** How files begin that are given for CSV, byte by byte. */
const beginnings: readonly (readonly [string, string])[] = [
  ["PK\x03\x04", zipArchive],
  ["PK\x05\x06", zipArchive],
  ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"],
  ["%PDF-", "a PDF"],
  ["\x1f\x8b", "compressed by gzip"],
  ["\x28\xb5\x2f\xfd", "compressed by zstd"],
  ["\xfd7zXZ\0", "compressed by xz"],
  ["BZh91AY&SY", "compressed by bzip2"],
  ["7z\xbc\xaf\x27\x1c", "a 7z archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["PAR1\x15", "a Parquet file"],
];

/** The same for what people write. Each expression is anchored. */
const texts: readonly (readonly [RegExp, string])[] = [
  [/^\s*<(?:!doctype html|html|head|body|table|meta)\b/i, "an HTML page"],
  [/^\s*<\?xml\b/i, "an XML document"],
  [/^\s*(?:\[\s*)?\{\s*"/, "JSON"],
];

/** Which ZIP archive it is, the names of the files in it tell. */
const archives: readonly (readonly [string, string])[] = [
  ["xl/", "an Excel workbook (.xlsx)"],
  ["[Content_Types].xml", "an Excel workbook (.xlsx)"],
  // Its parts are archives of Apple's own; that one of them comes first is a guess.
  ["Index/", "an Apple Numbers document (.numbers)"],
  [".iwa", "an Apple Numbers document (.numbers)"],
  ["application/vnd.oasis.opendocument.", "an OpenDocument file (.ods)"],
];

/** How much is looked at. */
const most = 1024;

/** The beginning of what may be another format, if there is more of it. */
const perhaps = /^(?:\xef\xbb\xbf)?\s*(?:[<{[]|$)/;

/**
 * Tells whether the beginning of a source is enough to tell its format and its encoding: its first line, mostly. Who waited
 * for more would keep rows back that are there already.
 */
export function isEnough(start: Uint8Array): boolean {
  if (start.length >= most) return true;
  if (start.length < 4 || !(start.includes(lineFeed) || start.includes(carriageReturn))) return false;
  const text = textOf(start);
  return !perhaps.test(text) && !beginnings.some(([begins]) => text.startsWith(begins));
}

/**
 * Refuses what is no CSV at all, and says what it is.
 *
 * @param start - The first bytes, as many as {@link isEnough} wants.
 * @throws TypeError that names the format, and has it as its `format`.
 */
export function refuseForeign(start: Uint8Array): void {
  const text = textOf(start);
  const found =
    beginnings.find(([begins]) => text.startsWith(begins))?.[1] ?? texts.find(([begins]) => begins.test(text))?.[1];
  if (found === undefined) return;
  const inside = archives.find(([name]) => text.includes(name))?.[1];
  const format = found === zipArchive ? (inside ?? found) : found;
  const message = `Cannot read the source: it is ${format}, expected CSV; save it as CSV, in UTF-8`;
  throw Object.assign(argumentError("NotCsv", message), { format });
}

const textOf = (start: Uint8Array): string => String.fromCharCode(...start.subarray(0, most));
