import { type UnzipFileInfo, unzipSync } from "fflate/browser";
import type { BatchContent } from "../../org/state/job.ts";
import { toBase64 } from "../encoding/base64.ts";
import type { ObjectSchema } from "../../options/object-schema.ts";
import { findByName } from "../../options/object-schema.ts";
import type { FieldValue } from "../../org/state/row.ts";

const maxBytes = 20 * 1024 * 1024;
const maxFiles = 1000;
const maxNameBytes = 512;

/** What a ZIP batch has in it. */
interface Archive {
  /** What stands in `request.txt`. */
  readonly request: Uint8Array<ArrayBuffer>;
  /** All files by their paths. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/**
 * Opens the archive of a ZIP batch.
 *
 * @returns what is wrong with it where it cannot be used: no archive, no `request.txt`, or beyond Salesforce's limits of
 *   1,000 files, 20 MB unzipped and 512 bytes a name. The limits are documented, the words are guesses.
 */
export function readArchive(bytes: Uint8Array<ArrayBuffer>): Archive | string {
  let total = 0;
  let count = 0;
  let problem: string | undefined;
  // Sizes are checked before anything is inflated: an archive may be a bomb.
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    total += originalSize;
    count++;
    if (count > maxFiles) problem = `Too many files in archive (maximum: ${maxFiles})`;
    if (total > maxBytes) problem = `Archive is too large when unzipped (maximum: ${maxBytes} bytes)`;
    if (new TextEncoder().encode(name).length > maxNameBytes) problem = "File name in archive is too long";
    return problem === undefined && !name.endsWith("/");
  };
  let entries: [string, Uint8Array<ArrayBuffer>][];
  try {
    entries = Object.entries(unzipSync(bytes, { filter }));
  } catch (error) {
    return `Failed to read archive: ${(error as Error).message}`;
  }
  if (problem !== undefined) return problem;
  const files = new Map(entries);
  const request = files.get("request.txt");
  if (request === undefined) return "Failed to find request.txt in archive";
  return { request, files };
}

/**
 * Puts the files of an archive into the rows that name them, `#path/of/file` in a field of type `base64` (documented).
 *
 * @returns the name of a file that is not in the archive, where there is one.
 */
export function attachFiles(
  content: BatchContent,
  { files }: Archive,
  schema: ObjectSchema,
): BatchContent | { readonly missing: string } {
  if (content.kind !== "rows") return content;
  const rows = [];
  for (const row of content.rows) {
    const attached = new Map<string, FieldValue>(row);
    for (const [field, value] of row) {
      if (typeof value !== "string" || !value.startsWith("#")) continue;
      if (findByName(schema.fields, field)?.value.type !== "base64") continue;
      const file = files.get(value.slice(1).replace(/^\//, ""));
      if (file === undefined) return { missing: value };
      attached.set(field, toBase64(file));
    }
    rows.push(attached);
  }
  return { kind: "rows", rows };
}
