/**
 * The custom element `<sfbulk-jobs>`: the jobs of an org in a table, live, to be closed and aborted.
 *
 * @module
 */
import { makeJobsElement } from "./jobs-element/make-jobs-element.ts";

export type { JobsElement, JobsElementEvents } from "./jobs-element/jobs-element.ts";
export type { EndingVerb } from "./jobs-element/jobs-model.ts";
export { isStale } from "./jobs-element/is-stale.ts";
export { type JobToEnd, whatWillHappen, whyNoUndo } from "./jobs-element/what-will-happen.ts";

/**
 * Makes `<sfbulk-jobs>` known to the page. Calling it again does nothing.
 *
 * Attributes: `poll`, how many seconds lie between two lists (15; 0: only `refresh()`); `counts`, which reads batches and
 * rows of the jobs that are shown, a call each; `read-only`, which shows no button that ends jobs; `busy`, which disables
 * those buttons; `plain`, which leaves out the line above the table with the count, *Refresh* and what went wrong; `label`,
 * what the table is called. Properties and events: {@link JobsElement}, {@link JobsElementEvents}. Before jobs are ended the
 * element asks, with what it means; nothing takes it back. What is in its slot `empty` is shown where there are none.
 *
 * It has a shadow root, and no style of the page reaches in but colours, by the custom properties `--sfbulk-accent`,
 * `--sfbulk-on-accent`, `--sfbulk-line`, `--sfbulk-surface`, `--sfbulk-quiet`, `--sfbulk-good`, `--sfbulk-warn`,
 * `--sfbulk-bad`, `--sfbulk-sticky-top` (where the bar of selected jobs stays below the top of the window), and the parts
 * `table`, `selection`, `dialog` and `button`. A strict content security policy is no hindrance.
 *
 * @param name - Another name for the element. Default: `sfbulk-jobs`.
 * @throws DOMException for a name that no custom element can have.
 * @example
 * ```js
 * import { relayAdapter } from "@sfbulk/browser";
 * import { defineJobsElement } from "@sfbulk/browser/jobs-element";
 *
 * defineJobsElement();
 * const jobs = document.createElement("sfbulk-jobs");
 * jobs.filter = { state: "Open", createdBy: "me" };
 * jobs.connection = { instanceUrl, accessToken, fetch: relayAdapter("/bulk") };
 * document.body.append(jobs);
 * await jobs.refresh();
 * console.log(jobs.jobs.length, "jobs are open");
 * ```
 */
export function defineJobsElement(name = "sfbulk-jobs"): void {
  if (customElements.get(name) === undefined) customElements.define(name, makeJobsElement());
}
