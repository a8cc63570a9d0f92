// What reading rows takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { failedRowBatches } from "./failed-row-batches.ts";
export { jobResultBatches } from "./job-result-batches.ts";
export { sumUp } from "./sum-up.ts";
export { writeFailedRows } from "./write-failed-rows.ts";
