import { readFileSync } from "node:fs";
import * as core from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { finish, operationCalls, type Subjects } from "./operation-calls.ts";
import { batchId, connect, jobId, json, scriptedAdapter } from "./scripted-adapter.ts";

// What all operations have in common. A table has every one of them; the first test sees to that.

const calls = Object.entries(operationCalls(core)).map(([name, call]) => ({ name, ...call }));
const job = { id: jobId, contentType: "CSV" };
const ingest = { id: jobId, columnDelimiter: "COMMA" } as core.IngestJobInfo;
const subjects: Subjects = {
  open: job,
  closed: { id: jobId, batchId },
  query: job,
  ingest,
  complete: ingest,
  running: { id: jobId } as core.QueryJobInfo,
  found: { id: jobId } as core.QueryJobInfo,
  planned: [],
};

/** Gives what a call throws or rejects with, and says which of both it was. */
async function failure(call: () => unknown): Promise<{ readonly how: "threw" | "rejected"; readonly error: unknown }> {
  let returned: unknown;
  try {
    returned = call();
  } catch (error) {
    return { how: "threw", error };
  }
  // An iterator whose arguments were not checked when it was made.
  if (!(returned instanceof Promise)) throw new Error("nothing was thrown, and no promise was returned");
  return await returned.then(
    () => {
      throw new Error("it did not reject");
    },
    (error: unknown) => ({ how: "rejected" as const, error }),
  );
}

/** What returns promises rejects, what returns iterators throws when it is called. */
const howOf = (name: string): "threw" | "rejected" => {
  const controller = new AbortController();
  const { signal } = controller;
  const returned = calls.find((one) => one.name === name)?.call(connect(scriptedAdapter()), subjects, { signal });
  // A wait would go on for minutes.
  controller.abort();
  if (!(returned instanceof Promise)) return "threw";
  // Nothing answers here.
  returned.catch(() => undefined);
  return "rejected";
};

test("the table has every operation that is exported", () => {
  const index = readFileSync(new URL("../src/index.ts", import.meta.url), "utf8");
  const exported = [...index.matchAll(/export \{([^}]+)\} from "\.\/operations\//g)]
    .flatMap(([, names = ""]) => names.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "))
    // It asks nobody: it is made of what an operation gave.
    .filter((name) => name !== "createValueChecker");
  expect(exported.length).toBeGreaterThan(30);
  expect(calls.map(({ name }) => name)).toEqual(exported.toSorted((one, other) => (one < other ? -1 : 1)));
});

describe.each(calls)("$name", ({ name, call, misspelt }) => {
  test("refuses an option that it does not have, with the nearest name", async () => {
    for (const [given, meant] of [["signals", "signal"], ...(misspelt === undefined ? [] : [misspelt])] as const) {
      const adapter = scriptedAdapter();
      const { how, error } = await failure(() => call(connect(adapter), subjects, { [given]: 1 }));
      expect(error).toMatchObject({
        name: "TypeError",
        code: "UnknownOption",
        message: `Cannot use option "${given}": did you mean "${meant}"?`,
      });
      expect(core.isSfbulkError(error)).toBe(true);
      expect(how).toBe(howOf(name));
      expect(adapter.seen).toEqual([]);
    }
  });

  test("refuses options that are none, and a signal that is none", async () => {
    const adapter = scriptedAdapter();
    for (const options of [{ signal: new AbortController() }, { signal: 5 }]) {
      const { how, error } = await failure(() => call(connect(adapter), subjects, options));
      expect(error).toMatchObject({ name: "TypeError", code: "InvalidArgument" });
      expect(how).toBe(howOf(name));
    }
    expect(adapter.seen).toEqual([]);
  });

  test("refuses a connection that is none", async () => {
    const { how, error } = await failure(() => call(undefined as never, subjects));
    expect(error).toMatchObject({ name: "TypeError", code: "InvalidConnection" });
    expect(how).toBe(howOf(name));
  });
});

test.each(calls.filter(({ callWithBadId }) => callWithBadId !== undefined))(
  "$name refuses an id that is none",
  async ({ name, callWithBadId, badIdIsOutcome }) => {
    const adapter = scriptedAdapter();
    const withBadId = (): unknown => callWithBadId?.(connect(adapter));
    if (badIdIsOutcome === true) {
      expect(await finish(withBadId())).toMatchObject([
        { jobId: "nonsense", outcome: "failed", error: { name: "TypeError", code: "InvalidId" } },
      ]);
    } else {
      const { how, error } = await failure(withBadId);
      expect(error).toMatchObject({ name: "TypeError", code: "InvalidId" });
      expect(how).toBe(howOf(name));
    }
    expect(adapter.seen).toEqual([]);
  },
);

test.each(calls.filter(({ callWithSpec }) => callWithSpec !== undefined))(
  "$name refuses a name in the spec that it does not have",
  async ({ callWithSpec }) => {
    const adapter = scriptedAdapter();
    const { error } = await failure(() => callWithSpec?.(connect(adapter), { extIdField: "Key__c" }));
    expect(error).toMatchObject({
      code: "UnknownOption",
      message: 'Cannot use option "extIdField": did you mean "externalIdFieldName"?',
    });
    expect(adapter.seen).toEqual([]);
  },
);

test("a spec that is none is refused, and no error of JavaScript's own comes out", async () => {
  const adapter = scriptedAdapter();
  for (const spec of [undefined, null, "insert", 5, []] as never[]) {
    for (const make of [core.createJob, core.createIngestJob, core.openJob] as (typeof core.createJob)[]) {
      const { error } = await failure(() => make(connect(adapter), spec));
      expect(error).toMatchObject({ code: "InvalidArgument", message: expect.stringMatching(/^Cannot use spec: /) });
    }
  }
  for (const not of [undefined, null, jobId, 5, []] as never[]) {
    for (const use of [
      () => core.addBatch(connect(adapter), not, "Name\nAcme\n"),
      () => core.addBatches(connect(adapter), not, "Name\nAcme\n"),
      () => core.uploadSpec(connect(adapter), not, "a"),
      () => core.uploadIngestRows(connect(adapter), not, "a"),
      () => core.ingestResults(connect(adapter), not, "failed"),
      () => core.ingestResultsCsv(connect(adapter), not, "failed"),
    ]) {
      const { error } = await failure(use);
      expect(error).toMatchObject({ code: "InvalidArgument", message: expect.stringMatching(/^Cannot use job: /) });
    }
  }
  const planned = [null, 5, { jobId, outcome: "not-ours", job: {} }, { jobId, outcome: "would-close" }] as never[];
  expect(await finish(core.carryOutSweep(connect(adapter), planned))).toMatchObject(
    planned.map(() => ({ outcome: "failed", error: { name: "TypeError", code: "InvalidArgument" } })),
  );
  expect(adapter.seen).toEqual([]);
});

test("a job and a record may carry anything", async () => {
  const more = { anything: 1, signals: 2, options: {} };
  const adapter = scriptedAdapter(
    json({ batchInfo: [] }),
    new Response(JSON.stringify({ id: batchId, jobId, state: "Queued", stateMessage: null }), { status: 201 }),
  );
  const { error } = await failure(() =>
    core.addBatches(connect(adapter), { ...job, ...more }, [{ Name: "Acme", ...more }]),
  );
  // What the script's answer lacks is of no interest here: it was sent.
  expect(error).toMatchObject({ name: "LoadError" });
  expect(new TextDecoder().decode(adapter.seen[1]?.init.body)).toContain("anything");
});

test("a load's spec is checked whole before anything is sent: a wrong header is a TypeError, not a load that stopped", async () => {
  const adapter = scriptedAdapter();
  for (const wrong of [
    { lineEnding: "CR" },
    { disableBatchRetry: "TRUE" },
    { pkChunking: true },
    { pkChunking: { size: 1 } },
  ]) {
    const spec = { operation: "insert", object: "Account", ...wrong } as core.JobSpec;
    const { how, error } = await failure(() => core.loadRows(connect(adapter), spec, "Name\nAcme\n"));
    expect(error).toMatchObject({
      name: "TypeError",
      message: expect.stringContaining(Object.keys(wrong).join()),
    });
    expect(how).toBe("rejected");
  }
  expect(adapter.seen).toEqual([]);
});

test("reading the rows of a load is checked when it is called", () => {
  const read = [core.loadResults, core.loadFailedRows] as (typeof core.loadResults)[];
  for (const one of read) {
    const start = (batches: unknown, concurrency?: unknown): unknown =>
      one(connect(scriptedAdapter()), { batches } as core.LoadResult, { concurrency } as core.LoadRowsReadOptions);
    const batch = { jobId, firstRow: 1, rows: 1, batch: { id: batchId } };
    expect(() => start([batch], "many")).toThrow('Cannot use concurrency "many"');
    expect(() => start([null])).toThrow("Cannot use batches: expected");
    expect(() => start([{ ...batch, batch: { id: "nonsense" } }])).toThrow('Cannot use batches "nonsense"');
  }
});

test("times between two looks may have units, of loadRows too", async () => {
  const adapter = scriptedAdapter();
  for (const options of [{ minInterval: "2s", maxInterval: "1s" }, { maxInterval: "a while" }]) {
    const { error } = await failure(() =>
      core.loadRows(connect(adapter), { operation: "insert", object: "Account" }, "Name\nAcme\n", options),
    );
    expect(error).toMatchObject({
      message: expect.stringMatching(/^Cannot use maxInterval .* or a time such as "90s"/),
    });
  }
  expect(adapter.seen).toEqual([]);
});

test("what cannot be written as JSON is refused by its name, as anything else", async () => {
  const adapter = scriptedAdapter();
  for (const wrong of [10n, [10n], "Name", ["Name", "Name"], []] as never[]) {
    for (const name of ["columns", "header"]) {
      const { error } = await failure(() => core.addBatches(connect(adapter), job, "Name\nAcme\n", { [name]: wrong }));
      expect(error).toMatchObject({ code: "InvalidArgument", message: expect.stringMatching(`^Cannot use ${name} `) });
    }
  }
  expect(adapter.seen).toEqual([]);
});

test("what makes sources and journals refuses what is none of their arguments", () => {
  const sources = [core.refreshTokenSource, core.clientCredentialsSource, core.jwtBearerSource] as ((
    options: never,
  ) => unknown)[];
  for (const make of sources) {
    for (const wrong of [undefined, null, "x"] as never[]) expect(() => make(wrong)).toThrow(/^Cannot use options: /);
  }
  for (const wrong of [null, 5, "entries", {}] as never[]) {
    expect(() => core.memoryJournal(wrong)).toThrow(/^Cannot use entries: /);
    expect(() => core.lineJournal("the journal", wrong)).toThrow(/^Cannot use file: /);
  }
  expect(() => core.normaliseInstanceUrl(undefined as never)).toThrow(/^Cannot use instanceUrl: /);
});

test("the APIs whose jobs are wanted are checked, whatever stands there", () => {
  for (const wrong of [null, 5, {}, [5], "2", ["1.0", "nonsense"]] as never[]) {
    expect(() => core.findJobs(connect(scriptedAdapter()), { api: wrong })).toThrow(/^Cannot use api /);
  }
});

test("batches that are none are refused, the empty values too: they would mean all batches", () => {
  const connection = connect(scriptedAdapter());
  for (const batches of [null, "", Number.NaN, 0, false] as never[]) {
    for (const read of [
      core.queryResults,
      core.queryResultsCsv,
      core.jobResults,
      core.failedRows,
      core.failedRowsCsv,
    ]) {
      expect(() => read(connection, jobId, { batches })).toThrow(/^Cannot use batches: expected an array /);
    }
  }
});
