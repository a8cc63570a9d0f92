import { signal } from "@preact/signals";
import type { AnyJobInfo, ListedJob } from "@sfbulk/browser";
import { defineJobsElement, type JobsElement } from "@sfbulk/browser/jobs-element";
import { connectionFor, type Org } from "../org/org.ts";
import { noteJob } from "./job-details.ts";

/** The jobs of the org as they were last listed, newest first; `undefined` before the first time. */
export const jobList = signal<readonly ListedJob[] | undefined>(undefined);

/** When they were listed, in milliseconds since 1970. */
export const listedAt = signal(0);

/** Why they could not be listed the last time. */
export const listFailure = signal<Error | undefined>(undefined);

/** Seconds between two lists: an org counts its calls. */
const poll = { emulator: 4, direct: 15, relay: 15 };

let known: { readonly org: Org; readonly element: JobsElement } | undefined;

/** Gives the table of an org's jobs, the same one wherever it is shown: it lists them, and this page looks at what it tells. */
export function jobsElementOf(org: Org): JobsElement {
  if (known?.org === org) return known.element;
  defineJobsElement();
  const element = document.createElement("sfbulk-jobs");
  known = { org, element };
  element.toggleAttribute("plain", true);
  element.toggleAttribute("counts", true);
  element.setAttribute("label", "Jobs of this page");
  element.setAttribute("poll", String(poll[org.kind]));
  element.userId = org.userId ?? null;
  element.jobHref = (id) => `#/jobs/${id}`;
  element.addEventListener("sfbulk-list", ({ detail }) => {
    jobList.value = detail.jobs;
    listFailure.value = undefined;
    listedAt.value = Date.now();
  });
  element.addEventListener("sfbulk-error", ({ detail }) => void (listFailure.value = detail.error));
  element.addEventListener("sfbulk-job", ({ detail }) => noteJob(detail.job));
  element.connection = connectionFor(org, "List jobs", { retry: { attempts: 2 } });
  return element;
}

/** Lists the jobs anew, where they are those of the org in use: its list is made when it is first looked at. */
export async function refreshJobList(org: Org): Promise<void> {
  if (known?.org === org) await known.element.refresh();
}

/** Shows a job as it was read outside of the table. */
export function showJob(org: Org, job: AnyJobInfo): void {
  if (known?.org === org) known.element.noteJob(job);
}

/** Forgets the list, when the org changes. */
export function forgetJobList(): void {
  if (known !== undefined) known.element.connection = null;
  known = undefined;
  jobList.value = undefined;
  listFailure.value = undefined;
}
