// What loading rows by Bulk API 2.0 takes beside load-steps.ts, and reading what became of them, for who does it.
export { readFailedIngestRows } from "../ingest-outcomes/read-failed-ingest-rows.ts";
export { readIngestLoadResults } from "../ingest-outcomes/read-ingest-load-results.ts";
export { ingestWay } from "./ingest-way.ts";
