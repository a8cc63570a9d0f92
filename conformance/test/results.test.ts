import {
  addBatch,
  closeJob,
  abortJob,
  type Connection,
  createJob,
  type FailedRow,
  failedRows,
  failedRowsCsv,
  getBatchRequest,
  jobResults,
  type JobRowResult,
  type NumberedBatch,
  queryResults,
} from "@sfbulk/core";
import { createEmulator, type Emulator, type Fault } from "@sfbulk/emulator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isLong } from "../../tools/is-long.mjs";
import { seeded } from "../../tools/seeded.mjs";

// Random rows in random batches, read under random faults: every row that was sent has exactly one outcome.

const many = seeded(1000);
const columns = ["Name", "AccountNumber", "Description"];
type Format = "CSV" | "JSON" | "XML";
/** Name, AccountNumber, Description; a row without a name is refused, and null is what CSV calls #N/A. */
type Row = readonly [name: string, number: string, description: string | null];

const cell = fc.oneof(
  fc.constantFrom(
    "",
    "Acme",
    'say "hi"',
    "two\nlines",
    "cr\r\nlf",
    ",",
    "]}",
    "<b>&amp;",
    "Zoë 🎉",
    "\\",
    " ",
    "=1+1",
    "'",
  ),
  fc.string({ maxLength: 20 }).filter((value) => !value.includes("\uFEFF")),
);
const row = fc.tuple(cell, fc.constantFrom("1", "2", "x"), fc.option(cell, { nil: null }));
const batch = fc.record({
  rows: fc.array(row, { minLength: 1, maxLength: isLong ? 6 : 4 }),
  /** Whether it has a column that nobody knows, so that it fails as a whole. */
  broken: fc.boolean(),
});
const fault = fc
  .tuple(
    fc.constantFrom(
      "body-dropped",
      "gzip-cut",
      "empty-body",
      "request-lost",
      "answer-lost",
      "session-expired",
      "unavailable",
    ),
    fc.constantFrom("getResults", "getBatchRequest", "listBatches"),
    fc.integer({ min: 1, max: 2 }),
    fc.integer({ min: 0, max: 2 }),
  )
  .map(([kind, operation, times, skip]): Fault => {
    const timing = { on: { operation }, times, skip } as const;
    return kind === "unavailable"
      ? { kind: "status", status: 503, ...timing }
      : { kind, ...timing, times: kind === "session-expired" ? 1 : times };
  });

const quote = (value: string): string =>
  /^[\w ]+$/.test(value) && value.trim() === value ? value : `"${value.replaceAll('"', '""')}"`;
const escapeXml = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");

function write(format: Format, rows: readonly Row[], broken: boolean, lineEnd: string): string {
  const names = broken ? [...columns, "Nobody__c"] : columns;
  const cells = rows.map((one) => (broken ? [...one, "?"] : [...one]));
  if (format === "JSON")
    return JSON.stringify(cells.map((values) => Object.fromEntries(values.map((value, at) => [names[at], value]))));
  if (format === "CSV") {
    return [names, ...cells]
      .map((values) => values.map((value) => quote(value ?? "#N/A")).join(",") + lineEnd)
      .join("");
  }
  const records = cells.map((values) => {
    const fields = values.map((value, at) =>
      value === null ? `<${names[at]} xsi:nil="true"/>` : `<${names[at]}>${escapeXml(value)}</${names[at]}>`,
    );
    return `<sObject>${fields.join("")}</sObject>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${records.join("")}</sObjects>`;
}

const emulate = (): { emulator: Emulator; connection: Connection } => {
  const emulator = createEmulator({ now: () => 1_790_000_000_000, queueTime: 1000, processTime: 1000 });
  const accessToken = (rejected?: string): string | Promise<string> =>
    rejected === undefined ? emulator.accessToken : emulator.control.issueToken();
  return { emulator, connection: { ...emulator, accessToken, retry: { attempts: 12, baseDelay: 0, maxDelay: 0 } } };
};

async function collect<T>(all: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of all) found.push(one);
  return found;
}

const printable = (value: string): boolean => !/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(value);

test(`${many.numRuns} jobs of the seed ${many.seed}: every row has exactly one outcome, and what failed can be loaded again`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(batch, { minLength: 1, maxLength: isLong ? 5 : 2 }),
      fc.constantFrom<Format>("CSV", "JSON", "XML"),
      fc.constantFrom("\n", "\r\n"),
      fc.record({
        abort: fc.boolean(),
        named: fc.boolean(),
        concurrency: fc.integer({ min: 1, max: 4 }),
        // What is loaded again has as many requests as all else: in one case of four, and in the long run in each.
        again: isLong ? fc.constant(true) : fc.nat({ max: 3 }).map((number) => number === 0),
      }),
      // A session is renewed once a request: that it expires again at once is another test's business.
      fc.uniqueArray(fault, { maxLength: 3, selector: ({ kind }) => kind }),
      async (batches, format, lineEnd, { abort, named, concurrency, again: isLoadedAgain }, faults) => {
        fc.pre(format !== "XML" || batches.every(({ rows }) => rows.flat().every((value) => printable(value ?? ""))));
        const { emulator, connection } = emulate();
        const job = await createJob(connection, { operation: "insert", object: "Account", contentType: format });
        const added: NumberedBatch[] = [];
        let firstRow = 1;
        for (const { rows, broken } of batches) {
          added.push({
            batch: await addBatch(connection, job, write(format, rows, broken, lineEnd)),
            firstRow,
            rows: rows.length,
          });
          firstRow += rows.length;
        }
        await (abort ? abortJob(connection, job.id) : closeJob(connection, job.id));
        await emulator.control.advance(10_000);
        for (const one of faults) await emulator.control.fail(one);

        const options = { concurrency, ...(named ? { batches: added } : {}) };
        const results = await collect(jobResults(connection, job.id, options));
        const failed = await collect(failedRows(connection, job.id, options));

        const sent = batches.flatMap(({ rows, broken }, at) =>
          rows.map((values) => ({
            values,
            broken,
            batchId: added[at]?.batch.id,
            fails: abort || broken || values[0] === "",
          })),
        );
        expect(results.map(({ rowNumber, batchId, success }) => ({ rowNumber, batchId, success }))).toEqual(
          sent.map(({ batchId, fails }, at) => ({ rowNumber: at + 1, batchId, success: !fails })),
        );
        const code = ({ errors }: Pick<JobRowResult | FailedRow, "errors">): string | undefined =>
          errors[0]?.statusCode;
        // Only CSV has columns of the whole batch.
        const whole = format === "CSV" ? "BATCH_FAILED" : "INVALID_FIELD";
        const expected = sent.map(({ fails, broken }) =>
          fails ? (abort ? "NOT_PROCESSED" : broken ? whole : "REQUIRED_FIELD_MISSING") : undefined,
        );
        expect(results.map(code)).toEqual(expected);
        expect(failed.map(code)).toEqual(expected.filter((one) => one !== undefined));
        expect(failed.map(({ rowNumber, record }) => ({ rowNumber, record }))).toEqual(
          sent.flatMap(({ values, broken, fails }, at) => {
            const [Name, AccountNumber, Description] = values;
            const record = {
              Name,
              AccountNumber,
              Description: Description ?? "#N/A",
              ...(broken ? { Nobody__c: "?" } : {}),
            };
            return fails ? [{ rowNumber: at + 1, record }] : [];
          }),
        );

        if (!isLoadedAgain) return;
        const csv = (await collect(failedRowsCsv(connection, job.id, options))).join("");
        if (failed.length === 0) {
          expect(csv).toBe("");
          return;
        }
        const again = await createJob(connection, { operation: "insert", object: "Account" });
        const batchAgain = await addBatch(connection, again, csv);
        await abortJob(connection, again.id);
        expect(await getBatchRequest(connection, again.id, batchAgain.id)).toBe(csv);
        const all = await collect(failedRows(connection, again.id));
        const widest = failed.some(({ record }) => "Nobody__c" in record) ? { Nobody__c: "" } : {};
        expect(all.map(({ record }) => record)).toEqual(failed.map(({ record }) => ({ ...widest, ...record })));
      },
    ),
    many,
  );
});

test("a job that is not done is an error before the first row", async () => {
  const { connection } = emulate();
  const job = await createJob(connection, { operation: "insert", object: "Account" });
  await addBatch(connection, job, "Name\nAcme\n");
  const call = jobResults(connection, job.id).next();
  await expect(call).rejects.toMatchObject({ name: "SalesforceError", exceptionMessage: "Batch not completed" });
  await expect(call).rejects.toThrow("1 of the job's 1 batches are not processed yet: wait for them first");
});

test("what is read again is loaded: only the rows that failed", async () => {
  const { emulator, connection } = emulate();
  const job = await createJob(connection, { operation: "insert", object: "Account" });
  await addBatch(connection, job, "Name,Phone\nAcme,1\n,2\n");
  await addBatch(connection, job, "Phone,Website,Name\n3,a.example,\n4,b.example,Globex\n");
  await emulator.control.advance(10_000);
  const csv = (await collect(failedRowsCsv(connection, job.id))).join("");
  expect(csv).toBe('"Name","Phone","Website"\n"","2",""\n"","3","a.example"\n');
  const some = collect(failedRowsCsv(connection, job.id, { columns: ["Name", "Phone"] }));
  await expect(some).rejects.toThrow('row 3 has a value in column "Website", which columns lacks');
  const update = await createJob(connection, { operation: "insert", object: "Account" });
  await addBatch(connection, update, csv.replaceAll('\n""', '\n"Named"'));
  await emulator.control.advance(10_000);
  expect(await emulator.control.records("Account")).toHaveLength(4);
});

test("records named by an external id, numbers and booleans are what CSV calls them", async () => {
  const { emulator, connection } = emulate();
  const spec = { operation: "insert", object: "Contact", contentType: "JSON" } as const;
  const job = await createJob(connection, spec);
  const reports = { attributes: { type: "Contact" }, Ext__c: "7" };
  const body = JSON.stringify([
    { attributes: { type: "Contact" }, FirstName: "A", DoNotCall: true, ReportsTo: reports },
  ]);
  await addBatch(connection, job, body.replace('"7"', "123456789012345678901"));
  const xmlJob = await createJob(connection, { ...spec, contentType: "XML" });
  const xml =
    "<sObject><type>Contact</type><FirstName>A</FirstName><ReportsTo><sObject><Ext__c>7</Ext__c></sObject></ReportsTo></sObject>";
  await addBatch(
    connection,
    xmlJob,
    `<sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload">${xml}</sObjects>`,
  );
  await emulator.control.advance(10_000);
  const record = { FirstName: "A", DoNotCall: "true", "ReportsTo.Ext__c": "123456789012345678901" };
  expect(await collect(failedRows(connection, job.id))).toMatchObject([{ rowNumber: 1, record }]);
  const other = { FirstName: "A", "ReportsTo.Ext__c": "7" };
  expect((await collect(failedRows(connection, xmlJob.id))).map((one) => one.record)).toEqual([other]);
});

test.each<Format>(["CSV", "JSON", "XML"])("a query's records come through faults, in %s", async (contentType) => {
  const { emulator, connection } = emulate();
  const load = await createJob(connection, { operation: "insert", object: "Account" });
  const names = Array.from({ length: 500 }, (_, index) => `Account "${index}"\n`);
  await addBatch(connection, load, `Name\n${names.map(quote).join("\n")}\n`);
  await emulator.control.advance(10_000);
  const job = await createJob(connection, { operation: "query", object: "Account", contentType });
  await addBatch(connection, job, "SELECT Id, Name FROM Account");
  await emulator.control.advance(10_000);
  const on = { operation: "getQueryResult" } as const;
  for (const kind of ["body-dropped", "gzip-cut", "session-expired", "request-lost", "gzip-no-trailer"] as const) {
    await emulator.control.fail({ kind, on });
  }
  await emulator.control.fail({ kind: "status", status: 503, on });
  const found = await collect(queryResults(connection, job.id));
  expect(found.map((record) => record["Name"])).toEqual(names);
});
