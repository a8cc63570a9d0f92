import { isSameId, type JobInfo, type ListedJob } from "@sfbulk/core";
import { ageInWords, batchesInWords, dateInWords, numberInWords } from "./in-words.ts";
import { isStale } from "./is-stale.ts";
import type { JobsModel } from "./jobs-model.ts";
import { makeNode, setAttribute, setText } from "./make-node.ts";
import { apiOf, countsOf, type SortKey } from "./sort-jobs.ts";

/** A column of the table. */
export interface JobColumn {
  readonly key: SortKey;
  readonly label: string;
  readonly isNumber?: boolean;
  /** Brings a cell up to date. */
  readonly fill: (cell: HTMLElement, job: ListedJob, model: JobsModel) => void;
}

const stateOf = ({ id, state }: ListedJob, { infos }: JobsModel): string => infos.get(id)?.state ?? state;

const tones: Readonly<Record<string, string>> = {
  Open: "info",
  UploadComplete: "info",
  InProgress: "info",
  Closed: "good",
  JobComplete: "good",
  Failed: "bad",
};

const always: readonly JobColumn[] = [
  { key: "id", label: "Job", fill: fillId },
  { key: "api", label: "API", fill: (cell, job) => setText(cell, apiOf(job)) },
  {
    key: "state",
    label: "State",
    fill: (cell, job, model) => {
      const badge = onlyChild(cell, "badge");
      const state = stateOf(job, model);
      setText(badge, state);
      setAttribute(badge, "data-tone", tones[state]);
    },
  },
  { key: "object", label: "Object", fill: (cell, { object }) => setText(cell, object ?? "") },
  { key: "operation", label: "Operation", fill: (cell, { operation }) => setText(cell, operation) },
  {
    key: "age",
    label: "Age",
    isNumber: true,
    fill: (cell, job, model) => {
      setText(cell, ageInWords(model.now - Date.parse(job.createdDate)));
      const isOld = isStale({ ...job, state: stateOf(job, model) }, model.now);
      setAttribute(cell, "data-tone", isOld ? "warn" : undefined);
      setAttribute(cell, "title", dateInWords(job.createdDate));
    },
  },
];

const owner: JobColumn = { key: "owner", label: "Owner", fill: fillOwner };

const counts: readonly JobColumn[] = [
  { key: "batches", label: "Batches", isNumber: true, fill: fillBatches },
  { key: "rows", label: "Rows", isNumber: true, fill: fillCount("rows") },
  {
    key: "failed",
    label: "Failed",
    isNumber: true,
    fill: (cell, job, model) => {
      fillCount("failed")(cell, job, model);
      const info = model.infos.get(job.id);
      if (info === undefined) return;
      const rows = countsOf.failed(info);
      // Salesforce counts no row of a batch that failed whole.
      const batches = "numberBatchesFailed" in info ? info.numberBatchesFailed : 0;
      if (batches > 0) setText(cell, `${rows > 0 ? `${numberInWords(rows)} + ` : ""}${batchesInWords(batches)}`);
      setAttribute(cell, "data-tone", rows + batches > 0 ? "bad" : undefined);
    },
  },
];

/** Gives the columns that are shown: owners where somebody knows their names, counts where they are read. */
export const columnsOf = ({ userName, hasCounts }: Pick<JobsModel, "userName" | "hasCounts">): readonly JobColumn[] => [
  ...always,
  ...(userName === null ? [] : [owner]),
  ...(hasCounts ? counts : []),
];

function fillId(cell: HTMLElement, { id }: ListedJob, { jobHref }: JobsModel): void {
  if (jobHref === null) {
    setText(onlyChild(cell, "id"), id);
    return;
  }
  const old = cell.firstElementChild;
  const link = old instanceof HTMLAnchorElement ? old : makeNode("a", { class: "id" }, id);
  setAttribute(link, "href", jobHref(id));
  if (link !== old) cell.replaceChildren(link);
}

function fillOwner(cell: HTMLElement, { createdById }: ListedJob, { userName, userId }: JobsModel): void {
  const name = onlyChild(cell, "owner");
  const isOwn = createdById !== null && userId !== null && isSameId(createdById, userId);
  const known = createdById === null ? "not told" : isOwn ? "You" : userName?.(createdById);
  setText(name, known ?? createdById?.slice(0, 15) ?? "");
  setAttribute(name, "class", `owner${known === undefined ? " id quiet" : createdById === null ? " quiet" : ""}`);
  setAttribute(name, "title", createdById ?? undefined);
}

function fillCount(key: "rows" | "failed"): JobColumn["fill"] {
  return (cell, { id }, { infos }) => {
    const info = infos.get(id);
    if (info === undefined) fillUnread(cell);
    else setText(cell, numberInWords(countsOf[key](info)));
  };
}

function fillBatches(cell: HTMLElement, { id }: ListedJob, { infos }: JobsModel): void {
  const info = infos.get(id);
  if (info === undefined) fillUnread(cell);
  else if (!("numberBatchesTotal" in info)) setText(cell, "");
  else if (info.numberBatchesTotal === 0) setText(cell, "0");
  else fillProgress(onlyChild(cell, "batches"), info);
}

function fillProgress(place: HTMLElement, job: JobInfo): void {
  if (place.childElementCount === 0) {
    const bar = makeNode("span", { class: "progress", role: "progressbar", "aria-valuemin": "0" });
    bar.append(makeNode("span"), makeNode("span", { "data-tone": "bad" }));
    place.append(bar, makeNode("span"));
  }
  const [bar, words] = [...place.children];
  const [rest, bad] = [...(bar?.children ?? [])] as HTMLElement[];
  if (bar === undefined || words === undefined || rest === undefined || bad === undefined) return;
  const { numberBatchesTotal: total, numberBatchesFailed: failed } = job;
  const done = total - job.numberBatchesQueued - job.numberBatchesInProgress;
  setAttribute(bar, "aria-label", `Batches of job ${job.id}`);
  setAttribute(bar, "aria-valuemax", String(total));
  setAttribute(bar, "aria-valuenow", String(done));
  const tone = job.state === "Aborted" ? undefined : job.numberRecordsFailed > 0 ? "warn" : "good";
  setAttribute(rest, "data-tone", tone);
  rest.style.width = `${((done - failed) / total) * 100}%`;
  bad.style.width = `${(failed / total) * 100}%`;
  setText(words, done === total ? numberInWords(total) : `${numberInWords(done)} / ${numberInWords(total)}`);
}

function fillUnread(cell: HTMLElement): void {
  const place = onlyChild(cell, "unread");
  if (place.childElementCount === 0) place.append(makeNode("span", { class: "hidden" }, "not read yet"));
}

/** The child that a cell has under a name; another one that it had is gone. */
function onlyChild(cell: HTMLElement, name: string): HTMLElement {
  const [old] = cell.children;
  if (old instanceof HTMLElement && old.classList.contains(name)) return old;
  const made = makeNode("span", { class: name });
  cell.replaceChildren(made);
  return made;
}
