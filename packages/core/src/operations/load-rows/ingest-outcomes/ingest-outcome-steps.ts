// What reading the rows of a load by Bulk API 2.0 takes, for who does it.
export { readFailedIngestRows } from "./read-failed-ingest-rows.ts";
export { readIngestLoadResults } from "./read-ingest-load-results.ts";
