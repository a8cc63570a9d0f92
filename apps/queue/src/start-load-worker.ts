import {
  type Connection,
  isLoadError,
  isSfbulkError,
  loadRows,
  type LoadRowsOptions,
  type LoadSummary,
  nodeAdapter,
  type SessionError,
} from "@sfbulk/node";
import type { Job, PgBoss } from "pg-boss";
import type { Database } from "./database.ts";
import { loadJournal } from "./load-journal.ts";
import { loads, type LoadTask } from "./load-queue.ts";
import { pauseOrg, setLoadsAside, troubleOfOrg, whyPaused } from "./pause-org.ts";
import { withOrgSlot } from "./with-org-slot.ts";

/** How a worker works. */
export interface LoadWorkerOptions {
  readonly queue: PgBoss;
  /** The database that journals, grants and places are in. */
  readonly database: Database;
  /** Names this worker, for people who look into the tables. */
  readonly name: string;
  /** How the orgs are reached. Their `fetch` goes through the place of the org. */
  readonly connect: (org: string) => Promise<Connection>;
  /** How many loads this worker does at a time. */
  readonly atATime: number;
  /** How many loads are done in an org at a time, by all workers together. */
  readonly perOrg: number;
  /** How long the place of a dead worker is taken, in milliseconds. Default: 30,000. */
  readonly lease?: number;
  /** Options of the loads. */
  readonly options?: Pick<LoadRowsOptions, "maxRecords" | "minInterval" | "maxInterval">;
  /** Is told of each load that this worker has brought to its end. */
  readonly onDone?: (task: LoadTask, summary: LoadSummary) => void;
  /** Is told what ended a load before its end, pauses aside. */
  readonly onFailure?: (task: LoadTask, error: unknown) => void;
  /** Is told what paused an org: one worker of all, once. */
  readonly onPause?: (org: string, trouble: SessionError) => void;
}

/** Takes loads out of the queue and does them, until the queue is stopped. */
export async function startLoadWorker(worker: LoadWorkerOptions): Promise<void> {
  const { queue, atATime, perOrg } = worker;
  await queue.work<LoadTask>(
    loads,
    {
      localConcurrency: atATime,
      // The queue leaves tasks of an org lie that is busy, so that a large one keeps nobody waiting. It counts what it
      // sees, and two that fetch at once see the same: it is the places of the org that are counted exactly.
      groupConcurrency: perOrg,
      pollingIntervalSeconds: 0.5,
      perJobResults: true,
    },
    async ([task]) => (task === undefined ? [] : [await settle(worker, task)]),
  );
}

/** Does a load, and says what is to become of its task. What the queue is told counts only while the task is this worker's. */
async function settle(worker: LoadWorkerOptions, task: Job<LoadTask>): Promise<Outcome> {
  const { database } = worker;
  try {
    const why = await whyPaused(database, task.data.org);
    if (why !== undefined) return await setAside(worker, task, why);
    const output = await load(worker, task);
    worker.onDone?.(task.data, output);
    return { id: task.id, status: "completed", output };
  } catch (error) {
    const trouble = troubleOfOrg(error);
    if (trouble !== undefined) {
      const paused = await pauseOrg(database, task.data.org, trouble.message);
      if (paused === "now") worker.onPause?.(task.data.org, trouble);
      if (paused !== "unknown") return await setAside(worker, task, trouble.message);
    }
    worker.onFailure?.(task.data, error);
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { id: task.id, status: isFinal(error) ? "deadletter" : "failed", output: { name, message } };
  }
}

interface Outcome {
  readonly id: string;
  readonly status: "completed" | "failed" | "deadletter";
  readonly output: object;
}

/** Puts a task of a paused org aside, with all that wait besides. */
async function setAside({ queue }: LoadWorkerOptions, task: Job<LoadTask>, why: string): Promise<Outcome> {
  const output = { message: why };
  // Given back now rather than by what is returned, for then it waits, and goes with the others.
  await queue.fail(loads, task, output);
  await setLoadsAside(queue, task.data.org);
  return { id: task.id, status: "failed", output };
}

async function load(worker: LoadWorkerOptions, { data, signal }: Job<LoadTask>): Promise<LoadSummary> {
  const { database, name, connect, perOrg, lease: milliseconds = 30_000, options } = worker;
  const { org, object, rows } = data;
  return await withOrgSlot(database, { org, perOrg, worker: name, milliseconds, signal }, async (slot) => {
    const connection = await connect(org);
    const { summary } = await loadRows(
      { ...connection, fetch: slot.fetch(connection.fetch ?? nodeAdapter()) },
      { operation: "insert", object },
      rows,
      {
        ...options,
        journal: loadJournal(database, org, data.load),
        // A place in the org is one request at a time.
        concurrency: 1,
        // Whoever had this load before may live: it was stopped, or cannot reach the database.
        closeEarlierJob: true,
        signal: slot.signal,
      },
    );
    return summary;
  });
}

/** What Salesforce will refuse again, what has no org, and what is a bug: it goes to people. */
function isFinal(error: unknown): boolean {
  if (troubleOfOrg(error) !== undefined) return true;
  const cause = isLoadError(error) ? error.cause : error;
  if (!isSfbulkError(cause) || ("isTransient" in cause && cause.isTransient)) return false;
  return ["SalesforceError", "TypeError"].includes(cause.name);
}
