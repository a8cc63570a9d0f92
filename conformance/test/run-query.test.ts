import * as sfbulk from "@sfbulk/core";
import { createEmulator, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { describe, expect, test } from "vitest";

const soql = "SELECT Name FROM Account ORDER BY Name";
const soon = { minInterval: 1, maxInterval: 5 };
const apis = ["1.0", "2.0"] as const;

/** An org with five records, whose clock goes on by the turns of its clients. */
async function startOrg(options: EmulatorOptions = {}): Promise<Emulator & { readonly names: readonly string[] }> {
  const emulator = createEmulator({ queueTime: 0, processTime: 0, resultRecords: 2, ...options });
  const names = ["Acme", "Globex", "Initech", "Hooli", 'Stark "& Sons"'].toSorted();
  const csv = `Name\n${names.map((name) => `"${name.replaceAll('"', '""')}"`).join("\n")}\n`;
  await sfbulk.withJob(emulator, { operation: "insert", object: "Account" }, (job) =>
    sfbulk.addBatch(emulator, job, csv),
  );
  await emulator.control.advance(60_000);
  return { ...emulator, names };
}

/** The jobs that query, of either API, and where they stand. */
async function queriesOf({ control }: Emulator): Promise<string[]> {
  const all = [...(await control.jobs()), ...(await control.bulk2Jobs())];
  return all.filter(({ operation }) => operation.startsWith("query")).map(({ state }) => state);
}

describe.each(apis)("a query by Bulk API %s", (api) => {
  /** Where its job is at the end: of 1.0 it cannot be deleted. */
  const after = (state: string): string[] => (api === "1.0" ? [state] : []);

  test("gives the records, and leaves no job of 2.0", async () => {
    const emulator = await startOrg();
    const names: unknown[] = [];
    for await (const record of sfbulk.runQuery(emulator, soql, { api, ...soon })) names.push(record["Name"]);
    expect(names).toEqual(emulator.names);
    expect(await queriesOf(emulator)).toEqual(after("Closed"));
  });

  test("gives bytes", async () => {
    const emulator = await startOrg();
    const decoder = new TextDecoder();
    let text = "";
    for await (const bytes of sfbulk.runQueryCsv(emulator, soql, { api, ...soon })) text += decoder.decode(bytes);
    expect(text.split("\n")).toHaveLength(7);
    expect(await queriesOf(emulator)).toEqual(after("Closed"));
  });

  test("that is left early leaves nothing that goes on", async () => {
    const emulator = await startOrg();
    for await (const record of sfbulk.runQuery(emulator, soql, { api, ...soon })) {
      expect(record["Name"]).toBe("Acme");
      break;
    }
    expect(await queriesOf(emulator)).toEqual(after("Closed"));
  });

  test("that takes too long is aborted", async () => {
    const emulator = await startOrg({ processTime: 3_600_000 });
    const jobs: sfbulk.AnyJobInfo[] = [];
    const onJob = (job: sfbulk.AnyJobInfo): void => void jobs.push(job);
    const run = sfbulk.runQuery(emulator, soql, { api, ...soon, waitTimeout: 20, onJob });
    await expect(run.next()).rejects.toMatchObject({
      name: "WaitTimeoutError",
      jobId: jobs[0]?.id ?? expect.anything(),
    });
    expect(jobs).toHaveLength(1);
    expect(await queriesOf(emulator)).toEqual(after("Aborted"));
  });

  test("that is given up is aborted, and the reason comes out", async () => {
    const emulator = await startOrg({ processTime: 3_600_000 });
    const controller = new AbortController();
    const onJob = (): void => controller.abort("enough");
    const run = sfbulk.runQuery(emulator, soql, { api, ...soon, onJob, signal: controller.signal });
    await expect(run.next()).rejects.toBe("enough");
    expect(await queriesOf(emulator)).toEqual(after("Aborted"));
  });

  test("whose onJob throws is ended, and what it threw comes out", async () => {
    const emulator = await startOrg({ processTime: 3_600_000 });
    const full = new Error("the disk is full");
    const onJob = (): never => {
      throw full;
    };
    await expect(sfbulk.runQuery(emulator, soql, { api, ...soon, onJob }).next()).rejects.toBe(full);
    expect(await queriesOf(emulator)).toEqual(after("Aborted"));
  });

  test("stays where that is asked for", async () => {
    const emulator = await startOrg();
    for await (const _ of sfbulk.runQuery(emulator, soql, { api, ...soon, keep: true })) break;
    expect(await queriesOf(emulator)).toEqual([api === "1.0" ? "Closed" : "JobComplete"]);
  });

  test("whose results cannot be read stays, and is read again", async () => {
    const emulator = await startOrg();
    const operation = api === "1.0" ? ("getQueryResult" as const) : ("getQueryJobResults" as const);
    await emulator.control.fail({ kind: "request-lost", on: { operation } });
    const connection = { ...emulator, retry: { attempts: 1 } };
    const run = sfbulk.runQuery(connection, soql, { api, ...soon });
    const error = (await run.next().catch((one: unknown) => one)) as sfbulk.NetworkError;
    expect(error.name).toBe("NetworkError");
    expect(await queriesOf(emulator)).toEqual([api === "1.0" ? "Closed" : "JobComplete"]);
    const read = api === "1.0" ? sfbulk.queryResults : sfbulk.queryJobResults;
    const names: unknown[] = [];
    for await (const record of read(emulator, error.jobId ?? "")) names.push(record["Name"]);
    expect(names).toEqual(emulator.names);
  });

  test("that Salesforce refuses is its refusal", async () => {
    const emulator = await startOrg();
    const run = sfbulk.runQuery(emulator, "SELECT Nothing FROM Account", { api, ...soon });
    const error = (await run.next().catch((one: unknown) => one)) as sfbulk.SalesforceError;
    expect(error.name).toBe("SalesforceError");
  });

  test("that cannot be ended says so, with both errors", async () => {
    const emulator = await startOrg({ processTime: 3_600_000 });
    for (const operation of ["abort", "getJob", "abortQueryJob", "deleteQueryJob", "getQueryJob"] as const) {
      await emulator.control.fail({ kind: "status", status: 503, on: { operation }, times: "always" });
    }
    const connection = { ...emulator, retry: { attempts: 1 } };
    const run = sfbulk.runQuery(connection, soql, { api, ...soon, waitTimeout: 20 });
    await expect(run.next()).rejects.toMatchObject({ name: "AggregateError", code: "EndingFailed" });
  });
});

test("a query by Bulk API 1.0 is split by record ids, and all its chunks are read", async () => {
  const emulator = await startOrg();
  const names: string[] = [];
  const options = { api: "1.0", pkChunking: { chunkSize: 2 }, ...soon } as const;
  for await (const record of sfbulk.runQuery(emulator, "SELECT Name FROM Account", options))
    names.push(String(record["Name"]));
  expect(names.toSorted()).toEqual(emulator.names);
});

test.each([
  [{ concurrency: 1 }, 1],
  [{ concurrency: 2, bufferBytes: 1 }, 2],
  [{ concurrency: 2 }, 5],
] as const)(
  "of the chunks of a query by Bulk API 1.0, with %j, %i are asked for before the first has come",
  async (options, most) => {
    const emulator = await startOrg();
    let come = (): void => undefined;
    const first = new Promise<void>((resolve) => (come = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let asked = 0;
    const fetch: sfbulk.FetchAdapter = async (url, init) => {
      if (/\/result\/\w+$/.test(url) && asked++ === 0) {
        begin();
        await first;
      }
      return await emulator.fetch(url, init);
    };
    const run = sfbulk.runQuery({ ...emulator, fetch }, "SELECT Name FROM Account", {
      api: "1.0",
      pkChunking: { chunkSize: 1 },
      ...soon,
      ...options,
    });
    const next = run.next();
    await begun;
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(most);
    come();
    const names = [String((await next).value?.["Name"])];
    for await (const record of run) names.push(String(record["Name"]));
    expect(names.toSorted()).toEqual(emulator.names);
    expect(asked).toBe(5);
  },
);

test.each([
  [{ pkChunking: true }, "Cannot use pkChunking with api"],
  [{ api: "1.0", order: "any" }, 'Cannot use order with api "1.0"'],
  [{ api: "1.0", bufferBytes: 0 }, "Cannot use bufferBytes 0"],
  [{ api: "3.0" }, "Cannot use api"],
  [{ waitTimeout: "soon" }, "Cannot use waitTimeout"],
] as const)("refuses %j when it is called", (options, message) => {
  const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "00D000000000001!x" };
  expect(() => sfbulk.runQuery(connection, soql, options as sfbulk.RunQueryOptions)).toThrow(message);
  expect(() => sfbulk.runQueryCsv(connection, soql, options as sfbulk.RunQueryOptions)).toThrow(message);
});

test("Bulk API 1.0 must be told the object", () => {
  const connection = { instanceUrl: "https://acme.my.salesforce.com", accessToken: "00D000000000001!x" };
  expect(() => sfbulk.runQuery(connection, "SELECT (SELECT Id FROM Contacts)", { api: "1.0" })).toThrow(
    "it has no FROM",
  );
});
