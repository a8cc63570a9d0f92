// What adding batches takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { addCheckedBatch } from "./add-checked-batch.ts";
export { addCheckedBatches } from "./add-checked-batches.ts";
