import type { Connection } from "../../connection/connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { Journal } from "../../journals/journal.ts";
import { memoryJournal } from "../../journals/memory-journal.ts";
import { readJournal } from "../../journals/read-journal.ts";
import type { JournalEntry } from "../../protocol/journal-entry.ts";
import type { UndoStep } from "../../protocol/undo-plan.ts";
import { abortJob } from "../jobs/abort-job.ts";
import { getJob } from "../jobs/get-job.ts";
import { applyEntry, emptyState, type LoadState } from "../load-rows/state/load-state.ts";
import { organizationIdOf } from "../load-rows/taking-up/begin-load.ts";
import { waitForJob } from "../waiting/wait-for-job.ts";
import type { CheckedUndo } from "./undo-options.ts";

/** The journal of a taking back: those of its loads, one behind the other. */
export interface UndoJournal {
  /** Gives the journal of the next load; `undefined` where nothing is kept. */
  readonly next: () => Journal | undefined;
  /** What earlier runs have done. */
  readonly steps: readonly UndoStep[];
}

/**
 * Opens the journal of a taking back, and ends what earlier runs have begun: what of their jobs was not processed never is. So
 * the records tell what is left to do.
 *
 * @throws TypeError for a journal of something else.
 */
export async function endEarlierRuns(
  connection: Connection,
  { load: { jobs }, journal, waitTimeout, minInterval, maxInterval, signal }: CheckedUndo,
): Promise<UndoJournal> {
  if (journal === undefined) return { next: () => undefined, steps: [] };
  const entries = await journal.read();
  const loads: JournalEntry[][] = [];
  for (const entry of entries) {
    if (entry.kind === "begun") loads.push([]);
    loads.at(-1)?.push(entry);
  }
  if (loads.length === 0 && entries.length > 0) throw otherJournal("it does not begin as one");
  const steps: UndoStep[] = [];
  for (const load of loads) {
    const [begun, ...others] = await readJournal(memoryJournal(load));
    if (begun?.kind === "begun") await checkBegun(connection, begun, jobs, signal);
    for (const entry of others) {
      if (entry.kind !== "job-created") continue;
      const { state } = await getJob(connection, entry.jobId, { signal });
      if (state === "Open") await abortJob(connection, entry.jobId, { signal });
      await waitForJob(connection, entry.jobId, { waitTimeout, minInterval, maxInterval, signal });
    }
    const state = emptyState();
    for (const entry of load) applyEntry(state, entry);
    if (begun?.kind === "begun" && state.jobs.size > 0) steps.push(stepOf(begun.spec.operation, state));
  }
  let length = entries.length;
  return {
    steps,
    next: () => {
      const from = length;
      return {
        read: () => Promise.resolve([]),
        append: async (entry, index) => {
          await journal.append(entry.kind === "begun" ? { ...entry, takesBack: jobs } : entry, from + index);
          length = from + index + 1;
        },
      };
    },
  };
}

function stepOf(operation: string, { jobs, parts, ended }: LoadState): UndoStep {
  const batches = [...parts.values()].flatMap(({ jobId, firstRow, rows, batchId }) =>
    batchId === undefined ? [] : [{ jobId, firstRow, rows, batch: { id: batchId } }],
  );
  return {
    operation: operation === "delete" ? "delete" : "update",
    jobs: [...jobs.keys()],
    batches,
    summary: ended?.summary ?? null,
  };
}

async function checkBegun(
  connection: Connection,
  { takesBack, organizationId }: Extract<JournalEntry, { kind: "begun" }>,
  jobs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  // The jobs of an ordinary load would be aborted.
  if (takesBack === undefined) throw otherJournal("it is that of a load");
  if (takesBack.join() !== jobs.join()) throw otherJournal(`it is of taking back job "${takesBack.join('", "')}"`);
  if (organizationId === null) return;
  const here = await organizationIdOf(connection, { signal });
  if (here !== null && here.slice(0, 15) !== organizationId.slice(0, 15)) {
    throw otherJournal(`it is of the org ${organizationId}, and this one is ${here}`);
  }
}

const otherJournal = (why: string): TypeError =>
  argumentError("OtherLoad", `Cannot go on by this journal: ${why}; taking a load back has a journal of its own`);
