import { describe, expect, test } from "vitest";
import { defaultUserId, type Emulator } from "@sfbulk/emulator";
import { call, change, errorOf, json, parsed, rest, still } from "./call.ts";

/** An org with a job of every kind. */
async function mixed(emulator: Emulator): Promise<{ classic: string; chunked: string; ingest: string; query: string }> {
  const { id: classic } = await emulator.control.addJob({ concurrencyMode: "Serial" });
  const { id: chunked } = await emulator.control.addJob({ operation: "query", pkChunkSize: 10 });
  const { id: ingest } = await emulator.control.addIngestJob();
  const { id: query } = await emulator.control.addQueryJob();
  return { classic, chunked, ingest, query };
}

const list = async (emulator: Emulator, path: string): Promise<string[]> =>
  (parsed(await rest(emulator, path)) as { records: { id: string }[] }).records.map((record) => record.id);

describe("the list of jobs of both APIs", () => {
  test("is filtered as the guide says (F-144)", async () => {
    const emulator = still();
    const { classic, chunked, ingest, query } = await mixed(emulator);
    for (const [path, expected] of [
      ["jobs/ingest", [classic, chunked, ingest, query]],
      ["jobs/ingest/", [classic, chunked, ingest, query]],
      ["jobs/query", [classic, chunked, query]],
      ["jobs/ingest?jobType=Classic", [classic, chunked]],
      ["jobs/ingest?jobType=V2Ingest", [ingest]],
      ["jobs/query?jobType=V2Query", [query]],
      ["jobs/query?jobType=V2Ingest", [ingest]],
      ["jobs/ingest?jobType=BigObjectIngest", []],
      ["jobs/ingest?isPkChunkingEnabled=true", [chunked]],
      ["jobs/ingest?isPkChunkingEnabled=false", [classic, ingest, query]],
      ["jobs/query?concurrencyMode=Serial", [classic]],
    ] as const) {
      expect(await list(emulator, path), path).toEqual(expected);
    }
  });

  test("shows ingest jobs with their address and dialect", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob();
    const reply = await rest(emulator, "jobs/ingest?jobType=V2Ingest");
    expect(reply.text).toBe(
      `{"done":true,"records":[{"id":"${id}","operation":"insert","object":"Account","createdById":"${defaultUserId}","createdDate":"2026-02-12T12:00:00.000+0000","systemModstamp":"2026-02-12T12:00:00.000+0000","state":"Open","concurrencyMode":"Parallel","contentType":"CSV","apiVersion":68.0,"jobType":"V2Ingest","contentUrl":"services/data/v68.0/jobs/ingest/${id}/batches","lineEnding":"LF","columnDelimiter":"COMMA"}],"nextRecordsUrl":null}`,
    );
  });

  test("keeps its filter from page to page, although no address names it (F-145)", async () => {
    const emulator = still({ jobsPageSize: 1 });
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      await emulator.control.addJob();
      ids.push((await emulator.control.addIngestJob()).id);
    }
    const seen: string[] = [];
    let path: string | null = "/services/data/v68.0/jobs/ingest?jobType=V2Ingest&isPkChunkingEnabled=false";
    while (path !== null) {
      const page = parsed(await rest(emulator, path)) as { records: { id: string }[]; nextRecordsUrl: string | null };
      seen.push(...page.records.map((record) => record.id));
      path = page.nextRecordsUrl;
      if (path !== null) expect(path).toMatch(/^\/services\/data\/v68\.0\/jobs\/ingest\?queryLocator=01g\w{15}-\d+$/);
    }
    expect(seen).toEqual(ids);
    const chunked = [];
    for (let i = 0; i < 2; i++)
      chunked.push((await emulator.control.addJob({ operation: "query", pkChunkSize: 1 })).id);
    const first = parsed(await rest(emulator, "jobs/ingest?isPkChunkingEnabled=true"));
    expect(first["records"]).toMatchObject([{ id: chunked[0] }]);
    expect(await list(emulator, String(first["nextRecordsUrl"]))).toEqual([chunked[1]]);
  });
});

describe("a job of the other API", () => {
  test("of 1.0 is shown by 2.0, and cannot be changed there", async () => {
    const emulator = still();
    const { classic } = await mixed(emulator);
    expect(parsed(await rest(emulator, `jobs/ingest/${classic}`))).toMatchObject({ jobType: "Classic", state: "Open" });
    const patch = await rest(emulator, `jobs/ingest/${classic}`, {
      method: "PATCH",
      body: { state: "UploadComplete" },
    });
    expect(patch.status).toBe(404);
    expect((await emulator.control.job(classic))?.state).toBe("Open");
  });

  test("of 2.0 is shown by 1.0 in its own state, and cannot be changed there", async () => {
    const emulator = still();
    const { id } = await emulator.control.addIngestJob({ state: "UploadComplete", content: "Name\nA\n" });
    const states = [];
    for (let i = 0; i < 3; i++) {
      const reply = await call(emulator, `job/${id}`, { type: json });
      expect([reply.status, reply.type]).toEqual([200, "application/xml"]);
      states.push(/<state>(\w+)/.exec(reply.text)?.[1], /<numberBatchesQueued>(\d)/.exec(reply.text)?.[1]);
      await emulator.control.advance(250);
    }
    expect(states).toEqual(["UploadComplete", "1", "InProgress", "0", "JobComplete", "0"]);
    expect(errorOf(await change(emulator, id, "Closed")).slice(0, 2)).toEqual([400, "InvalidJob"]);
    expect((await call(emulator, `job/${id}/batch`)).status).toBe(400);
  });
});
