import { signal } from "@preact/signals";
import { findJobs, type ListedJob } from "@sfbulk/browser";
import { connectionFor, type Org } from "../org/org.ts";

/** The jobs of the org as they were last listed, newest first; `undefined` before the first time. */
export const jobList = signal<readonly ListedJob[] | undefined>(undefined);

/** When they were listed, in milliseconds since 1970. */
export const listedAt = signal(0);

/** Why they could not be listed the last time. */
export const listFailure = signal<Error | undefined>(undefined);

let turn = 0;

/** Lists the jobs anew. A list that comes after a later one was begun is dropped. */
export async function refreshJobList(org: Org, signalToStop?: AbortSignal): Promise<void> {
  const mine = ++turn;
  try {
    const found: ListedJob[] = [];
    const connection = connectionFor(org, "List jobs", { retry: { attempts: 2 } });
    for await (const job of findJobs(connection, { signal: signalToStop })) found.push(job);
    if (mine !== turn) return;
    found.sort((one, other) => other.createdDate.localeCompare(one.createdDate) || other.id.localeCompare(one.id));
    jobList.value = found;
    listFailure.value = undefined;
    listedAt.value = Date.now();
  } catch (error) {
    if (mine !== turn || signalToStop?.aborted === true) return;
    listFailure.value = error as Error;
  }
}

/** Forgets the list, when the org changes. */
export function forgetJobList(): void {
  turn++;
  jobList.value = undefined;
  listFailure.value = undefined;
}
