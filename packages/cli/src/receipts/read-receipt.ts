import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type LoadReceipt, receiptPath } from "./receipt.ts";

/** Reads the receipt of the load whose last job this is; `undefined` where there is none in the folder that can be read. */
export const readReceipt = async (jobId: string, folder: string): Promise<LoadReceipt | undefined> =>
  await readOne(receiptPath(jobId, folder));

/** Finds the receipts of a file, by its hash, in some folders: the latest first. */
export const findReceipts = async (sha256: string, folders: readonly string[]): Promise<readonly LoadReceipt[]> =>
  await readReceipts(folders, ({ file }) => file.sha256 === sha256);

/** Reads the receipts of some folders that fit: the latest first. */
export async function readReceipts(
  folders: readonly string[],
  fits: (receipt: LoadReceipt) => boolean,
): Promise<readonly LoadReceipt[]> {
  const found: LoadReceipt[] = [];
  for (const folder of new Set(folders)) {
    // A folder that is not there has none.
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!/^750\w{15}-load\.json$/.test(name)) continue;
      const receipt = await readOne(join(folder, name));
      if (receipt !== undefined && fits(receipt)) found.push(receipt);
    }
  }
  return found.toSorted((one, other) => Date.parse(other.endedAt) - Date.parse(one.endedAt));
}

/** Reads the receipt in a file; `undefined` where it is none. */
export const readReceiptFile = async (path: string): Promise<LoadReceipt | undefined> => await readOne(path);

async function readOne(path: string): Promise<LoadReceipt | undefined> {
  try {
    const value = JSON.parse(await readFile(path, "utf8")) as Partial<LoadReceipt> | null;
    return isReceipt(value) ? value : undefined;
  } catch {
    // A receipt only helps: without one, the org is asked.
    return undefined;
  }
}

/** A file of that name may be anybody's: what is used of it is looked at. */
function isReceipt(value: Partial<LoadReceipt> | null): value is LoadReceipt {
  if (value?.version !== 1 || !Array.isArray(value.jobs) || !Array.isArray(value.batches)) return false;
  const { file, org, object, operation, endedAt, takesBack } = value;
  return (
    typeof file === "object" &&
    typeof org === "object" &&
    [object, operation, endedAt].every((one) => typeof one === "string") &&
    areTexts(value.jobs) &&
    (takesBack === undefined || (typeof takesBack === "object" && takesBack !== null && areTexts(takesBack.jobs))) &&
    value.batches.every(
      (one: Partial<LoadReceipt["batches"][number]> | null) =>
        typeof one?.jobId === "string" &&
        typeof one.batch?.id === "string" &&
        Number.isInteger(one.firstRow) &&
        Number.isInteger(one.rows),
    )
  );
}

const areTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((one: unknown) => typeof one === "string");
