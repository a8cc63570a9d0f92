import type { Bulk2Job, IngestJob, QueryJob } from "../state/bulk-2-job.ts";
import type { Org } from "../state/org.ts";

/** Finds an ingest job by its id, 15 or 18 characters. The case counts. */
export function findIngestJob(org: Org, id: string): IngestJob | undefined {
  const job = find(org, id);
  return job?.kind === "ingest" ? job : undefined;
}

/** Finds a query job by its id, 15 or 18 characters. The case counts. */
export function findQueryJob(org: Org, id: string): QueryJob | undefined {
  const job = find(org, id);
  return job?.kind === "query" ? job : undefined;
}

const find = (org: Org, id: string): Bulk2Job | undefined =>
  id.length === 15 || id.length === 18 ? org.bulk2Jobs.get(id.slice(0, 15)) : undefined;
