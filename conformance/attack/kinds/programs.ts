import {
  type AddedBatch,
  addBatches,
  closeJobs,
  closeStaleJobs,
  type Connection,
  createJob,
  findDuplicateBatches,
  isLoadError,
  jobResults,
} from "@sfbulk/core";
import { impatientConnection } from "../line/impatient-connection.ts";
import { type BadLine, badLine } from "../line/bad-line.ts";
import { anyFault } from "../line/fault.ts";
import { addModelJob, createModelOrg, type ModelJob, type ModelOrg } from "../model/model-org.ts";
import { type Random, randomOf } from "../random.ts";
import { jobEnder, type Verb } from "../end-job.ts";
import { judgeEnding } from "../judge-ending.ts";
import { count, hold, judgeError, type Tally, token } from "../verdict.ts";
import type { Attack } from "./attack.ts";

/** Programs of random calls under random faults, each call compared with what the model knows. */
export const programs: Attack = {
  name: "programs",
  tried:
    "programs of up to four calls of `createJob`, `addBatches`, `closeJob`, `abortJob`, `closeJobs`, `closeStaleJobs` and `jobResults`, up to half of their requests under faults",
  async run(tally, seed, runs) {
    for (let number = 0; number < runs; number++) await new Program(tally, randomOf(seed, number)).run();
  },
};

/** What a program works with. A class, since its seven calls share all of it. */
class Program {
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #org: ModelOrg;
  readonly #line: BadLine;
  readonly #connection: Connection;
  #faults: number;
  #rows = 0;

  constructor(tally: Tally, random: Random) {
    this.#tally = tally;
    this.#random = random;
    this.#faults = random.one([0, 0.1, 0.3, 0.5]);
    this.#org = createModelOrg(token, random.below(4));
    this.#line = badLine(this.#org, random.chance(0.5), () => anyFault(random, this.#faults));
    this.#connection = impatientConnection(this.#line.fetch, random);
    const jobs = random.below(4);
    for (let made = 0; made < jobs; made++) {
      const day = Date.now() - random.one([60_000, 3 * 86_400_000]);
      const createdById = random.chance(0.3) ? this.#org.otherUserId : this.#org.userId;
      addModelJob(this.#org, { created: day, modified: day, createdById });
    }
  }

  async run(): Promise<void> {
    const calls = 1 + this.#random.below(4);
    for (let call = 0; call < calls; call++) {
      const job = [...this.#org.jobs.values()][this.#random.below(this.#org.jobs.size)];
      const verbs = ["create", "close", "abort", "add", "add", "closeAll", "sweep", "results"] as const;
      const verb = job === undefined ? "create" : this.#random.one(verbs);
      if (verb === "create" || job === undefined) await this.#create();
      else if (verb === "close" || verb === "abort") {
        await this.#end(job, verb);
      } else if (verb === "add") await this.#add(job);
      else if (verb === "closeAll") await this.#closeAll();
      else if (verb === "sweep") await this.#sweep();
      else await this.#results(job);
    }
    await this.#line.settle();
    this.#tally.cases++;
    this.#tally.requests += this.#line.sent.length;
    for (const { fault } of this.#line.sent) count(this.#tally.faults, fault);
  }

  async #end(job: ModelJob, verb: Verb): Promise<void> {
    const isAskedFor = this.#line.late().some(({ bytes }) => isEnding(bytes, job));
    await judgeEnding(this.#tally, jobEnder(this.#connection), job, verb, () => undefined, isAskedFor);
  }

  #hold(holds: boolean, words: string): void {
    const last = this.#line.sent.slice(-20).map(({ request, fault }) => `${request} ${fault}`);
    hold(this.#tally, holds, () => `${words}\n${last.join("\n")}`);
  }

  async #create(): Promise<void> {
    this.#tally.calls++;
    const before = new Set(this.#org.jobs.keys());
    // Late requests of earlier calls may make others, which were told of then.
    const onTheirWay = this.#line.late();
    const madeOwn = (): boolean => {
      const still = new Set(this.#line.late());
      const arrived = onTheirWay.filter((one) => !still.has(one) && isCreation(one.bytes)).length;
      return [...this.#org.jobs.keys()].filter((id) => !before.has(id)).length > arrived;
    };
    try {
      const job = await createJob(this.#connection, { operation: "insert", object: "Account" });
      this.#hold(this.#org.jobs.get(job.id.slice(0, 15))?.id === job.id, "createJob gave a job that is not there");
      count(this.#tally.outcomes, "created");
    } catch (error) {
      const said = judgeError(this.#tally, error, "createJob");
      count(this.#tally.outcomes, said);
      const own = madeOwn() && this.#line.sent.at(-1)?.request.endsWith("/job") === true;
      this.#hold(!own || said.endsWith("JobMayExist"), `createJob made a job, and says ${said}`);
    }
  }

  async #add(job: ModelJob): Promise<void> {
    const rows = 1 + this.#random.below(12);
    const first = this.#rows + 1;
    this.#rows += rows;
    const names = Array.from({ length: rows }, (_, index) => `Row ${first + index}`);
    const source = `Name\n${names.join("\n")}\n`;
    const maxRecords = 1 + this.#random.below(4);
    const concurrency = 1 + this.#random.below(3);
    const earlier = new Set(job.batches.map(({ id }) => id));
    let added: AddedBatch[] | undefined;
    for (let turn = 0; turn < 3; turn++) {
      this.#tally.calls++;
      const options = { maxRecords, concurrency, ...(added === undefined ? {} : { added }) };
      try {
        added = await addBatches(this.#connection, job, source, options);
        this.#checkAdded(job, added, names);
        const there = new Set(
          added.flatMap(({ firstRow, rows: some }) => names.slice(firstRow - 1, firstRow - 1 + some)),
        );
        this.#hold(there.size === rows, `addBatches says that ${rows} rows are there, and names ${there.size}`);
        count(this.#tally.outcomes, "rows added");
        await this.#checkDuplicates(job, added, earlier);
        return;
      } catch (error) {
        const said = judgeError(this.#tally, error, "addBatches");
        count(this.#tally.outcomes, said);
        if (!isLoadError(error)) return;
        added = [...error.added];
        this.#checkAdded(job, added, names);
        const known = new Set(
          added.flatMap(({ firstRow, rows: some }) => names.slice(firstRow - 1, firstRow - 1 + some)),
        );
        const before = names.slice(0, error.nextRow - 1);
        this.#hold(
          before.every((name) => known.has(name)),
          `addBatches says row ${error.nextRow} is the first that is missing`,
        );
      }
    }
  }

  /** Every batch that is told is there, with the rows that are told. */
  #checkAdded(job: ModelJob, added: readonly AddedBatch[], names: readonly string[]): void {
    for (const { batch, firstRow, rows } of added) {
      const there = job.batches.find(({ id }) => id === batch.id)?.rows.map(({ values }) => values[0]);
      const told = names.slice(firstRow - 1, firstRow - 1 + rows);
      this.#hold(
        there?.join() === told.join(),
        `batch ${batch.id} is told with rows ${told.join()}, and has ${there?.join()}`,
      );
    }
  }

  /** What has come twice, because a request was late, is named once the job is closed. */
  async #checkDuplicates(job: ModelJob, added: readonly AddedBatch[], earlier: ReadonlySet<string>): Promise<void> {
    await this.#line.settle();
    if (job.state !== "Open" || !this.#random.chance(0.5)) return;
    const faults = this.#faults;
    this.#faults = 0;
    this.#tally.calls++;
    await this.#end(job, "close");
    const known = new Set(added.map(({ batch }) => batch.id));
    const twice = job.batches.filter(({ id, rows }) => {
      const text = (one: typeof rows): string => one.map(({ values }) => values.join()).join("\n");
      const own = job.batches.filter((other) => known.has(other.id)).map((other) => text(other.rows));
      return !known.has(id) && !earlier.has(id) && own.includes(text(rows));
    });
    const found = await findDuplicateBatches(this.#connection, job, added);
    const named = new Set(found.map(({ batch }) => batch.id));
    this.#hold(
      twice.every(({ id }) => named.has(id)),
      `of ${twice.length} batches that came twice ${named.size} are named`,
    );
    if (twice.length > 0) count(this.#tally.outcomes, "came twice, and named");
    this.#faults = faults;
  }

  async #closeAll(): Promise<void> {
    this.#tally.calls++;
    const jobs = [...this.#org.jobs.values()].filter(({ api }) => api === "1.0");
    const ids = jobs.map(({ id }) => id);
    const told: string[] = [];
    for await (const settled of closeJobs(this.#connection, ids, { concurrency: 1 + this.#random.below(4) })) {
      told.push(settled.jobId);
      const job = jobs.find(({ id }) => id === settled.jobId);
      if (settled.outcome === "failed") {
        count(this.#tally.outcomes, judgeError(this.#tally, settled.error, "closeJobs"));
      } else {
        count(this.#tally.outcomes, settled.outcome);
        this.#hold(
          job?.states.includes("Closed") === true,
          `closeJobs says ${settled.outcome} of ${job?.states.join()}`,
        );
      }
    }
    this.#hold(
      told.toSorted().join() === ids.toSorted().join(),
      `closeJobs tells of ${told.join()}, not ${ids.join()}`,
    );
  }

  async #sweep(): Promise<void> {
    this.#tally.calls++;
    const before = new Map([...this.#org.jobs.values()].map((job) => [job, job.state]));
    const stale = new Set([...before.keys()].filter((job) => isStale(job) && job.state === "Open"));
    const late = this.#line.sent.length;
    const abortOthers = this.#random.chance(0.3);
    try {
      for await (const settled of closeStaleJobs(this.#connection, { abortOthers })) {
        const job = this.#org.jobs.get(settled.jobId.slice(0, 15));
        count(this.#tally.outcomes, `swept: ${settled.outcome}`);
        if (settled.outcome === "failed") judgeError(this.#tally, settled.error, "closeStaleJobs");
        const wanted = { closed: "Closed", "already-closed": "Closed", aborted: "Aborted" }[settled.outcome as string];
        this.#hold(
          wanted === undefined || job?.states.includes(wanted) === true,
          `closeStaleJobs says ${settled.outcome} of ${job?.states.join()}`,
        );
      }
    } catch (error) {
      count(this.#tally.outcomes, judgeError(this.#tally, error, "closeStaleJobs"));
    }
    const wereLate = this.#line.sent.slice(0, late).some(({ fault }) => fault === "request-late");
    for (const [job, state] of before) {
      if (wereLate || stale.has(job)) continue;
      this.#hold(job.state === state, `closeStaleJobs touched ${job.id}, which was not left open`);
    }
  }

  async #results(job: ModelJob): Promise<void> {
    this.#tally.calls++;
    const batches = [...job.batches];
    let told = 0;
    let isUnsure = false;
    const truth = batches.flatMap(({ rows, state }) => rows.map((row) => ({ ...row, state })));
    try {
      for await (const { rowNumber, success, id, errors, wholeBatch } of jobResults(this.#connection, job.id)) {
        if (wholeBatch === true) {
          isUnsure = true;
          continue;
        }
        told++;
        const row = truth[rowNumber - 1];
        const code = errors[0]?.statusCode;
        if (isUnsure || code === "RESULTS_UNREADABLE") continue;
        const isTrue = success ? row?.id === id : row?.id === null || code === "NOT_PROCESSED";
        this.#hold(isTrue, `jobResults says of row ${rowNumber} ${success} ${id} ${code}, and it is ${row?.id}`);
      }
      const known = new Set(batches);
      const isSame = job.batches.every((batch) => known.has(batch));
      this.#hold(
        isUnsure || !isSame || told === truth.length,
        `jobResults has ${told} rows, and there are ${truth.length}`,
      );
      count(this.#tally.outcomes, "results read");
    } catch (error) {
      count(this.#tally.outcomes, judgeError(this.#tally, error, "jobResults"));
    }
  }
}

/** Tells whether a job was neither made nor changed for a day. */
const isStale = (job: ModelJob): boolean => Math.max(job.created, job.modified) < Date.now() - 86_400_000;

const isCreation = (request: Buffer): boolean => /^POST \S+\/job /.test(request.toString("latin1", 0, 200));

const isEnding = (request: Buffer, { id }: ModelJob): boolean =>
  request.toString("latin1", 0, 200).startsWith(`POST /services/async/68.0/job/${id} `);
