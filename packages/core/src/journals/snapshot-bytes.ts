import * as v from "valibot";
import { concatenate } from "../bytes/concatenate.ts";
import { pakoCompress } from "../bytes/pako-compress.ts";
import { ungzip } from "../bytes/ungzip.ts";
import { JournalError } from "../errors/journal-error.ts";
import type { SnapshotPart, SnapshotRecord, SnapshotStamp } from "../protocol/snapshot-part.ts";

/** Stands before each part, with how many bytes it has. */
const mark = "\nsfbulk snapshot ";
const markBytes: Uint8Array = new TextEncoder().encode(mark);
/** How far behind the mark its line ends. */
const longestHead = 16;
/** How many bytes a part may have: 10,000 records, of 131,072 characters each at the very most in one field. */
const largestPart = 512 * 1024 * 1024;

/** Gives a part as bytes to be put behind others: a line that says how many follow, and gzip. */
export async function packPart(part: SnapshotPart): Promise<Uint8Array<ArrayBuffer>> {
  const body = await pakoCompress(new TextEncoder().encode(JSON.stringify(part)));
  const head = new TextEncoder().encode(`${mark}${body.length}\n`);
  return concatenate([head, body], head.length + body.length);
}

/**
 * Reads the parts out of the bytes of a file. What a crash has cut is left out, and so is what is damaged: rows that are in no
 * part are not written back.
 *
 * @throws JournalError for what is no snapshot.
 */
export async function readParts(name: string, bytes: Uint8Array): Promise<readonly SnapshotPart[]> {
  const parts: SnapshotPart[] = [];
  if (bytes.length > 0 && !beginsWith(bytes, 0, Math.min(bytes.length, markBytes.length))) {
    throw new JournalError(`Cannot read ${name}: it is no snapshot of a load`);
  }
  let place = findMark(bytes, 0);
  while (place !== -1) {
    const start = place + markBytes.length;
    const head = /^(\d{1,12})\n/.exec(new TextDecoder().decode(bytes.subarray(start, start + longestHead)));
    const from = start + (head?.[0].length ?? 0);
    const end = from + Number(head?.[1] ?? Number.NaN);
    const part = end <= bytes.length ? await readPart(name, bytes.slice(from, end)) : undefined;
    if (part !== undefined) parts.push(part);
    place = findMark(bytes, part === undefined ? start : end);
  }
  return parts;
}

async function readPart(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<SnapshotPart | undefined> {
  let value: unknown;
  try {
    const plain = await ungzip(bytes, largestPart);
    if (plain === undefined) return undefined;
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch {
    // It was cut, or is damaged: its checksum says so.
    return undefined;
  }
  const { success, output } = v.safeParse(schema, value);
  if (success) return output;
  throw new JournalError(
    `Cannot read ${name}: it has what is no part of a snapshot, or one of a later version of sfbulk`,
  );
}

const count = v.custom<number>((value) => Number.isSafeInteger(value) && (value as number) >= 0);

const areCells = (value: unknown): value is (string | null)[] =>
  Array.isArray(value) && value.every((one: unknown) => one === null || typeof one === "string");
const record = v.custom<SnapshotRecord>((value) => areCells(value) && typeof value[0] === "string");
const stamp = v.custom<SnapshotStamp>(areCells);

const schema: v.GenericSchema<unknown, SnapshotPart> = v.object({
  version: v.custom<1>((value) => value === 1),
  jobId: v.string(),
  firstRow: count,
  reading: v.string(),
  at: v.string(),
  object: v.string(),
  fields: v.array(v.string()),
  records: v.array(record),
  stamps: v.array(stamp),
});

function findMark(bytes: Uint8Array, from: number): number {
  const [first = 0] = markBytes;
  for (let at = bytes.indexOf(first, from); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (beginsWith(bytes, at, markBytes.length)) return at;
  }
  return -1;
}

function beginsWith(bytes: Uint8Array, at: number, length: number): boolean {
  for (let index = 0; index < length; index++) if (bytes[at + index] !== markBytes[index]) return false;
  return true;
}
