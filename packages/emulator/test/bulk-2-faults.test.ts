import { describe, expect, test } from "vitest";
import type { Emulator, Fault, Operation } from "@sfbulk/emulator";
import { parsed, type Reply, rest, restErrorOf, still } from "./call.ts";

const close = (emulator: Emulator, id: string): Promise<Reply> =>
  rest(emulator, `jobs/ingest/${id}`, { method: "PATCH", body: { state: "UploadComplete" } });

/** Closes an open ingest job while a fault strikes; gives the reply and the job's state afterwards. */
async function closeUnder(fault: Fault): Promise<{ reply: Reply | Error; id: string; state: string | undefined }> {
  const emulator = still();
  const { id } = await emulator.control.addIngestJob({ content: "Name\nA\n" });
  await emulator.control.fail({ ...fault, on: { operation: "closeIngestJob", jobId: id } });
  const reply = await close(emulator, id).catch((error: unknown) => error as Error);
  return { reply, id, state: (await emulator.control.bulk2Job(id))?.state };
}

describe("a fault on the close of an ingest job", () => {
  test("its answer is lost: the job is closed", async () => {
    const { reply, state } = await closeUnder({ kind: "answer-lost" });
    expect(reply).toBeInstanceOf(TypeError);
    expect(state).toBe("UploadComplete");
  });

  test.each<[Fault, [number, string | undefined, string | undefined], string | undefined]>([
    [{ kind: "session-expired" }, [401, "INVALID_SESSION_ID", "Session expired or invalid"], "Open"],
    [{ kind: "rest-array-fault" }, [403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."], "Open"],
    [{ kind: "exceeded-quota" }, [400, "EXCEEDEDQUOTA", "ApiBatchItems Limit exceeded"], "Open"],
    [{ kind: "refused", exceptionCode: "InvalidJob", exceptionMessage: "No" }, [400, "INVALIDJOB", "No"], "Open"],
    [{ kind: "status", status: 503 }, [503, undefined, undefined], "Open"],
    [{ kind: "closed-by-other" }, [400, "INVALIDJOBSTATE", "Closing already closed Job not allowed"], "UploadComplete"],
    [{ kind: "deleted-by-other" }, [404, "NOT_FOUND", "The requested resource does not exist"], undefined],
    [{ kind: "aborted-by-other" }, [400, "INVALIDJOBSTATE", "Closing already aborted Job not allowed"], "Aborted"],
  ])("%j", async (fault, error, then) => {
    const { reply, state } = await closeUnder(fault);
    expect(restErrorOf(reply as Reply)).toEqual(error);
    expect(state).toBe(then);
  });

  test("the answer is about another job, or shows the job as it was", async () => {
    const other = await closeUnder({ kind: "someone-elses-job" });
    expect(parsed(other.reply as Reply)).toMatchObject({ id: "7508Z00000OtherQAB", state: "UploadComplete" });
    expect(other.state).toBe("Open");
    const same = await closeUnder({ kind: "wrong-state" });
    expect(parsed(same.reply as Reply)).toMatchObject({ id: same.id, state: "Open" });
    expect(same.state).toBe("Open");
    const applied = await closeUnder({ kind: "someone-elses-job", applied: true });
    expect(parsed(applied.reply as Reply)["id"]).toBe("7508Z00000OtherQAB");
    expect(applied.state).toBe("UploadComplete");
  });

  test("XML is not what the REST API answers", async () => {
    const { reply } = await closeUnder({ kind: "xml-reply" });
    expect(parsed(reply as Reply)["state"]).toBe("UploadComplete");
  });
});

test("every request has its name", async () => {
  const emulator = still();
  const names: [string, string, Operation][] = [
    ["POST", "jobs/ingest", "createIngestJob"],
    ["GET", "jobs/ingest", "listJobs"],
    ["PUT", "jobs/ingest/750/batches", "uploadData"],
    ["PATCH", "jobs/ingest/750", "closeIngestJob"],
    ["GET", "jobs/ingest/750/", "getIngestJob"],
    ["DELETE", "jobs/ingest/750", "deleteIngestJob"],
    ["GET", "jobs/ingest/750/failedResults", "getIngestResults"],
    ["POST", "jobs/query", "createQueryJob"],
    ["GET", "jobs/query", "listJobs"],
    ["GET", "jobs/query/750", "getQueryJob"],
    ["PATCH", "jobs/query/750", "abortQueryJob"],
    ["DELETE", "jobs/query/750", "deleteQueryJob"],
    ["GET", "jobs/query/750/results?maxRecords=1", "getQueryJobResults"],
    ["GET", "limits", "other"],
  ];
  for (const [method, path] of names) await rest(emulator, path, { method });
  await rest(emulator, "jobs/ingest/750", { method: "PATCH", body: { state: "Aborted" } });
  const exchanges = await emulator.control.exchanges();
  expect(exchanges.map(({ operation }) => operation)).toEqual([...names.map(([, , name]) => name), "abortIngestJob"]);
  expect(exchanges[2]?.jobId).toBe("750");
});

test("the control adds jobs of Bulk API 2.0 as it is told, and refuses what makes no sense", async () => {
  const { control } = still();
  const job = await control.addIngestJob({ id: "7508Z0000000xYz", object: "lead", state: "Aborted", ageMs: 1000 });
  expect(job).toMatchObject({ id: "7508Z0000000xYzQAI", object: "Lead", state: "Aborted", jobType: "V2Ingest" });
  expect(job.createdDate).toBe("2026-02-12T11:59:59.000+0000");
  expect(await control.bulk2Job("7508Z0000000xYz")).toEqual(job);
  expect(await control.bulk2Job("7508Z00000NoSuc")).toBeNull();
  const query = await control.addQueryJob({ query: "SELECT LastName FROM Lead", state: "JobComplete" });
  expect(query).toMatchObject({ object: "Lead", state: "JobComplete", jobType: "V2Query" });
  expect(await control.bulk2Jobs()).toEqual([job, query]);
  await expect(control.addJob({ id: "7508Z0000000xYz" })).rejects.toThrow("there is one already");
  await expect(control.addIngestJob({ object: "Nothing" })).rejects.toThrow('"Nothing"');
  await expect(control.addIngestJob({ state: "Closed" as "Open" })).rejects.toThrow('"Closed"');
  await expect(control.addQueryJob({ query: "SELECT" })).rejects.toThrow('"SELECT"');
});
