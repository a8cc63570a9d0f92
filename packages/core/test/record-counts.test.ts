import {
  type Connection,
  type FetchAdapter,
  getBatch,
  getIngestJob,
  getJob,
  getQueryJob,
  listBatches,
} from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { batchId, connect, jobFields, jobId, json, rejection, scriptedAdapter, xml } from "./scripted-adapter.ts";

const times = { createdDate: "2026-02-12T15:43:48.000+0000", systemModstamp: "2026-02-12T15:43:48.000+0000" };
const counts = { numberRecordsProcessed: 3, numberRecordsFailed: 1 };
const batch = { id: batchId, jobId, state: "Completed", ...times, ...counts, totalProcessingTime: 5 };
const ingest = { id: jobId, operation: "insert", state: "JobComplete", ...times, ...counts, totalProcessingTime: 5 };
const { numberRecordsFailed: _failed, ...found } = { ...ingest, operation: "query", object: "Account" };

type Reply = Readonly<Record<string, unknown>>;
const list = (one: Reply): Reply => ({ batchInfo: [one] });
const asIs = (one: Reply): Reply => one;

/** What is asked, what it is answered with, how that is wrapped, and how the answer is read. */
const readers: readonly [string, Reply, (one: Reply) => Reply, (connection: Connection) => Promise<unknown>][] = [
  ["getJob", jobFields(counts), asIs, async (connection) => await getJob(connection, jobId)],
  ["getBatch", batch, asIs, async (connection) => await getBatch(connection, jobId, batchId)],
  ["listBatches", batch, list, async (connection) => (await listBatches(connection, jobId))[0]],
  ["getIngestJob", ingest, asIs, async (connection) => await getIngestJob(connection, jobId)],
  ["getQueryJob", found, asIs, async (connection) => await getQueryJob(connection, jobId)],
];

describe.each(readers)("%s", (_, whole, wrap, read) => {
  const names = Object.keys(counts).filter((name) => name in whole);
  /** The bytes of a name that came twice: the count is not there under its own. */
  const damaged = (name: string): Response =>
    json(
      wrap(Object.fromEntries(Object.entries(whole).map(([key, value]) => [key === name ? `numb${key}` : key, value]))),
    );

  test.each(names)("asks again where %s was lost on the way", async (name) => {
    const adapter = scriptedAdapter(damaged(name), json(wrap(whole)));
    expect(await read(connect(adapter))).toMatchObject(Object.fromEntries(names.map((one) => [one, whole[one]])));
    expect(adapter.seen).toHaveLength(2);
  });

  test("and says so where that is what always comes", async () => {
    const always: FetchAdapter = () => Promise.resolve(damaged(names.at(-1) ?? ""));
    const error = await rejection(read(connect(always)));
    expect(error).toMatchObject({ name: "ResponseError", code: "DamagedReply", isTransient: true });
    expect(error.message).toContain("the reply has lost a count (after 5 attempts)");
  });

  test("reads a reply that has none of them, as old versions do", async () => {
    const missing = [...names, "totalProcessingTime"];
    const old = Object.fromEntries(Object.entries(whole).filter(([name]) => !missing.includes(name)));
    expect(await read(connect(scriptedAdapter(json(wrap(old)))))).toMatchObject(
      Object.fromEntries(missing.map((name) => [name, 0])),
    );
  });
});

test("a job of Bulk API 2.0 that is not complete may have no counts yet", async () => {
  const other = json({ ...found, operation: "insert", state: "InProgress" });
  expect(await getIngestJob(connect(scriptedAdapter(other)), jobId)).toMatchObject({ numberRecordsFailed: 0 });
});

test("XML is read likewise", async () => {
  const tags = (fields: Reply): string =>
    Object.entries(fields)
      .map(([name, value]) => `<${name}>${String(value)}</${name}>`)
      .join("");
  const { numberRecordsFailed, ...lost } = batch;
  const info = (fields: Reply): Response =>
    xml(`<batchInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${tags(fields)}</batchInfo>`);
  const adapter = scriptedAdapter(info({ ...lost, numbnumberRecordsFailed: numberRecordsFailed }), info(batch));
  expect(await getBatch(connect(adapter), jobId, batchId)).toMatchObject(counts);
  expect(adapter.seen).toHaveLength(2);
});
