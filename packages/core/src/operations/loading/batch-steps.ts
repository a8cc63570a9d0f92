// What adding batches takes, in one file that is loaded later: a page that closes jobs needs none of it.
export { utf8Body, utf8String } from "../../encoding/utf8-body.ts";
export { checkAdded, checkAddBatchesOptions } from "./add-batches-options.ts";
export { addCheckedBatch } from "./add-checked-batch.ts";
export { addCheckedBatches } from "./add-checked-batches.ts";
export { findTwin } from "./find-twin.ts";
