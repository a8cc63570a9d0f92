import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import type { Change } from "./track-changes.ts";

/** What a file of the emulator says first. The version is raised when an older emulator could not read it any more. */
const header = { format: "sfbulk-emulator", version: 2 } as const;

/** Before a record stand its length, its checksum, and the checksum of these two: 32 bits each, little-endian. */
const prefixLength = 12;

/**
 * Reads what is in a file: a line that says what it is, and records, each of which has changes that belong together.
 *
 * A record that the end of the file cuts off was being written when the process or the computer stopped: its request was
 * never answered, and it is left out.
 *
 * @returns the changes, oldest first; nothing where there is no file, or nothing in it.
 * @throws Error that says what is wrong: another program's file, one of another version, a damaged one.
 */
export function readLog(file: string): readonly Change[] | undefined {
  const bytes = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  if (bytes.length === 0) return undefined;
  const lineEnd = bytes.indexOf(10);
  checkHeader(file, bytes.toString("utf8", 0, lineEnd === -1 ? 0 : lineEnd));
  const changes: Change[] = [];
  for (let start = lineEnd + 1; start + prefixLength <= bytes.length;) {
    const prefix = bytes.subarray(start, start + prefixLength);
    if (prefix.readUInt32LE(8) !== crc32(prefix.subarray(0, 8))) throw damaged(file, start);
    const record = bytes.subarray(start + prefixLength, start + prefixLength + prefix.readUInt32LE(0));
    if (record.length < prefix.readUInt32LE(0)) break;
    if (prefix.readUInt32LE(4) !== crc32(record)) throw damaged(file, start);
    for (const change of deserialize(record) as Change[]) changes.push(change);
    start += prefixLength + record.length;
  }
  return changes;
}

const damaged = (file: string, position: number): Error =>
  new Error(
    `Cannot open ${file}: it is damaged at byte ${position} (the checksum does not match); restore it from a copy, or delete it to begin anew`,
  );

function checkHeader(file: string, line: string): void {
  let found: { readonly format?: unknown; readonly version?: unknown } | null = {};
  try {
    found = JSON.parse(line) as typeof found;
  } catch {
    // What is said below fits this too.
  }
  if (found?.format !== header.format || typeof found.version !== "number") {
    throw new Error(`Cannot open ${file}: it is not a file of the emulator; name another one, or delete it`);
  }
  if (found.version !== header.version) {
    const [age, advice] =
      found.version > header.version ? ["a newer", "update @sfbulk/emulator"] : ["an older", "delete it to begin anew"];
    throw new Error(
      `Cannot open ${file}: ${age} emulator has written it (format ${found.version}, this one knows ${header.version}); ${advice}`,
    );
  }
}

/** A file that is being written. */
interface LogFile {
  /** Adds changes that belong together. When it returns, they outlive the end of this process. */
  readonly append: (changes: readonly Change[]) => void;
  /** Puts a snapshot in the place of all that is in the file. Whatever happens, the file is the old or the new one. */
  readonly replace: (changes: readonly Change[]) => void;
  /** Tells whether the file has outgrown its snapshot. */
  readonly isLong: () => boolean;
  readonly close: () => void;
}

/** A file is to be written anew when it has grown by this much, in bytes, and to more than twice its size. */
const growth = 4 * 1024 * 1024;

/** Opens a file for writing. Nothing can be added before the first `replace`. */
export function openLog(file: string): LogFile {
  let descriptor: number | undefined;
  let size = 0;
  let sizeAtFirst = 0;
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    append: (changes) => {
      if (descriptor === undefined) throw new Error(`Cannot save to ${file}: it is closed`);
      size += writeAll(file, descriptor, recordOf(changes));
    },
    replace: (changes) => {
      const beside = `${file}.new`;
      const next = openSync(beside, "w", 0o600);
      try {
        size = writeAll(beside, next, [Buffer.from(`${JSON.stringify(header)}\n`), ...recordOf(changes)]);
        fsyncSync(next);
      } finally {
        closeSync(next);
      }
      close();
      renameSync(beside, file);
      descriptor = openSync(file, "a");
      sizeAtFirst = size;
    },
    isLong: () => size > sizeAtFirst * 2 && size - sizeAtFirst > growth,
    close,
  };
}

function recordOf(changes: readonly Change[]): [prefix: Buffer, record: Buffer] {
  const record = serialize(changes);
  const prefix = Buffer.alloc(prefixLength);
  prefix.writeUInt32LE(record.length, 0);
  prefix.writeUInt32LE(crc32(record), 4);
  prefix.writeUInt32LE(crc32(prefix.subarray(0, 8)), 8);
  return [prefix, record];
}

function writeAll(file: string, descriptor: number, parts: readonly Buffer[]): number {
  let total = 0;
  try {
    for (const part of parts) {
      for (let start = 0; start < part.length;) start += writeSync(descriptor, part, start);
      total += part.length;
    }
  } catch (error) {
    throw new Error(`Cannot save to ${file}: ${(error as Error).message}`, { cause: error });
  }
  return total;
}
