// What loading rows takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { batchWay } from "./batch-way.ts";
export { checkIngestLoad } from "./options/ingest-load-options.ts";
export { checkLoad } from "./options/load-rows-options.ts";
export { runLoad } from "./run-load.ts";
