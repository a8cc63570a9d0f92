import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  fileJournal,
  fileSnapshot,
  getUser,
  isSfbulkError,
  planUndo,
  undoLoad,
  type UndoPlan,
  type UndoProgress,
} from "@sfbulk/node";
import { inFolder } from "../arguments/in-folder.ts";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { Outcome } from "../command.ts";
import { type Org, orgWords } from "../connection/org.ts";
import { orgName } from "../connection/org-name.ts";
import { interruptedCode, isInterrupted } from "../interruption.ts";
import { readDays } from "../loading/take-snapshot.ts";
import { commandError } from "../output/command-error.ts";
import { count, formatNumber } from "../output/count.ts";
import { startProgress } from "../output/progress.ts";
import { ask } from "../parts/ask.ts";
import { readWait } from "../parts/wait-with-progress.ts";
import { isThere } from "../receipts/snapshot-file.ts";
import { adviseOn } from "../reporting/advise-on.ts";
import { leftLines, notTakenBack, planLines } from "./show-plan.ts";
import { writeStepReceipts } from "./step-receipts.ts";
import { jobOnlyWord, type UndoCall } from "./undo-call.ts";
import { writeUndoFile } from "./undo-file.ts";
import type { UndoSubject } from "./undo-subject.ts";

/** Tells what taking a load back would do, and changes nothing. */
export async function showUndo(
  { load, jobId, words, snapshot, later }: UndoSubject,
  org: Org,
  call: UndoCall,
): Promise<Outcome> {
  const { output, interruption } = call;
  const { signal } = interruption;
  const progress = await startProgress(output, `Reading what job ${jobId} has written`);
  let plan: UndoPlan;
  try {
    const kept = snapshot === undefined ? {} : { snapshot };
    plan = await planUndo(org.connection, load, {
      ...kept,
      later,
      signal,
      onProgress: (now) => progress.say(phaseWords(now)),
    });
  } finally {
    progress.stop();
  }
  output.line(`Taking back: ${words}, job ${jobId}, in ${await orgName(org, signal)}`);
  for (const line of [...planLines(plan, false), ...leftLines(plan)]) output.line(line);
  output.line(notTakenBack);
  output.note("This was a dry run: nothing was changed");
  return { status: plan.summary.left > 0 ? 68 : 0, result: { dryRun: true, jobId, ...shown(plan) } };
}

/** Takes a load back: shows what will be done, asks, does it, and tells what became of every record. */
export async function carryOutUndo(subject: UndoSubject, org: Org, call: UndoCall): Promise<Outcome> {
  const { load, jobId, words, snapshot, snapshotPath, later } = subject;
  const { output, values, interruption } = call;
  const { signal } = interruption;
  const { outputDir: folder } = values;
  const days = readDays(values.snapshotDays);
  const journal = join(folder, `${jobId}-undo.sfbulk-journal`);
  const keep = join(folder, `${jobId}-undo.sfbulk-snapshot`);
  await mustBeTold(journal, values.resume === true, org, call);
  const startedAt = new Date().toISOString();
  let progress = await startProgress(output, `Reading what job ${jobId} has written`);
  let isBegun = false;
  try {
    const result = await undoLoad(org.connection, load, {
      ...(snapshot === undefined ? {} : { snapshot }),
      later,
      ...readWait(values),
      journal: fileJournal(journal),
      keep: fileSnapshot(keep),
      signal,
      onProgress: (now) => {
        // It takes no load, and leaves no journal: the records themselves tell how far it is.
        isBegun ||= now.phase === "undeleting";
        progress.say(phaseWords(now));
      },
      onPlan: async (plan) => {
        progress.stop();
        await askFor(plan, subject, org, call);
        progress = await startProgress(output, "Taking the load back");
      },
    });
    progress.stop();
    const { organizationId } = await getUser(org.connection, { signal });
    const takesBack = { jobs: load.jobs, snapshot: snapshotPath ?? null };
    const receipts = await writeStepReceipts(result, {
      org,
      organizationId,
      startedAt,
      snapshot: keep,
      days,
      folder,
      takesBack,
    });
    const path = await writeUndoFile(result, jobId, org, values);
    await rm(journal, { force: true });
    output.line(`Taken back: ${words}, job ${jobId}`);
    for (const line of [...planLines(result, true), ...leftLines(result)]) output.line(line);
    if (path !== undefined) output.note(`Every record is in ${path}`);
    for (const { jobs } of result.steps) {
      const id = jobs.at(-1) ?? "";
      output.note(`Take that back in turn with: sfbulk undo ${id}${orgWords(org)}${inFolder(folder)}`);
    }
    const done = { ...shown(result), steps: result.steps.map(({ operation, jobs }) => ({ operation, jobs })) };
    return { status: result.summary.left > 0 ? 68 : 0, result: { jobId, ...done, path, receipts } };
  } catch (error) {
    progress.stop();
    const hasJournal = await isThere(journal);
    // Nothing was begun: what is wrong says all.
    if (!hasJournal && !isBegun) throw error;
    throw stopped(error, hasJournal, subject, org, call);
  } finally {
    progress.stop();
  }
}

/** @throws UsageError where an earlier run was interrupted and the call does not say that it goes on, or the other way round. */
async function mustBeTold(journal: string, isResumed: boolean, org: Org, { args, values }: UndoCall): Promise<void> {
  const isOpen = await isThere(journal);
  if (isOpen === isResumed) return;
  throw isOpen
    ? usageError(
        `Cannot begin to take the load back: it was begun before, by the journal ${journal}`,
        `Go on with it: sfbulk undo ${shellWord(args[0] ?? "")}${jobOnlyWord(values)} --resume${orgWords(org)}${inFolder(values.outputDir)}`,
      )
    : usageError(
        `Cannot go on: there is no journal ${journal} of a taking back that was interrupted`,
        "Begin with the same command without --resume",
      );
}

async function askFor(plan: UndoPlan, { jobId, words }: UndoSubject, org: Org, call: UndoCall): Promise<void> {
  const { output, values, interruption } = call;
  const where = values.prompt ? await orgName(org, interruption.signal) : org.label;
  output.note(`Taking back: ${words}, job ${jobId}, in ${where}`);
  for (const line of [...planLines(plan, false), ...leftLines(plan)]) output.note(line);
  output.note(notTakenBack);
  const { deleted, writtenBack, undeleted } = plan.summary;
  if (deleted + writtenBack + undeleted === 0) return;
  await ask(`Take ${count(deleted + writtenBack + undeleted, "record")} back in ${where}?`, call);
}

const phases: Readonly<Record<UndoProgress["phase"], string>> = {
  reading: "Reading what the load has written",
  comparing: "Comparing with what is there now",
  "writing-back": "Writing back",
  deleting: "Deleting",
  undeleting: "Undeleting",
  ended: "Done",
};

const phaseWords = ({ phase, done, total }: UndoProgress): string =>
  `${phases[phase]}${total === null || total === 0 ? "" : `: ${formatNumber(done)} of ${count(total, "record")}`}`;

/** What `--json` shows: all counts, and the records that are left. */
const shown = ({ operation, object, summary, records }: UndoPlan): object => ({
  operation,
  object,
  summary,
  left: records.filter(({ fate }) => fate === "left"),
});

/** Makes the error of a taking back that has stopped: the same call goes on. */
function stopped(
  error: unknown,
  hasJournal: boolean,
  { jobId }: UndoSubject,
  org: Org,
  { args, values }: UndoCall,
): Error {
  const cause = isSfbulkError(error) && error.name === "LoadError" && error.cause !== undefined ? error.cause : error;
  const why = isInterrupted(cause) ? "Interrupted" : cause instanceof Error ? cause.message : String(cause);
  const snapshot = values.snapshot === undefined ? "" : ` --snapshot ${shellWord(values.snapshot)}`;
  const again = `sfbulk undo ${shellWord(args[0] ?? jobId)}${jobOnlyWord(values)}${hasJournal ? " --resume" : ""}${orgWords(org)}${inFolder(values.outputDir)}${snapshot}`;
  return commandError("UndoStopped", `${why}; a part of the load of job ${jobId} may be taken back`, {
    exitCode: isInterrupted(cause) ? interruptedCode(cause) : 75,
    actions: [
      `Go on, and nothing is done twice: ${again}`,
      ...(isInterrupted(cause) ? [] : adviseOn(cause, { commandName: "undo", org })),
    ],
    data: { jobId },
    cause,
  });
}
