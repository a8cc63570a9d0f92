import { type Connection, getBatch, getIngestJob, getJob, listBatches, type FetchAdapter } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { batchId, connect, jobFields, jobId, json, rejection, scriptedAdapter, xml } from "./scripted-adapter.ts";

const times = { createdDate: "2026-02-12T15:43:48.000+0000", systemModstamp: "2026-02-12T15:43:48.000+0000" };
const counts = { numberRecordsProcessed: 3, numberRecordsFailed: 1 };
const batch = { id: batchId, jobId, state: "Completed", ...times, ...counts, totalProcessingTime: 5 };
const ingest = { id: jobId, operation: "insert", state: "JobComplete", ...times, ...counts, totalProcessingTime: 5 };

type Reply = Readonly<Record<string, unknown>>;
const list = (one: Reply): Reply => ({ batchInfo: [one] });
const asIs = (one: Reply): Reply => one;

/** What is asked, what it is answered with, how that is wrapped, and how the answer is read. */
const readers: readonly [string, Reply, (one: Reply) => Reply, (connection: Connection) => Promise<unknown>][] = [
  ["getJob", jobFields(counts), asIs, async (connection) => await getJob(connection, jobId)],
  ["getBatch", batch, asIs, async (connection) => await getBatch(connection, jobId, batchId)],
  ["listBatches", batch, list, async (connection) => (await listBatches(connection, jobId))[0]],
  ["getIngestJob", ingest, asIs, async (connection) => await getIngestJob(connection, jobId)],
];

describe.each(readers)("%s", (_, whole, wrap, read) => {
  /** The bytes of a name that came twice: the count is not there under its own. */
  const damaged = (name: string): Response =>
    json(
      wrap(Object.fromEntries(Object.entries(whole).map(([key, value]) => [key === name ? `numb${key}` : key, value]))),
    );

  test.each(Object.keys(counts))("asks again where %s was lost on the way", async (name) => {
    const adapter = scriptedAdapter(damaged(name), json(wrap(whole)));
    expect(await read(connect(adapter))).toMatchObject(counts);
    expect(adapter.seen).toHaveLength(2);
  });

  test("and says so where that is what always comes", async () => {
    const always: FetchAdapter = () => Promise.resolve(damaged("numberRecordsFailed"));
    const error = await rejection(read(connect(always)));
    expect(error).toMatchObject({ name: "ResponseError", code: "DamagedReply", isTransient: true });
    expect(error.message).toContain("the reply has lost a count (after 5 attempts)");
  });

  test("reads a reply that has none of them, as old versions do", async () => {
    const { numberRecordsFailed: _failed, totalProcessingTime: _time, ...old } = whole;
    expect(await read(connect(scriptedAdapter(json(wrap(old)))))).toMatchObject({
      numberRecordsFailed: 0,
      totalProcessingTime: 0,
    });
  });
});

test("a job of Bulk API 2.0 that is not complete may have no counts yet", async () => {
  const { numberRecordsFailed: _failed, ...other } = { ...ingest, state: "InProgress" };
  expect(await getIngestJob(connect(scriptedAdapter(json(other))), jobId)).toMatchObject({ numberRecordsFailed: 0 });
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
