import { signal } from "@preact/signals";
import { abortJobs, type AnyJobInfo, closeJobs, type Connection } from "@sfbulk/browser";
import { noteAction } from "../history/history.ts";
import { coalesced } from "../components/coalesced.ts";
import { connectionFor, type Org } from "../org/org.ts";
import { refreshJobList, showJob } from "./job-list.ts";
import { type JobEnd, readEnd } from "./job-end.ts";

/** Jobs that are being closed or aborted, or were. */
export interface Settlement {
  readonly verb: "close" | "abort";
  readonly total: number;
  readonly ends: readonly JobEnd[];
  readonly isRunning: boolean;
  readonly beganAt: number;
  readonly endedAt: number | undefined;
  /** Begins no more; what is under way is broken off. */
  readonly stop: () => void;
}

/** The last one; it stays until it is dismissed. */
export const settlement = signal<Settlement | undefined>(undefined);

/** Closes or aborts jobs, some at a time, and tells of each as it is settled. */
export async function settleJobs(org: Org, verb: Settlement["verb"], jobIds: readonly string[]): Promise<void> {
  const stopping = new AbortController();
  const what = jobIds.length === 1 ? `job ${jobIds[0]}` : `${jobIds.length} jobs`;
  const connection = connectionFor(org, `${verb === "close" ? "Close" : "Abort"} ${what}`);
  let state: Settlement = {
    verb,
    total: jobIds.length,
    ends: [],
    isRunning: true,
    beganAt: Date.now(),
    endedAt: undefined,
    stop: () => stopping.abort(new Error("Stopped by you")),
  };
  const { stop } = state;
  // With another org, or other jobs, it is gone from view. The history has what became of it.
  const show = coalesced(() => {
    if (settlement.peek()?.stop === stop) settlement.value = state;
  });
  settlement.value = state;
  const ends: JobEnd[] = [];
  try {
    const settled = endAll(connection, verb, jobIds, stopping.signal);
    for await (const { jobId, job, already, error } of settled) {
      ends.push(readEnd(verb, jobId, already, error));
      if (job !== undefined) showJob(org, job);
      state = { ...state, ends: [...ends] };
      show();
    }
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    const told = new Set(ends.map(({ jobId }) => jobId));
    const rest = jobIds.filter((jobId) => !told.has(jobId)).map((jobId) => readEnd(verb, jobId, false, "stopped"));
    state = { ...state, ends: [...ends, ...rest], isRunning: false, endedAt: Date.now() };
    show.now();
    show.end();
    void noteSettlement(org, state);
    void refreshJobList(org);
  }
}

async function noteSettlement(org: Org, { verb, beganAt, endedAt = beganAt, ends }: Settlement): Promise<void> {
  const past = ends.map(({ jobId, kind, text }) => ({ jobId, text, isDone: kind === "done" || kind === "already" }));
  const { instanceUrl, userId } = org;
  const id = crypto.randomUUID();
  await noteAction({ kind: verb, id, instanceUrl, userId, beganAt, endedAt, isPinned: false, ends: past }, org);
}

interface Settled {
  readonly jobId: string;
  readonly job?: AnyJobInfo;
  readonly already: boolean;
  readonly error?: Error;
}

async function* endAll(
  connection: Connection,
  verb: Settlement["verb"],
  jobIds: readonly string[],
  stop: AbortSignal,
): AsyncGenerator<Settled> {
  const outcomes = verb === "close" ? closeJobs : abortJobs;
  for await (const settled of outcomes(connection, jobIds, { signal: stop })) {
    const { jobId, outcome } = settled;
    if (outcome === "failed") yield { jobId, already: false, error: settled.error };
    else yield { jobId, job: settled.job, already: outcome === "already-closed" || outcome === "already-aborted" };
  }
}
