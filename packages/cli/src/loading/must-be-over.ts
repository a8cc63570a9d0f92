import { isSameId } from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { findUnfinished } from "../journals/find-begun.ts";
import { journalEnding, journalFolder } from "../journals/journal-place.ts";

/**
 * Sees that a job is not one of a load that is to be gone on with: what of it was not processed would go in twice, by this and by
 * that. Journals are looked for in this folder, in that of the results, and among the user's own.
 *
 * @throws UsageError.
 */
export async function mustBeOver(jobId: string, org: Org, folder: string): Promise<void> {
  for (const place of new Set([".", folder, journalFolder()])) {
    const [found] = (await findUnfinished(place)).filter(({ record }) => record.jobs.some((id) => isSameId(id, jobId)));
    if (found === undefined) continue;
    const { journal } = found;
    const isBeside = place !== journalFolder() && journal.endsWith(journalEnding);
    const goOn = isBeside
      ? `sfbulk load ${shellWord(journal.slice(0, -journalEnding.length))} --resume${orgWords(org)}${inFolder(folder)}`
      : `sfbulk load <file> --resume --journal ${shellWord(journal)}${orgWords(org)}${inFolder(folder)}`;
    throw usageError(
      `Cannot load again what failed in job ${jobId}: its load has not ended, and what was not processed of it is sent when that goes on`,
      `Go on with it first, and then retry the job that it names: ${goOn}`,
      `Or give it up, with the rows that were never sent: sfbulk journal remove ${shellWord(journal)}`,
    );
  }
}
