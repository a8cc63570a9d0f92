import { signal } from "@preact/signals";
import type { AnyJobInfo } from "@sfbulk/browser";
import { coalesced } from "../components/coalesced.ts";

/** Jobs with their counts, by id: the list of jobs has none. */
export const jobDetails = signal<ReadonlyMap<string, AnyJobInfo>>(new Map());

const known = new Map<string, AnyJobInfo>();
const publish = coalesced(() => void (jobDetails.value = new Map(known)));

/** Notes a job that was read somewhere. */
export function noteJob(job: AnyJobInfo): void {
  known.set(job.id, job);
  publish();
}

/** Forgets all, when the org changes. */
export function forgetJobDetails(): void {
  known.clear();
  jobDetails.value = new Map();
}
