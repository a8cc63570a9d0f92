import { inspect } from "node:util";
import * as sfbulk from "@sfbulk/core";
import { createEmulator, type Fault } from "@sfbulk/emulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../tools/seeded.mjs";

// Random programs of several clients under random faults. Whatever happens, what each caller was told and what the org
// knows must never disagree.
const many = seeded(1000);

interface Step {
  readonly call: "close" | "abort" | "read" | "add" | "closeIngest" | "abortIngest" | "readIngest";
  /** Which of the jobs, of either API. */
  readonly job: number;
  /** Which rows are added: few different ones, so that the same are added on purpose now and then. */
  readonly rows: number;
}

interface Told {
  readonly step: Step;
  readonly value?: unknown;
  readonly error?: Error & Record<string, unknown>;
}

const kinds = [
  "answer-lost",
  "request-lost",
  "body-dropped",
  "gzip-cut",
  "json-cut",
  "empty-body",
  "no-content",
  "html-ok",
  "someone-elses-job",
  "xml-reply",
  "exceeded-quota",
  "closed-by-other",
  "aborted-by-other",
  "deleted-by-other",
  "redirect",
] as const;
const operations = [
  "close",
  "abort",
  "getJob",
  "addBatch",
  "listBatches",
  "getBatchRequest",
  "closeIngestJob",
  "abortIngestJob",
  "getIngestJob",
] as const;

const where = fc.record({
  operation: fc.constantFrom(...operations),
  times: fc.integer({ min: 1, max: 4 }),
  skip: fc.integer({ min: 0, max: 2 }),
});
const fault = fc.oneof(
  fc
    .tuple(where, fc.constantFrom(...kinds))
    .map(([{ operation, times, skip }, kind]) => ({ kind, on: { operation }, times, skip })),
  fc
    .tuple(where, fc.constantFrom(420, 429, 500, 502, 503, 504), fc.boolean())
    .map(([{ operation, times, skip }, status, applied]) => ({
      kind: "status" as const,
      status,
      applied,
      on: { operation },
      times,
      skip,
    })),
  where.map(({ operation, times, skip }) => ({ kind: "session-expired" as const, on: { operation }, times, skip })),
) as fc.Arbitrary<Fault>;

const step: fc.Arbitrary<Step> = fc.record({
  call: fc.constantFrom("close", "abort", "read", "add", "closeIngest", "abortIngest", "readIngest"),
  job: fc.integer({ min: 0, max: 1 }),
  rows: fc.integer({ min: 0, max: 2 }),
});
/** Steps of one group run at the same time, one group after the other. */
const program = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

async function play(groups: readonly (readonly Step[])[], faults: readonly Fault[]): Promise<void> {
  const emulator = createEmulator();
  const { control } = emulator;
  const jobs = [await control.addJob({ object: "Contact" }), await control.addJob({ object: "Contact" })];
  const content = '"LastName"\n"Lovelace"\n';
  const ingestJobs = [
    await control.addIngestJob({ object: "Contact", content }),
    await control.addIngestJob({ object: "Contact", content }),
  ];
  for (const one of faults) await control.fail(one);
  let tokens: string[] = [emulator.accessToken];
  const accessToken = async (rejected?: string): Promise<string> => {
    if (rejected !== undefined) tokens = [...tokens, await control.issueToken({})];
    return tokens.at(-1) ?? "";
  };
  const connection: sfbulk.Connection = {
    instanceUrl: emulator.instanceUrl,
    accessToken,
    fetch: emulator.fetch,
    retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
    attemptTimeout: 1000,
  };
  const told: Told[] = [];
  for (const group of groups) {
    told.push(
      ...(await Promise.all(
        group.map(async (one): Promise<Told> => {
          try {
            return { step: one, value: await run(connection, one, jobs, ingestJobs) };
          } catch (error) {
            return { step: one, error: error as Error & Record<string, unknown> };
          }
        }),
      )),
    );
  }
  for (const [index, job] of jobs.entries()) {
    const truth = await control.job(job.id);
    const batches = await control.batches(job.id);
    const mine = told.filter(({ step: one }) => one.job === index && !isIngest(one));
    for (const {
      step: { call },
      value,
      error,
    } of mine) {
      // Nobody opens a job again: who was told that it has ended was told the truth, for good.
      if (value !== undefined && call === "close") expect(truth?.state).not.toBe("Open");
      if (value !== undefined && call === "abort") expect(truth?.state).toBe("Aborted");
      const seen = error?.["job"] as sfbulk.JobInfo | undefined;
      if (seen !== undefined && seen.state !== "Open") expect(truth?.state).not.toBe("Open");
    }
    const added = mine.filter(({ step: { call } }) => call === "add");
    const known = added.flatMap(({ value }) => (value === undefined ? [] : [(value as sfbulk.BatchInfo).id]));
    // Each caller got a batch of its own, and each is there.
    expect(new Set(known).size).toBe(known.length);
    for (const id of known) expect(batches.map((batch) => batch.id)).toContain(id);
    // What is there beyond that belongs to callers who were told that it may be, not to ones who got a batch.
    const unsure = added.filter(({ error }) =>
      /whether the batch was added is unknown/.test(error?.message ?? ""),
    ).length;
    expect(batches.length).toBeGreaterThanOrEqual(known.length);
    expect(batches.length).toBeLessThanOrEqual(known.length + unsure);
  }
  for (const [index, { id }] of ingestJobs.entries()) {
    // Somebody may have deleted it since: then there is nothing to compare with.
    const truth = await control.bulk2Job(id);
    if (truth === null) continue;
    for (const { step: one, value, error } of told.filter(({ step: { job } }) => job === index)) {
      // A job whose upload is complete is never open again; it may be aborted later.
      if (value !== undefined && one.call === "closeIngest") expect(truth.state).not.toBe("Open");
      if (value !== undefined && one.call === "abortIngest") expect(truth.state).toBe("Aborted");
      const seen = isIngest(one) ? (error?.["job"] as sfbulk.IngestJobInfo | undefined) : undefined;
      if (seen !== undefined && seen.state !== "Open") expect(truth.state).not.toBe("Open");
    }
    // Nothing is written but for who has closed it, or somebody else has.
    const closers = told.filter(({ step: { call, job } }) => call === "closeIngest" && job === index);
    const isClosedByOther = faults.some(({ kind }) => kind === "closed-by-other");
    if (closers.length === 0 && !isClosedByOther) expect(["Open", "Aborted"]).toContain(truth.state);
  }
  for (const { error } of told) {
    if (error === undefined) continue;
    expect(["NetworkError", "SessionError", "SalesforceError", "ResponseError"]).toContain(error.name);
    const shown = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`;
    for (const token of tokens) expect(shown).not.toContain(token.slice(token.indexOf("!") + 1));
  }
}

const isIngest = ({ call }: Step): boolean => call.endsWith("Ingest");

async function run(
  connection: sfbulk.Connection,
  one: Step,
  jobs: readonly { readonly id: string }[],
  ingestJobs: readonly { readonly id: string }[],
): Promise<unknown> {
  const ingestId = ingestJobs[one.job]?.id ?? "";
  if (one.call === "closeIngest") return await sfbulk.closeIngestJob(connection, ingestId);
  if (one.call === "abortIngest") return await sfbulk.abortIngestJob(connection, ingestId);
  if (one.call === "readIngest") return await sfbulk.getIngestJob(connection, ingestId);
  const id = jobs[one.job]?.id ?? "";
  if (one.call === "close") return await sfbulk.closeJob(connection, id);
  if (one.call === "abort") return await sfbulk.abortJob(connection, id);
  if (one.call === "read") return await sfbulk.getJob(connection, id);
  return await sfbulk.addBatch(connection, { id, contentType: "CSV" }, `LastName\nRow ${one.rows}\n`);
}

const property = fc.asyncProperty(program, fc.array(fault, { maxLength: 4 }), play);

test(`${many.numRuns} programs of the seed ${many.seed}: no caller is told what is not so`, async () => {
  await fc.assert(property, many);
});
