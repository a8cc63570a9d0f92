import { crc32 } from "node:zlib";
import type { GraphChange } from "./graph-change.ts";

/** What a file of the emulator says first. The version is raised when an older emulator could not read it any more. */
export const journalHeader = { format: "sfbulk-emulator", version: 1 } as const;

const checksumOf = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** Writes changes that belong together as one line, with its checksum before it and a line break at its end. */
export function writeLine(changes: readonly GraphChange[]): string {
  const text = JSON.stringify(changes);
  return `${checksumOf(text)} ${text}\n`;
}

/** Reads such a line, without its line break; gives nothing where the checksum is another one. */
export function readLine(line: string): GraphChange[] | undefined {
  const text = line.slice(9);
  return line.slice(0, 9) === `${checksumOf(text)} ` ? (JSON.parse(text) as GraphChange[]) : undefined;
}
