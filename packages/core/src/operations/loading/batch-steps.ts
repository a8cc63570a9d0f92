// What a load takes besides adding batches, in one file that is loaded later: a page that closes jobs needs none of it, and
// three files would come to it in pieces.
export { makeParts } from "../../batches/make-parts.ts";
export { openSource } from "../../batches/open-source.ts";
export { findEarlierBatch } from "./find-earlier-batch.ts";
