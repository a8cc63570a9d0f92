import { type AnyJobInfo, type Connection, findJobs, type JobFilter, type ListedJob } from "@sfbulk/core";
import { drawJobs } from "./draw-jobs.ts";
import { endListedJobs, notEndedOf } from "./end-listed-jobs.ts";
import type { JobsElement, JobsElementEvents } from "./jobs-element.ts";
import { jobsElementStyle } from "./jobs-element-style.ts";
import { jobsCounts } from "./jobs-counts.ts";
import type { EndingVerb, JobsModel } from "./jobs-model.ts";
import { type JobSort, newestFirst, sortJobs } from "./sort-jobs.ts";

/** How often jobs are listed where `poll` says nothing else, in seconds. */
const usualPoll = 15;

const pageSize = 50;

/** What of the model changes as things happen, besides the jobs. */
type Passing = Pick<JobsModel, "listedAt" | "failure" | "ending" | "notEnded">;

const nothingYet: Passing = {
  listedAt: undefined,
  failure: undefined,
  ending: undefined,
  notEnded: { verb: "close", jobs: [] },
};

/** Makes the element's class when it is asked for: where there is no page there is nothing to be made of. */
export function makeJobsElement(): CustomElementConstructor {
  return class extends HTMLElement implements JobsElement {
    static readonly observedAttributes: readonly string[] = ["busy", "counts", "label", "plain", "poll", "read-only"];
    #connection: Connection | null = null;
    #filter: JobFilter = {};
    #shows: JobsElement["shows"] = null;
    #jobHref: JobsElement["jobHref"] = null;
    #userName: JobsElement["userName"] = null;
    #userId: string | null = null;
    #jobs: readonly ListedJob[] = [];
    #passing: Passing = nothingYet;
    #sort: JobSort = { key: "age", descending: false };
    #page = 0;
    #counts = jobsCounts((job) => this.#tellJob(job));
    readonly #selected = new Set<string>();
    #turns = 0;
    #isDrawing = false;
    #listing: ReturnType<typeof setTimeout> | undefined;
    #nextCount: ReturnType<typeof setTimeout> | undefined;
    /** The signal of the reading that is under way. */
    #counting: AbortSignal | undefined;
    #countsAgain = false;
    #clock: ReturnType<typeof setInterval> | undefined;
    #stopping = new AbortController();
    #endingStop = new AbortController();
    readonly #view = drawJobs();

    constructor() {
      super();
      const style = new CSSStyleSheet();
      style.replaceSync(jobsElementStyle);
      const root = this.attachShadow({ mode: "open" });
      root.adoptedStyleSheets = [style];
      root.append(this.#view.node);
      this.#view.node.hidden = true;
    }

    get connection(): Connection | null {
      return this.#connection;
    }

    set connection(connection: Connection | null) {
      this.#connection = connection;
      this.#forget();
    }

    get filter(): JobFilter {
      return this.#filter;
    }

    set filter(filter: JobFilter) {
      this.#filter = filter;
      this.#forget();
    }

    get shows(): JobsElement["shows"] {
      return this.#shows;
    }

    set shows(shows: JobsElement["shows"]) {
      this.#shows = shows;
      this.#page = 0;
      this.#draw();
      if (this.#passing.listedAt !== undefined) void this.#count();
    }

    get jobHref(): JobsElement["jobHref"] {
      return this.#jobHref;
    }

    set jobHref(jobHref: JobsElement["jobHref"]) {
      this.#jobHref = jobHref;
      this.#draw();
    }

    get userName(): JobsElement["userName"] {
      return this.#userName;
    }

    set userName(userName: JobsElement["userName"]) {
      this.#userName = userName;
      this.#draw();
    }

    get userId(): string | null {
      return this.#userId;
    }

    set userId(userId: string | null) {
      this.#userId = userId;
      this.#draw();
    }

    get jobs(): readonly ListedJob[] {
      return this.#jobs;
    }

    connectedCallback(): void {
      this.#clock = setInterval(() => {
        if (!document.hidden) this.#draw();
      }, 1000);
      this.#begin();
    }

    disconnectedCallback(): void {
      clearInterval(this.#clock);
      this.#end();
    }

    attributeChangedCallback(name: string): void {
      if (name === "poll") this.#plan();
      if (name === "counts" && this.#passing.listedAt !== undefined) void this.#count();
      this.#draw();
    }

    noteJob(job: AnyJobInfo): void {
      this.#counts.note(job);
    }

    async refresh(): Promise<void> {
      const connection = this.#connection;
      if (connection === null) return;
      const turn = ++this.#turns;
      const { signal } = this.#stopping;
      try {
        const found: ListedJob[] = [];
        for await (const job of findJobs(connection, { ...this.#filter, signal })) found.push(job);
        // A list that comes after a later one was begun is older than that.
        if (turn !== this.#turns) return;
        this.#jobs = newestFirst(found);
        const ids = new Set(found.map(({ id }) => id));
        for (const id of this.#selected) if (!ids.has(id)) this.#selected.delete(id);
        this.#show({ listedAt: Date.now(), failure: undefined });
        this.#tell("sfbulk-list", { jobs: this.#jobs });
        void this.#count();
      } catch (error) {
        if (signal.aborted || turn !== this.#turns) return;
        this.#show({ failure: error as Error });
        this.#tell("sfbulk-error", { error: error as Error });
      }
    }

    /** Forgets what was shown of another org, or by another filter, and lists anew. */
    #forget(): void {
      this.#end();
      this.#turns++;
      this.#jobs = [];
      this.#counts = jobsCounts((job) => this.#tellJob(job));
      this.#page = 0;
      this.#selected.clear();
      this.#show(nothingYet);
      this.#begin();
    }

    #begin(): void {
      if (!this.isConnected || this.#connection === null) return;
      void this.#list();
    }

    #end(): void {
      clearTimeout(this.#listing);
      clearTimeout(this.#nextCount);
      const why = new Error("The element shows something else");
      this.#stopping.abort(why);
      this.#stopping = new AbortController();
      this.#endingStop.abort(why);
    }

    async #list(): Promise<void> {
      const { signal } = this.#stopping;
      if (!document.hidden && this.#passing.ending === undefined) await this.refresh();
      if (!signal.aborted) this.#plan();
    }

    /** Reads the counts of what is shown: they change while the list does not. One turn after the other. */
    async #count(): Promise<void> {
      const connection = this.#connection;
      const { signal } = this.#stopping;
      clearTimeout(this.#nextCount);
      if (!this.hasAttribute("counts") || connection === null) return;
      if (this.#counting === signal) {
        this.#countsAgain = true;
        return;
      }
      this.#counting = signal;
      do {
        this.#countsAgain = false;
        // One after another: what is shown may be something else by then.
        if (!document.hidden) await this.#counts.read(connection, this.#model().shown, signal);
      } while (this.#countsAgain && !signal.aborted);
      if (signal.aborted) return;
      this.#counting = undefined;
      const pause = Math.max(1000, this.#pollMs() / 2);
      if (this.#pollMs() > 0) this.#nextCount = setTimeout(() => void this.#count(), pause);
    }

    #pollMs(): number {
      const seconds = Number(this.getAttribute("poll") ?? usualPoll);
      return seconds > 0 ? seconds * 1000 : 0;
    }

    #plan(): void {
      clearTimeout(this.#listing);
      if (this.#pollMs() === 0 || !this.isConnected || this.#connection === null) return;
      this.#listing = setTimeout(() => void this.#list(), this.#pollMs());
    }

    async #endJobs(verb: EndingVerb, jobs: readonly ListedJob[]): Promise<void> {
      const connection = this.#connection;
      this.#selected.clear();
      this.#draw();
      this.#view.node.focus();
      if (connection === null || !this.#tell("sfbulk-end", { verb, jobs })) return;
      const { signal } = (this.#endingStop = new AbortController());
      const show = (done: number): void => this.#show({ ending: { verb, done, total: jobs.length } });
      this.#passing = { ...this.#passing, notEnded: nothingYet.notEnded };
      show(0);
      const outcomes = await endListedJobs(connection, verb, jobs, {
        signal,
        onOutcome: (some) => {
          const last = some.at(-1);
          if (last !== undefined && last.outcome !== "failed") this.#counts.note(last.job);
          show(some.length);
        },
        onError: (error) => this.#tell("sfbulk-error", { error }),
      });
      this.#tell("sfbulk-settled", { verb, outcomes });
      // Another org may be shown by now.
      if (this.#connection !== connection) return;
      this.#show({ ending: undefined, notEnded: { verb, jobs: notEndedOf(jobs, outcomes) } });
      await this.refresh();
    }

    #tell<Name extends keyof JobsElementEvents>(event: Name, detail: JobsElementEvents[Name]["detail"]): boolean {
      return this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true, cancelable: true }));
    }

    #tellJob(job: AnyJobInfo): void {
      this.#tell("sfbulk-job", { job });
      if (this.#isDrawing) return;
      // Many come at once: they are drawn together.
      this.#isDrawing = true;
      requestAnimationFrame(() => {
        this.#isDrawing = false;
        this.#draw();
      });
    }

    #show(more: Partial<Passing>): void {
      this.#passing = { ...this.#passing, ...more };
      this.#draw();
    }

    #model(): JobsModel {
      const { infos } = this.#counts;
      const shows = this.#shows ?? (() => true);
      const found = sortJobs(this.#jobs.filter(shows), this.#sort, infos);
      const page = Math.min(this.#page, Math.max(0, Math.ceil(found.length / pageSize) - 1));
      return {
        ...this.#passing,
        found,
        shown: found.slice(page * pageSize, (page + 1) * pageSize),
        page,
        pageSize,
        sort: this.#sort,
        selected: this.#jobs.filter(({ id }) => this.#selected.has(id)),
        infos,
        now: Date.now(),
        label: this.getAttribute("label") ?? "Jobs",
        isPlain: this.hasAttribute("plain"),
        isReadOnly: this.hasAttribute("read-only"),
        isBusy: this.hasAttribute("busy"),
        hasCounts: this.hasAttribute("counts"),
        jobHref: this.#jobHref,
        userName: this.#userName,
        userId: this.#userId,
        onSort: (sort) => {
          this.#sort = sort;
          this.#draw();
          void this.#count();
        },
        onPage: (next) => {
          this.#page = next;
          this.#draw();
          void this.#count();
        },
        onSelect: (jobs, isSelected) => {
          for (const { id } of jobs) {
            if (isSelected) this.#selected.add(id);
            else this.#selected.delete(id);
          }
          this.#draw();
        },
        onEnd: (verb, jobs) => void this.#endJobs(verb, jobs),
        onStop: () => this.#endingStop.abort(new Error("Stopped by the user")),
        onRefresh: () => void this.refresh(),
      };
    }

    #draw(): void {
      const isShown = this.#connection !== null;
      this.#view.node.hidden = !isShown;
      if (isShown) this.#view.update(this.#model());
    }
  };
}
