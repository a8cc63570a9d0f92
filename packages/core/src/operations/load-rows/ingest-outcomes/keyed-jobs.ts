import { openSource } from "../../../batches/sources/open-source.ts";
import type { RowSource } from "../../../batches/sources/row-source.ts";
import { readRows } from "../../../csv/read-rows.ts";
import { argumentError } from "../../../errors/argument-error.ts";
import type { IngestLoadResult, LoadedBatch } from "../../../protocol/load-result.ts";
import { openParts } from "../source/open-parts.ts";
import { createRowKeys, type RowKeys } from "./row-keys.ts";

/** A job of a load, and what its rows are told by. */
export interface KeyedJob {
  readonly job: LoadedBatch;
  readonly columns: readonly string[];
  readonly keys: RowKeys;
}

/** How much is read at a time. */
const limits = { maxBytes: 10_000_000, maxRecords: 1000 };

/**
 * Reads the source of a load once more, job by job.
 *
 * @throws TypeError where it has fewer or more rows than were loaded.
 */
export async function* keyedJobs(
  { batches, reading, summary }: Pick<IngestLoadResult, "batches" | "reading" | "summary">,
  source: RowSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<KeyedJob, void, undefined> {
  const { next, close } = openSource(source, signal, "source", reading.header === null);
  const cutting = { contentType: "CSV", reading, limits, keepsDelimiter: true, onRecord: undefined };
  let read = 0;
  let index = 0;
  let columns: readonly string[] = [];
  let keys = createRowKeys();
  try {
    for await (const { body, dialect } of openParts(next, cutting)) {
      const rows = readRows(body, dialect.delimiter);
      const head = rows.next();
      if (head.done !== true) columns = head.value.values;
      for (const { values } of rows) {
        const job = batches[index];
        if (job === undefined) throw changed(summary.rows, "more");
        keys.add(values);
        read++;
        if (read < job.firstRow + job.rows - 1) continue;
        yield { job, columns, keys };
        index++;
        keys = createRowKeys();
      }
    }
  } finally {
    close(undefined);
  }
  if (index < batches.length) throw changed(summary.rows, String(read));
}

const changed = (loaded: number, has: string): TypeError =>
  argumentError("ChangedSource", `Cannot tell the rows of the load: ${loaded} were loaded, and the source has ${has}`);
