import type { Target } from "../../../connection/check-connection.ts";
import { findRecordEnd, startOfCsv } from "../../../csv/find-record-end.ts";
import { readRows } from "../../../csv/read-rows.ts";
import type { PackedRows, Packer } from "../../../bytes/packer.ts";
import { newPacker } from "../../../exchange/new-packer.ts";
import { hashRows } from "../../../journals/hash-rows.ts";
import type { HashedPart, LoadPart, PartDialect } from "../source/open-parts.ts";
import { keyPlaceOf } from "../../snapshots/rows-to-keep.ts";
import { createRowKeys } from "../ingest-outcomes/row-keys.ts";
import type { TalliedRows } from "../ingest-outcomes/tally-job.ts";

/** All that a job of a load has. */
export interface JobPart extends HashedPart, TalliedRows {
  readonly firstRow: number;
  readonly rows: number;
  readonly dialect: PartDialect;
  /**
   * The rows as they are to travel; `undefined` where they are there already. Whoever has sent them takes them out: a part is
   * held until it is processed, and by every loop that has given it on until the next one is there.
   */
  packed: PackedRows | undefined;
  /** What names the records of the rows, where they are to be kept, until they are sent; else none. */
  recordKeys: readonly string[];
}

/** How jobs are filled. */
export interface PackJobsOptions {
  /** How many bytes a job may have, header line included and before compression. */
  readonly maxBytes: () => number;
  /** Tells of which rows the bodies are not wanted, by the first of them. */
  readonly isThere: (firstRow: number) => boolean;
  /** The name of the column that names the records, in lower case, where they are to be kept. */
  readonly recordKey: string | undefined;
}

/**
 * Fills jobs with the pieces of a source, each with one header line. They are compressed as they come, where the connection
 * allows it, so that memory holds the compressed bytes of a job only.
 */
export async function* packJobs(
  target: Target,
  pieces: AsyncIterable<LoadPart>,
  { maxBytes, isThere, recordKey }: PackJobsOptions,
): AsyncGenerator<JobPart, void, undefined> {
  let job: OpenPart | undefined;
  try {
    for await (const piece of pieces) {
      const headLength = lengthOfHead(piece);
      if (job !== undefined && job.bytes + piece.body.length - headLength > maxBytes()) {
        yield await ended(job);
        job = undefined;
      }
      job ??= {
        firstRow: piece.firstRow,
        dialect: piece.dialect,
        columns: [],
        rows: 0,
        bytes: 0,
        hashes: [],
        keys: createRowKeys(),
        recordKeys: [],
        packer: isThere(piece.firstRow) ? undefined : await newPacker(target),
      };
      const body = job.rows === 0 ? piece.body : piece.body.subarray(headLength);
      job.rows += piece.rows;
      job.bytes += body.length;
      // WebCrypto hashes what is there as a whole: a job has the hash of the hashes of its pieces.
      job.hashes.push(await hashRows(piece.body));
      const rows = readRows(piece.body, piece.dialect.delimiter);
      const head = rows.next();
      if (head.done !== true) job.columns = head.value.values;
      const place = recordKey === undefined ? -1 : keyPlaceOf(job.columns, recordKey);
      for (const { values } of rows) {
        job.keys.add(values);
        if (place !== -1) job.recordKeys.push(values[place] ?? "");
      }
      await job.packer?.push(body);
    }
    if (job !== undefined) yield await ended(job);
  } finally {
    job?.packer?.drop?.();
  }
}

/** A job that is being filled. */
interface OpenPart extends Pick<JobPart, "firstRow" | "dialect" | "keys"> {
  columns: readonly string[];
  rows: number;
  bytes: number;
  readonly hashes: string[];
  readonly recordKeys: string[];
  readonly packer: Packer | undefined;
}

async function ended({ hashes, packer, ...part }: OpenPart): Promise<JobPart> {
  return { ...part, hash: await hashRows(new TextEncoder().encode(hashes.join("\n"))), packed: await packer?.end() };
}

/** The header line, with its end. A piece always has one, and a row behind it. */
const lengthOfHead = ({ body, dialect }: LoadPart): number =>
  findRecordEnd(startOfCsv(dialect.delimiter.charCodeAt(0)), body, 0);
