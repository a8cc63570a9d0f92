// What reading rows takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { findNamed } from "./reading/batches-to-read.ts";
export { failedRowBatches } from "./failed-row-batches.ts";
export { countReasons } from "./failure-reasons.ts";
export { readBatchResults } from "./read-batch-results.ts";
export { readJobResults } from "./read-job-results.ts";
export { emptyTally } from "./row-tally.ts";
export { sumUp } from "./sum-up.ts";
export { tallyBatches } from "./tally-batches.ts";
export { writeFailedRows } from "./write-failed-rows.ts";
