import * as sfbulk from "@sfbulk/core";
import { createEmulator, type Emulator, type Fault } from "@sfbulk/emulator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";
import { seeded } from "../../tools/seeded.mjs";

// Whole loads against the emulator. Whatever goes wrong on the way, every row is there once in the end.

const connect = (emulator: Emulator): sfbulk.Connection => ({
  instanceUrl: emulator.instanceUrl,
  accessToken: emulator.accessToken,
  fetch: emulator.fetch,
  retry: { attempts: 3, baseDelay: 0, maxDelay: 0 },
});
const spec = { operation: "insert", object: "Contact" } as const;
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `"Row\n${index + 1}"`);
const csv = (count: number): string => `LastName\n${names(count).join("\n")}\n`;

async function lastNames(emulator: Emulator): Promise<unknown[]> {
  await emulator.control.advance(1_000_000);
  return (await emulator.control.records("Contact")).map((record) => record["LastName"]);
}

/** Loads until it is through, as a person would who goes on after each error. Gives how often it had to. */
async function loadWhole(
  connection: sfbulk.Connection,
  job: sfbulk.JobInfo,
  text: string,
  options: sfbulk.AddBatchesOptions,
  /** How much of what was added the one who goes on knows of. */
  remember: (added: readonly sfbulk.AddedBatch[]) => readonly sfbulk.AddedBatch[],
): Promise<{ readonly added: readonly sfbulk.AddedBatch[]; readonly errors: Error[] }> {
  const errors: Error[] = [];
  let known: readonly sfbulk.AddedBatch[] | undefined;
  for (;;) {
    try {
      const more = known === undefined ? {} : { added: known };
      return { added: await sfbulk.addBatches(connection, job, text, { ...options, ...more }), errors };
    } catch (error) {
      if (!sfbulk.isLoadError(error) || errors.length > 20) throw error;
      errors.push(error);
      known = remember(error.added);
    }
  }
}

/** Reads past the faults that are left over. */
async function again<T>(read: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn++) {
    try {
      return await read();
    } catch (error) {
      if (turn > 16) throw error;
    }
  }
}

const kinds = [
  "answer-lost",
  "request-lost",
  "body-dropped",
  "json-cut",
  "empty-body",
  "html-ok",
  "exceeded-quota",
] as const;
const operations = ["addBatch", "addBatch", "addBatch", "listBatches", "getBatchRequest"] as const;
const where = fc.record({
  on: fc.record({ operation: fc.constantFrom(...operations) }),
  times: fc.integer({ min: 1, max: 4 }),
  skip: fc.integer({ min: 0, max: 6 }),
});
const fault = fc.oneof(
  fc.tuple(where, fc.constantFrom(...kinds)).map(([rest, kind]) => ({ kind, ...rest })),
  fc
    .tuple(where, fc.constantFrom(420, 429, 500, 502, 503, 504), fc.boolean())
    .map(([rest, status, applied]) => ({ kind: "status" as const, status, applied, ...rest })),
) as fc.Arbitrary<Fault>;

const many = seeded(1000);

test(`${many.numRuns} loads of the seed ${many.seed}: whatever fails, who goes on gets every row in once`, async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0, max: isLong ? 23 : 7 }),
    fc.record({ concurrency: fc.integer({ min: 1, max: 4 }), maxRecords: fc.integer({ min: 1, max: 5 }) }),
    fc.array(fault, { maxLength: 4 }),
    fc.integer({ min: 0, max: 3 }),
    async (count, options, faults, forgotten) => {
      const emulator = createEmulator({ queueTime: 0, processTime: 0 });
      const connection = connect(emulator);
      const job = await sfbulk.createJob(connection, spec);
      for (const one of faults) await emulator.control.fail(one);
      if (count === 0) {
        await expect(sfbulk.addBatches(connection, job, csv(0), options)).rejects.toMatchObject({ code: "NoRows" });
        return;
      }
      // Who crashed has not written down the last ones.
      const { added } = await loadWhole(connection, job, csv(count), options, (all) =>
        all.slice(0, Math.max(0, all.length - forgotten)),
      );
      const wanted = Array.from({ length: count }, (_, index) => `Row\n${index + 1}`);
      expect((await lastNames(emulator)).map(String).toSorted()).toEqual(wanted.toSorted());
      // The rows of each batch are where `firstRow` says, so that a result's row is known.
      let row = 1;
      for (const { batch, firstRow, rows } of added) {
        expect(firstRow).toBe(row);
        row += rows;
        const wantedRows = `LastName\n${names(count)
          .slice(firstRow - 1, row - 1)
          .join("\n")}`;
        await again(async () => {
          const held = await sfbulk.getBatchRequest(connection, job.id, batch.id);
          expect(held.trimEnd()).toBe(wantedRows);
        });
      }
      expect(row).toBe(count + 1);
      expect(await emulator.control.batches(job.id)).toHaveLength(added.length);
    },
  );
  await fc.assert(property, many);
});

describe("a load that stops", () => {
  test("says what is there and what is not, finishes what is on its way, and closes its source", async () => {
    const emulator = createEmulator();
    const connection = connect(emulator);
    const job = await sfbulk.createJob(connection, spec);
    await emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1 });
    // The refusal of the second batch arrives when the third one is on its way, however slow the machine is.
    let uploads = 0;
    let begin: (() => void) | undefined;
    const third = new Promise<void>((resolve) => (begin = resolve));
    const holding: typeof connection = {
      ...connection,
      fetch: async (url, init) => {
        const upload = init?.method === "POST" && url.endsWith("/batch") ? ++uploads : 0;
        if (upload === 3) begin?.();
        const reply = await emulator.fetch(url, init);
        if (upload === 2) await third;
        return reply;
      },
    };
    let closed = false;
    let given = 0;
    const source = async function* (): AsyncGenerator<object> {
      try {
        for (given = 1; given <= 100; given++) yield { LastName: `Row ${given}` };
      } finally {
        closed = true;
      }
    };
    const error = await sfbulk
      .addBatches(holding, job, source(), { maxRecords: 2, concurrency: 3 })
      .catch((reason: unknown) => reason);
    if (!sfbulk.isLoadError(error)) throw error;
    expect(error).toMatchObject({ code: "LoadStopped", nextRow: 3, jobId: job.id });
    expect(error.cause).toMatchObject({ name: "SalesforceError", exceptionCode: "ExceededQuota" });
    // A fourth one may have begun, too, before the refusal was read.
    expect(error.added.slice(0, 2).map(({ firstRow, rows }) => [firstRow, rows])).toEqual([
      [1, 2],
      [5, 2],
    ]);
    expect(await emulator.control.batches(job.id)).toHaveLength(error.added.length);
    expect(closed).toBe(true);
    expect(given).toBeLessThan(10);
  });
  test("goes on only with the limits of before, where a batch without an answer is there", async () => {
    const emulator = createEmulator();
    const connection = connect(emulator);
    const job = await sfbulk.createJob(connection, spec);
    await sfbulk.addBatches(connection, job, csv(4), { maxRecords: 4 });
    for (const maxRecords of [2, 10]) {
      await expect(sfbulk.addBatches(connection, job, csv(8), { maxRecords, added: [] })).rejects.toThrow(
        /begins as they do and ends elsewhere/,
      );
    }
    expect(await emulator.control.batches(job.id)).toHaveLength(1);
    const added = await sfbulk.addBatches(connection, job, csv(8), { maxRecords: 4, added: [] });
    expect(added.map(({ firstRow }) => firstRow)).toEqual([1, 5]);
    expect(await emulator.control.batches(job.id)).toHaveLength(2);
  });
  test("also in JSON, where the end of the rows is marked", async () => {
    const emulator = createEmulator();
    const job = await sfbulk.createJob(emulator, { ...spec, contentType: "JSON" });
    const rows = [{ LastName: "A" }, { LastName: "B" }];
    await sfbulk.addBatches(emulator, job, rows, { maxRecords: 1 });
    await expect(sfbulk.addBatches(emulator, job, rows, { added: [] })).rejects.toThrow(/ends elsewhere/);
  });
  test("takes a batch that is there for one part of the source, however often its rows come again", async () => {
    const emulator = createEmulator();
    const job = await sfbulk.createJob(emulator, spec);
    const same = "LastName\nA\nA\nA\n";
    await sfbulk.addBatch(emulator, job, "LastName\nA\n");
    const added = await sfbulk.addBatches(emulator, job, same, { maxRecords: 1, added: [] });
    expect(added).toHaveLength(3);
    expect(await emulator.control.batches(job.id)).toHaveLength(3);
    // Another process knows of a batch only what it is told, and looks for its own by their rows where an answer is lost.
    const other = {
      ...connect(emulator),
      fetch: async (...call: Parameters<typeof emulator.fetch>) => await emulator.fetch(...call),
    };
    await emulator.control.fail({ kind: "request-lost", on: { operation: "addBatch" } });
    await sfbulk.addBatches(other, job, `${same}A\n`, { maxRecords: 1, added });
    expect(await emulator.control.batches(job.id)).toHaveLength(4);
  });
  test("does not take another job's batches for its own", async () => {
    const emulator = createEmulator();
    const connection = connect(emulator);
    const [one, other] = [await sfbulk.createJob(connection, spec), await sfbulk.createJob(connection, spec)];
    const added = await sfbulk.addBatches(connection, one, csv(2));
    await expect(sfbulk.addBatches(connection, other, csv(2), { added })).rejects.toThrow(/has no batch "751/);
  });
});

test.each(["CSV", "JSON", "XML"] as const)("records of a %s job come to the org as they were", async (contentType) => {
  const emulator = createEmulator({ queueTime: 0, processTime: 0 });
  const connection = connect(emulator);
  const job = await sfbulk.createJob(connection, { ...spec, contentType });
  const records = [
    { LastName: 'Quo"te,\nbreak', FirstName: "Ä <&>", ReportsTo: { Email: "boss@example.com" } },
    { LastName: "2", FirstName: null, ReportsTo: undefined },
  ];
  const added = await sfbulk.addBatches(connection, job, new Set(records).values(), { maxRecords: 1, concurrency: 1 });
  await emulator.control.advance(1);
  for (const { batch } of added) {
    expect(await sfbulk.getBatchResults(connection, job.id, batch.id)).toMatchObject([{ success: true }]);
  }
  expect(await emulator.control.records("Contact")).toMatchObject([
    { LastName: 'Quo"te,\nbreak', FirstName: "Ä <&>" },
    { LastName: "2" },
  ]);
});

test("a mapping spec is taken before the first batch", async () => {
  const emulator = createEmulator();
  const connection = connect(emulator);
  const job = await sfbulk.createJob(connection, spec);
  await sfbulk.uploadSpec(connection, job, "Salesforce Field,Csv Header,Value,Hint\nLastName,Surname,,\n");
  await sfbulk.addBatches(connection, job, "Surname\nA\n");
  await emulator.control.advance(60_000);
  expect(await emulator.control.records("Contact")).toMatchObject([{ LastName: "A" }]);
  await expect(sfbulk.uploadSpec(connection, job, "LastName,Surname,,\n")).rejects.toThrow(/has ended or has batches/);
});
