import { describe, expect, test } from "vitest";
import type { Emulator, EmulatorOptions } from "@sfbulk/emulator";
import { call, errorOf, idIn, json, still } from "./call.ts";

const create = (emulator: Emulator, header: string, operation = "query"): ReturnType<typeof call> =>
  call(emulator, "job", {
    type: json,
    body: JSON.stringify({ operation, object: "Account", contentType: "CSV" }),
    headers: { "Sforce-Enable-PKChunking": header },
  });

async function loaded(options: EmulatorOptions = {}): Promise<Emulator> {
  const emulator = still(options);
  await emulator.control.addJob({ batches: [`Name\n${["a", "b", "c", "d", "e"].join("\n")}\n`] });
  await emulator.control.advance(500);
  return emulator;
}

async function ask(emulator: Emulator, header: string, soql: string): Promise<string> {
  const id = idIn(await create(emulator, header));
  await call(emulator, `job/${id}/batch`, { type: "text/csv", body: soql });
  return id;
}

/** The answers of all chunks of a job, without their headers. */
async function answers(emulator: Emulator, id: string): Promise<string[]> {
  const texts: string[] = [];
  for (const batch of await emulator.control.batches(id)) {
    if (batch.state !== "Completed") continue;
    const { text } = await call(emulator, `job/${id}/batch/${batch.id}/result`);
    const data = await call(emulator, `job/${id}/batch/${batch.id}/result/${/752\w{12}/.exec(text)?.[0]}`);
    texts.push(data.text.replace('"Name"\n', "").replaceAll(/["\n]/g, ""));
  }
  return texts;
}

describe("PK chunking", () => {
  test("leaves the original batch NotProcessed and makes a batch of every chunk (F-108)", async () => {
    const emulator = await loaded();
    const id = await ask(emulator, "chunkSize=2", "SELECT Name FROM Account");
    const states = async (): Promise<unknown[]> => (await emulator.control.batches(id)).map((batch) => batch.state);
    expect(await states()).toEqual(["Queued"]);
    await emulator.control.advance(200);
    expect(await states()).toEqual(["NotProcessed", "Queued", "Queued", "Queued"]);
    await emulator.control.advance(200);
    expect(await states()).toEqual(["NotProcessed", "InProgress", "InProgress", "InProgress"]);
    await emulator.control.advance(300);
    expect(await states()).toEqual(["NotProcessed", "Completed", "Completed", "Completed"]);
    expect(await answers(emulator, id)).toEqual(["ab", "cd", "e"]);
    expect(await emulator.control.job(id)).toMatchObject({ numberBatchesTotal: 4, numberBatchesCompleted: 3 });
  });

  test("shows the query of a chunk as the guide does, the conditions of the query first", async () => {
    const emulator = await loaded();
    const id = await ask(emulator, "true; chunkSize=3", "SELECT Name FROM Account WHERE Name = 'b' OR Name = 'd'");
    await emulator.control.advance(1000);
    const [, first, second] = await emulator.control.batches(id);
    const request = async (batch: string | undefined): Promise<string> =>
      (await call(emulator, `job/${id}/batch/${batch}/request`)).text;
    expect(await request(first?.id)).toMatch(
      /^SELECT Name FROM Account WHERE \(Name = 'b' OR Name = 'd'\) AND Id >= '001\w{12}' AND Id < '001\w{12}'$/,
    );
    expect(await request(second?.id)).toMatch(/\) AND Id >= '001\w{12}'$/);
    expect(await answers(emulator, id)).toEqual(["b", "d"]);
  });

  test("begins at the row that the header names (F-109)", async () => {
    const emulator = await loaded();
    const ids = (await emulator.control.records("Account")).map((record) => String(record["Id"]));
    const id = await ask(emulator, `chunkSize=2; startRow=${ids[3]}; parent=Account`, "SELECT Name FROM Account");
    await emulator.control.advance(1000);
    expect(await answers(emulator, id)).toEqual(["de"]);
  });

  test("counts every chunk against the quota, and fails where it is used up (F-108)", async () => {
    const emulator = await loaded({ batchQuota: 3 });
    const id = await ask(emulator, "chunkSize=2", "SELECT Name FROM Account");
    await emulator.control.advance(1000);
    expect(await emulator.control.batches(id)).toMatchObject([
      { state: "Failed", stateMessage: "ExceededQuota : ApiBatchItems Limit exceeded" },
    ]);
  });

  test("does not happen in a job that is aborted first, and not for a query that cannot be split", async () => {
    const emulator = await loaded();
    const id = await ask(emulator, "TRUE", "SELECT Name FROM Account");
    await call(emulator, `job/${id}`, { type: json, body: '{"state":"Aborted"}' });
    await emulator.control.advance(1000);
    expect(await emulator.control.batches(id)).toMatchObject([{ state: "NotProcessed" }]);
    const limited = await ask(emulator, "TRUE", "SELECT Name FROM Account LIMIT 1");
    await emulator.control.advance(1000);
    expect((await emulator.control.batches(limited)).map((batch) => batch.state)).toEqual(["Failed"]);
    const { id: empty } = await emulator.control.addJob({
      object: "Lead",
      operation: "query",
      pkChunkSize: 1,
      batches: ["SELECT LastName FROM Lead"],
    });
    await emulator.control.advance(1000);
    expect((await emulator.control.batches(empty)).map((batch) => batch.state)).toEqual(["NotProcessed", "Completed"]);
  });

  test.each([
    ["FALSE", "query", 201],
    ["FALSE", "insert", 201],
    ["chunkSize=250000", "queryAll", 201],
    ["chunkSize=250001", "query", 400],
    ["chunkSize=0", "query", 400],
    ["TRUE", "insert", 400],
  ])("the header %s for %s: %i (F-109)", async (header, operation, status) => {
    const reply = await create(still(), header, operation);
    expect(errorOf(reply)[0]).toBe(status);
  });
});

describe("the results of a query", () => {
  test("are several where they are too many for one (F-103)", async () => {
    const emulator = await loaded({ resultRecords: 2 });
    const { id } = await emulator.control.addJob({ operation: "query", batches: ["SELECT Name FROM Account"] });
    await emulator.control.advance(500);
    const [batch] = await emulator.control.batches(id);
    expect(batch?.numberRecordsProcessed).toBe(5);
    const { text } = await call(emulator, `job/${id}/batch/${batch?.id}/result`);
    const ids = [...text.matchAll(/<result>(752\w{12})<\/result>/g)].map(([, result]) => result);
    expect(ids).toHaveLength(3);
    const last = await call(emulator, `job/${id}/batch/${batch?.id}/result/${ids[2]}`);
    expect(last.text).toBe('"Name"\n"e"\n');
  });

  test("are fifteen at most (F-104)", async () => {
    const emulator = still({ resultRecords: 1 });
    await emulator.control.addJob({ batches: [`Name\n${"a\n".repeat(16)}`] });
    await emulator.control.advance(500);
    const { id } = await emulator.control.addJob({ operation: "query", batches: ["SELECT Name FROM Account"] });
    const fifteen = await emulator.control.addJob({
      operation: "query",
      batches: ["SELECT Name FROM Account LIMIT 15"],
    });
    await emulator.control.advance(500);
    expect((await emulator.control.batches(id))[0]?.state).toBe("Failed");
    expect((await emulator.control.batches(fifteen.id))[0]?.state).toBe("Completed");
  });
});
