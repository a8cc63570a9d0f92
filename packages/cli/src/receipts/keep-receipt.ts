import { resolve } from "node:path";
import type { JobSpec, LoadSummary } from "@sfbulk/node";
import type { Org } from "../connection/org.ts";
import { apiOf, type LoadRecord } from "../journals/load-record.ts";
import type { FileView, LoadSource } from "../load/open-rows.ts";
import type { KeptSnapshot } from "./receipt.ts";
import { writeReceipt } from "./write-receipt.ts";

/** A load of which all rows are in the org. */
export interface WholeLoad {
  readonly path: string | undefined;
  readonly rows: LoadSource;
  /** What of the file was loaded, and how it was read. */
  readonly view: FileView;
  readonly spec: JobSpec;
  readonly record: LoadRecord;
  readonly summary: LoadSummary | undefined;
  readonly startedAt: string;
  readonly org: Org;
  readonly snapshot: KeptSnapshot | undefined;
}

/**
 * Writes the receipt of a load.
 *
 * @returns its path.
 * @throws FileError.
 */
export async function keepReceipt(load: WholeLoad, folder: string): Promise<string> {
  const { path, rows, view, spec, record, summary, startedAt, org, snapshot } = load;
  const { begun, jobs, batches } = record;
  return await writeReceipt(
    {
      version: 1,
      file: {
        path: path === undefined || path === "-" ? null : resolve(path),
        sha256: rows.hash() ?? null,
        encoding: view.encoding ?? null,
        delimiter: view.delimiter ?? null,
        part: partOf(view),
      },
      org: { organizationId: begun?.organizationId ?? null, instanceUrl: begun?.origin ?? org.connection.instanceUrl },
      ...(apiOf(record) === "1.0" ? {} : { api: "2.0" }),
      object: spec.object,
      operation: spec.operation,
      externalIdFieldName: spec.externalIdFieldName ?? null,
      startedAt,
      endedAt: new Date().toISOString(),
      jobs,
      batches,
      summary: summary ?? null,
      ...(snapshot === undefined ? {} : { snapshot }),
    },
    folder,
  );
}

/** Says which rows of a file are meant; `null` for all. */
export function partOf({ range }: FileView): { readonly skip: number; readonly take: number | null } | null {
  if (range === undefined || (range.skip === 0 && range.take === Number.POSITIVE_INFINITY)) return null;
  return { skip: range.skip, take: Number.isFinite(range.take) ? range.take : null };
}
