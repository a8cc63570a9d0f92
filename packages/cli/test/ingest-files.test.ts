import { readdirSync } from "node:fs";
import {
  closeIngestJob,
  createIngestJob,
  getIngestJob,
  type IngestJobInfo,
  nodeAdapter,
  uploadIngestRows,
  waitForIngestJob,
} from "@sfbulk/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Org } from "../src/connection/org.ts";
import { writeIngestFiles } from "../src/results/outcomes/write-ingest-results.ts";
import type { WrittenResults } from "../src/results/outcomes/outcome-files.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// The results of several jobs of one load in one file each, where the rows are not at hand.

let place: TestOrg;
let org: Org;
beforeEach(async () => {
  place = await startOrg();
  const { url: instanceUrl, emulator } = place;
  const connection = { instanceUrl, accessToken: emulator.accessToken, fetch: nodeAdapter() };
  org = { connection, label: "test", words: ["-o", "acme"], from: { by: "token" } };
});
afterEach(async () => await place.end());

/** Makes a job that was given up behind its second row. */
async function jobOf(content: string): Promise<IngestJobInfo> {
  const { id } = await place.emulator.control.addIngestJob({ content, state: "UploadComplete", failsAfter: 2 });
  return await getIngestJob(org.connection, id);
}

/** Loads rows by a job with a dialect of its own. */
async function loaded(
  content: string,
  dialect: Pick<IngestJobInfo, "columnDelimiter" | "lineEnding">,
): Promise<IngestJobInfo> {
  const { connection } = org;
  const job = await createIngestJob(connection, { operation: "insert", object: "Account", ...dialect });
  await uploadIngestRows(connection, job, content);
  await closeIngestJob(connection, job.id);
  return await waitForIngestJob(connection, job.id, { minInterval: 10 });
}

const write = async (
  jobs: readonly IngestJobInfo[],
  onRows: (rows: number) => void = () => undefined,
): Promise<WrittenResults> =>
  await writeIngestFiles(jobs[0]?.id ?? "", jobs, org, {
    folder: place.folder,
    overwrite: false,
    failedOnly: false,
    signal: new AbortController().signal,
    onRows,
  });
const one = (ending: string): string =>
  place.read(readdirSync(place.folder).find((name) => name.endsWith(ending)) ?? "there is none");

const first = "Name,Phone\nAcme,1\n,2\nGlobex,3\n";
const second = 'Name,Phone\nInitech,"4,""5"""\n,6\n"Hooli\n2",8\n';

test("have their header line once, and all rows, job by job", async () => {
  const told: number[] = [];
  const written = await write([await jobOf(first), await jobOf(second)], (rows) => told.push(rows));
  expect(written).toMatchObject({ successfulRecords: 2, failedRecords: 2, unprocessedRecords: 2 });
  expect(written.reasons).toMatchObject([{ rows: 2 }]);
  expect(one("success-records.csv")).toMatch(
    /^"sf__Id","sf__Created","Name","Phone"\n"001\w+","true","Acme","1"\n"001\w+","true","Initech","4,""5"""\n$/,
  );
  const why = "REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name";
  expect(one("failed-records.csv")).toBe(`sf__Id,sf__Error,Name,Phone\n,${why},,2\n,${why},,6\n`);
  expect(one("unprocessed-records.csv")).toBe('"Name","Phone"\n"Globex","3"\n"Hooli\n2","8"\n');
  expect(told.at(-1)).toBe(6);
});

test.each([
  { columnDelimiter: "SEMICOLON", lineEnding: "CRLF" },
  { columnDelimiter: "SEMICOLON", lineEnding: "LF" },
  { columnDelimiter: "COMMA", lineEnding: "CRLF" },
] as const)("have commas and the line ends of Unix, whatever the jobs have: %j", async (dialect) => {
  const jobs = [await loaded("Name;Phone\nAcme;1\n;2\n", dialect), await loaded("Name;Phone\nInitech;4,5\n", dialect)];
  expect(await write(jobs)).toMatchObject({ successfulRecords: 2, failedRecords: 1, unprocessedRecords: 0 });
  expect(one("success-records.csv")).toMatch(
    /^sf__Id,sf__Created,Name,Phone\n001\w+,true,Acme,1\n001\w+,true,Initech,"4,5"\n$/,
  );
});

test("are counted as they come, in pieces", async () => {
  const count = 20_000;
  const names = Array.from({ length: count }, (_, row) => `Acme ${(row * 2_654_435_761) % 2 ** 32}\n`);
  const job = await loaded(`Name\n${names.join("")}`, { columnDelimiter: "COMMA", lineEnding: "LF" });
  const told: number[] = [];
  expect(await write([job], (rows) => told.push(rows))).toMatchObject({ successfulRecords: count, failedRecords: 0 });
  expect(told.length).toBeGreaterThan(2);
  expect(told.at(-1)).toBe(count);
  expect(one("success-records.csv").split("\n")).toHaveLength(count + 2);
});

test("are refused below those of a job with other columns, and nothing is left of them", async () => {
  const jobs = [await jobOf(first), await jobOf("Phone,Name\n1,Acme\n2,\n")];
  await expect(write(jobs)).rejects.toMatchObject({
    message: `Cannot write the results of job ${jobs[1]?.id} below others: they have other columns`,
    actions: [`Write them to files of their own with: sfbulk results ${jobs[1]?.id} -o acme`],
  });
  expect(readdirSync(place.folder)).toEqual([]);
});
