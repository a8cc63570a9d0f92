import type { BatchToRead } from "./batches-to-read.ts";

/** Tells whether Salesforce itself says that no row of the batch failed: then nothing of it needs reading for that. */
export const isAllWritten = ({ info, rows }: BatchToRead): boolean =>
  info.state === "Completed" &&
  info.numberRecordsFailed === 0 &&
  info.numberRecordsProcessed > 0 &&
  (rows === undefined || rows === info.numberRecordsProcessed);
