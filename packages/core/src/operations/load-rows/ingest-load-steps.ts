// What loading rows by Bulk API 2.0 takes beside load-steps.ts, for who does it.
export { checkIngestLoad } from "./options/ingest-load-options.ts";
export { ingestWay } from "./ingest-jobs/ingest-way.ts";
