import { join } from "node:path";
import type { UndoPlan } from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { csvFile, csvLine } from "../files/csv-file.ts";
import { jobOnlyWord, type UndoValues } from "./undo-call.ts";

const columns = [
  "ID",
  "FATE",
  "WHY",
  "ROW",
  "JOB",
  "LAST_MODIFIED",
  "LAST_MODIFIED_BY_ID",
  "LAST_MODIFIED_BY",
  "MESSAGE",
];

/**
 * Writes what became of each record into a file, `ID-undo.csv`. One of an earlier run of the same is replaced.
 *
 * @returns its path; `undefined` where there is no record.
 * @throws FileError.
 */
export async function writeUndoFile(
  { records }: UndoPlan,
  jobId: string,
  org: Org,
  values: Pick<UndoValues, "outputDir" | "jobOnly">,
): Promise<string | undefined> {
  const { outputDir: folder } = values;
  const path = join(folder, `${jobId}-undo.csv`);
  const again = (): string =>
    `sfbulk undo ${jobId}${jobOnlyWord(values)}${orgWords(org)}${inFolder(folder)} --dry-run --json`;
  const file = csvFile(path, () => csvLine(columns), { overwrite: true, again });
  try {
    for (const {
      id,
      fate,
      why,
      rowNumber,
      jobId: job,
      systemModstamp,
      lastModifiedById,
      lastModifiedBy,
      message,
    } of records) {
      await file.writeRow([
        id ?? "",
        fate,
        why ?? "",
        rowNumber === null ? "" : String(rowNumber),
        job,
        systemModstamp ?? "",
        lastModifiedById ?? "",
        lastModifiedBy ?? "",
        message ?? "",
      ]);
    }
    const whole = await file.close();
    await whole?.keep();
    return whole === undefined ? undefined : path;
  } finally {
    await file.discard();
  }
}
