/**
 * The custom element `<sfbulk-jobs>`: the jobs of an org in a table, live, to be closed.
 *
 * @module
 */
import { closeJobs, type CloseOutcome, type Connection, findJobs, type JobFilter, type ListedJob } from "@sfbulk/core";
import { jobsElementStyle } from "./jobs-element-style.ts";

/** An element that shows the jobs of an org, and closes those that are chosen. */
export interface JobsElement extends HTMLElement {
  /** The org. Setting it lists its jobs, and again every `poll` seconds while the page is seen; `null` shows nothing. */
  connection: Connection | null;
  /** Which jobs are shown, as `findJobs` takes it. Default: all. */
  filter: JobFilter;
  /** Gives the address that a job's id leads to; `null`, and ids are text. */
  jobHref: ((jobId: string) => string) | null;
  /** The jobs as they were last listed, newest first. */
  readonly jobs: readonly ListedJob[];
  /** Lists the jobs now. What goes wrong is shown, and told by `sfbulk-error`. */
  refresh: () => Promise<void>;
}

/** What the element tells, by the names of its events; each bubbles out of it. */
export interface JobsElementEvents {
  /** The jobs were listed. */
  "sfbulk-list": CustomEvent<{ readonly jobs: readonly ListedJob[] }>;
  /** Jobs were closed, or not: what became of each. */
  "sfbulk-settled": CustomEvent<{ readonly outcomes: readonly CloseOutcome[] }>;
  /** The jobs could not be listed, or not all be closed. */
  "sfbulk-error": CustomEvent<{ readonly error: Error }>;
}

/** How often jobs are listed where `poll` says nothing else, in seconds. */
const usualPoll = 15;

/** After so long an open job takes no more batches, in milliseconds (documented). */
const dayMs = 86_400_000;

/**
 * Makes `<sfbulk-jobs>` known to the page. Calling it again does nothing.
 *
 * Attributes: `poll`, how many seconds lie between two lists (15; 0: only `refresh()`); `read-only`, which shows no button that
 * closes; `label`, what the table is called. Properties and events: {@link JobsElement}, {@link JobsElementEvents}. Before
 * jobs are closed the element asks, with what it means; nothing takes it back.
 *
 * It has a shadow root, and no style of the page reaches in but colours, by the custom properties `--sfbulk-accent`,
 * `--sfbulk-on-accent`, `--sfbulk-line`, `--sfbulk-quiet`, `--sfbulk-warn`, `--sfbulk-bad`, and the parts `table` and `button`.
 * A strict content security policy is no hindrance.
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
  if (customElements.get(name) === undefined) customElements.define(name, makeElement());
}

/** Made when it is asked for: where there is no page there is nothing to be made of. */
function makeElement(): CustomElementConstructor {
  return class extends HTMLElement implements JobsElement {
    static readonly observedAttributes: readonly string[] = ["poll", "read-only", "label"];
    #connection: Connection | null = null;
    #filter: JobFilter = {};
    #jobHref: ((jobId: string) => string) | null = null;
    #jobs: readonly ListedJob[] = [];
    #state: ElementState = {
      listedAt: undefined,
      failure: undefined,
      isAsking: false,
      isClosing: false,
      notClosed: [],
    };
    readonly #chosen = new Set<string>();
    #timer: ReturnType<typeof setTimeout> | undefined;
    #stopping = new AbortController();
    readonly #root: ShadowRoot = this.attachShadow({ mode: "open" });

    constructor() {
      super();
      const style = new CSSStyleSheet();
      style.replaceSync(jobsElementStyle);
      this.#root.adoptedStyleSheets = [style];
    }

    get connection(): Connection | null {
      return this.#connection;
    }

    set connection(connection: Connection | null) {
      this.#connection = connection;
      this.#begin();
    }

    get filter(): JobFilter {
      return this.#filter;
    }

    set filter(filter: JobFilter) {
      this.#filter = filter;
      this.#begin();
    }

    get jobHref(): ((jobId: string) => string) | null {
      return this.#jobHref;
    }

    set jobHref(jobHref: ((jobId: string) => string) | null) {
      this.#jobHref = jobHref;
      this.#draw();
    }

    get jobs(): readonly ListedJob[] {
      return this.#jobs;
    }

    connectedCallback(): void {
      this.#begin();
    }

    disconnectedCallback(): void {
      this.#end();
    }

    attributeChangedCallback(): void {
      this.#draw();
      this.#plan();
    }

    async refresh(): Promise<void> {
      const connection = this.#connection;
      if (connection === null) return;
      const { signal } = this.#stopping;
      try {
        const found: ListedJob[] = [];
        for await (const job of findJobs(connection, { ...this.#filter, signal })) found.push(job);
        this.#jobs = found.toSorted((one, other) => other.createdDate.localeCompare(one.createdDate));
        const open = new Set(found.filter(isOpen).map(({ id }) => id));
        for (const id of this.#chosen) if (!open.has(id)) this.#chosen.delete(id);
        this.#show({ listedAt: Date.now(), failure: undefined });
        this.#tell("sfbulk-list", { jobs: this.#jobs });
      } catch (error) {
        if (signal.aborted) return;
        this.#show({ failure: error as Error });
        this.#tell("sfbulk-error", { error: error as Error });
      }
    }

    /** Forgets what was shown of another org, and lists anew. */
    #begin(): void {
      this.#end();
      this.#stopping = new AbortController();
      this.#jobs = [];
      this.#chosen.clear();
      this.#show({ listedAt: undefined, failure: undefined, isAsking: false, isClosing: false, notClosed: [] });
      if (this.isConnected && this.#connection !== null) void this.#turn();
    }

    #end(): void {
      clearTimeout(this.#timer);
      this.#stopping.abort(new Error("The element shows something else"));
    }

    async #turn(): Promise<void> {
      const { signal } = this.#stopping;
      // What is being answered must not change its place.
      if (!document.hidden && !this.#state.isAsking && !this.#state.isClosing) await this.refresh();
      if (!signal.aborted) this.#plan();
    }

    #plan(): void {
      clearTimeout(this.#timer);
      const seconds = Number(this.getAttribute("poll") ?? usualPoll);
      if (!(seconds > 0) || !this.isConnected || this.#connection === null) return;
      this.#timer = setTimeout(() => void this.#turn(), seconds * 1000);
    }

    async #close(): Promise<void> {
      const connection = this.#connection;
      const chosen = this.#jobs.filter(({ id }) => this.#chosen.has(id));
      if (connection === null || chosen.length === 0) return;
      const { signal } = this.#stopping;
      this.#show({ isAsking: false, isClosing: true, notClosed: [] });
      const outcomes: CloseOutcome[] = [];
      try {
        for await (const outcome of closeJobs(connection, chosen, { signal })) outcomes.push(outcome);
      } catch (error) {
        if (!signal.aborted) this.#tell("sfbulk-error", { error: error as Error });
      }
      this.#tell("sfbulk-settled", { outcomes });
      if (signal.aborted) return;
      this.#chosen.clear();
      const notClosed = outcomes.flatMap((one) =>
        one.outcome === "failed" ? [{ jobId: one.jobId, why: one.error.message }] : [],
      );
      this.#show({ isClosing: false, notClosed });
      await this.refresh();
    }

    #tell<Name extends keyof JobsElementEvents>(event: Name, detail: JobsElementEvents[Name]["detail"]): void {
      this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
    }

    #show(more: Partial<ElementState>): void {
      this.#state = { ...this.#state, ...more };
      this.#draw();
    }

    #draw(): void {
      const focused = this.#root.activeElement?.id;
      this.#root.replaceChildren(
        ...drawJobs({
          ...this.#state,
          jobs: this.#jobs,
          isSet: this.#connection !== null,
          isReadOnly: this.hasAttribute("read-only"),
          label: this.getAttribute("label") ?? "Jobs",
          jobHref: this.#jobHref,
          chosen: this.#chosen,
          onChoose: (ids, isChosen) => {
            for (const id of ids) {
              if (isChosen) this.#chosen.add(id);
              else this.#chosen.delete(id);
            }
            this.#draw();
          },
          onAsk: (isAsking) => {
            this.#show({ isAsking });
            this.#root.getElementById(isAsking ? "cancel" : "close")?.focus();
          },
          onClose: () => void this.#close(),
          onRefresh: () => void this.refresh(),
        }),
      );
      if (focused !== undefined && focused !== "") this.#root.getElementById(focused)?.focus();
    }
  };
}

/** What an element knows besides its jobs. */
interface ElementState {
  readonly listedAt: number | undefined;
  readonly failure: Error | undefined;
  readonly isAsking: boolean;
  readonly isClosing: boolean;
  readonly notClosed: readonly { readonly jobId: string; readonly why: string }[];
}

interface Drawing extends ElementState {
  readonly jobs: readonly ListedJob[];
  readonly isSet: boolean;
  readonly isReadOnly: boolean;
  readonly label: string;
  readonly jobHref: ((jobId: string) => string) | null;
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (ids: readonly string[], isChosen: boolean) => void;
  readonly onAsk: (isAsking: boolean) => void;
  readonly onClose: () => void;
  readonly onRefresh: () => void;
}

/** A query of Bulk API 2.0 is never open, whatever its state is. */
const isOpen = ({ state, jobType }: ListedJob): boolean => state === "Open" && jobType !== "V2Query";

function drawJobs(drawing: Drawing): Node[] {
  const { isSet, listedAt, failure, jobs, notClosed } = drawing;
  if (!isSet) return [];
  const parts: Node[] = [drawBar(drawing)];
  if (failure !== undefined) {
    parts.push(make("p", { class: "bad", role: "alert" }, `The jobs cannot be listed: ${failure.message}`));
  }
  if (notClosed.length > 0) {
    const lines = notClosed.map(({ jobId, why }) => make("li", {}, `${jobId}: ${why}`));
    parts.push(
      make("div", { class: "bad", role: "alert" }, `${count(notClosed.length)} not closed:`, make("ul", {}, ...lines)),
    );
  }
  if (listedAt === undefined) return parts;
  parts.push(jobs.length === 0 ? make("p", { class: "quiet" }, "There are none.") : drawTable(drawing, listedAt));
  return parts;
}

function drawBar({ jobs, chosen, isReadOnly, isAsking, isClosing, listedAt, ...to }: Drawing): HTMLElement {
  const bar = make("div", { class: "bar" });
  const many = count(chosen.size);
  if (isAsking) {
    const writes = jobs.some(({ id, jobType }) => chosen.has(id) && jobType === "V2Ingest");
    const also = writes ? " Of those of Bulk API 2.0 the rows are written then." : "";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", `Close ${many}?`);
    bar.append(
      make("span", {}, `Close ${many}? A closed job never takes another batch.${also}`),
      button("yes", `Close ${many}`, to.onClose, "main"),
      button("cancel", "Cancel", () => to.onAsk(false)),
    );
    return bar;
  }
  const said = isClosing ? "Closing…" : listedAt === undefined ? "Listing…" : count(jobs.length);
  bar.append(make("span", { role: "status" }, said), button("refresh", "Refresh", to.onRefresh));
  if (isReadOnly || !jobs.some(isOpen)) return bar;
  const close = button("close", chosen.size === 0 ? "Close" : `Close ${many}`, () => to.onAsk(true), "main");
  close.toggleAttribute("disabled", chosen.size === 0 || isClosing);
  bar.append(close);
  return bar;
}

function drawTable(drawing: Drawing, listedAt: number): HTMLElement {
  const { jobs, chosen, isReadOnly, isAsking, isClosing, label, jobHref, onChoose } = drawing;
  const open = jobs.filter(isOpen).map(({ id }) => id);
  const hasChoice = !isReadOnly && open.length > 0;
  const choice = (id: string, name: string, ids: readonly string[]): HTMLElement => {
    const box = make("input", { type: "checkbox", id, "aria-label": name }) as HTMLInputElement;
    box.checked = ids.every((one) => chosen.has(one));
    box.indeterminate = !box.checked && ids.some((one) => chosen.has(one));
    box.disabled = isAsking || isClosing;
    box.addEventListener("change", () => onChoose(ids, box.checked));
    return box;
  };
  const head = make("tr", {}, ...(hasChoice ? [make("td", {}, choice("all", "Choose all open jobs", open))] : []));
  for (const name of ["Job", "API", "State", "Object", "Operation", "Age"]) {
    head.append(make("th", { scope: "col", class: name.toLowerCase() }, name));
  }
  const rows = jobs.map((job) => {
    const { id, jobType, state, object, operation, createdDate } = job;
    const age = listedAt - Date.parse(createdDate);
    const row = make("tr", {});
    if (hasChoice) row.append(make("td", {}, ...(isOpen(job) ? [choice(`of-${id}`, `Choose job ${id}`, [id])] : [])));
    row.append(
      make("td", {}, jobHref === null ? id : make("a", { id: `link-${id}`, href: jobHref(id) }, id)),
      make("td", {}, jobType === undefined ? "" : jobType === "Classic" ? "1.0" : "2.0"),
      make("td", {}, state),
      make("td", {}, object ?? ""),
      make("td", {}, operation),
      make("td", { class: `age${isOpen(job) && age > dayMs ? " old" : ""}`, title: createdDate }, inWords(age)),
    );
    return row;
  });
  const table = make(
    "table",
    { part: "table", "aria-label": label },
    make("thead", {}, head),
    make("tbody", {}, ...rows),
  );
  return make("div", { class: "frame", role: "region", "aria-label": label, tabindex: "0", id: "frame" }, table);
}

const count = (jobs: number): string => `${jobs} ${jobs === 1 ? "job" : "jobs"}`;

/** Writes how long ago something was, in its greatest unit. */
function inWords(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return "unknown";
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

function button(id: string, text: string, press: () => void, look = ""): HTMLElement {
  const made = make("button", { type: "button", id, part: "button", class: look }, text);
  made.addEventListener("click", press);
  return made;
}

function make(tag: string, attributes: Readonly<Record<string, string>>, ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

declare global {
  interface HTMLElementTagNameMap {
    "sfbulk-jobs": JobsElement;
  }

  interface HTMLElementEventMap extends JobsElementEvents {}
}
