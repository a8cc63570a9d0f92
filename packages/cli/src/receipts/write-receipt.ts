import { inFolder } from "../arguments/in-folder.ts";
import { resultFile } from "../files/result-file.ts";
import { type LoadReceipt, receiptPath } from "./receipt.ts";

/**
 * Writes the receipt of a load, whole or not at all. It replaces one of the same job, which knew less.
 *
 * @returns its path.
 * @throws FileError.
 */
export async function writeReceipt(receipt: LoadReceipt, folder: string): Promise<string> {
  const jobId = receipt.jobs.at(-1) ?? "";
  const path = receiptPath(jobId, folder);
  const file = await resultFile(path, { overwrite: true, again: () => `sfbulk results ${jobId}${inFolder(folder)}` });
  try {
    await file.write(`${JSON.stringify(receipt, undefined, 1)}\n`);
    await file.close();
    await file.keep();
  } finally {
    await file.discard();
  }
  return path;
}
