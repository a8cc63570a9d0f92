import { resolve } from "node:path";
import type { JobSpec, LoadSummary } from "@sfbulk/node";
import type { Org } from "../connection/org.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import type { FileReading, Rows } from "../load/open-rows.ts";
import { writeReceipt } from "./write-receipt.ts";

/** A load of which all rows are in the org. */
export interface WholeLoad {
  readonly path: string;
  readonly rows: Rows;
  /** The options that the file was read by. */
  readonly reading: FileReading;
  readonly spec: JobSpec;
  readonly record: LoadRecord;
  readonly summary: LoadSummary | undefined;
  readonly startedAt: string;
  readonly org: Org;
}

/**
 * Writes the receipt of a load.
 *
 * @returns its path.
 * @throws FileError.
 */
export async function keepReceipt(load: WholeLoad, folder: string): Promise<string> {
  const { path, rows, reading, spec, record, summary, startedAt, org } = load;
  const { begun, jobs, batches } = record;
  return await writeReceipt(
    {
      version: 1,
      file: {
        path: path === "-" ? null : resolve(path),
        sha256: rows.hash() ?? null,
        encoding: reading.encoding ?? null,
        delimiter: reading.delimiter ?? null,
      },
      org: { organizationId: begun?.organizationId ?? null, instanceUrl: begun?.origin ?? org.connection.instanceUrl },
      object: spec.object,
      operation: spec.operation,
      externalIdFieldName: spec.externalIdFieldName ?? null,
      startedAt,
      endedAt: new Date().toISOString(),
      jobs,
      batches,
      summary: summary ?? null,
    },
    folder,
  );
}
