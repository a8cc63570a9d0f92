import * as sfbulk from "@sfbulk/core";
import { createEmulator, type Emulator, type OrgFile } from "@sfbulk/emulator";
import jsforce from "jsforce";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { finish, operationCalls, type Subjects } from "../../packages/core/test/operation-calls.ts";

// Every operation against the emulator: with another library's connection, and with a signal that fires at every place
// where it can.

const calls = Object.entries(operationCalls(sfbulk)).map(([name, call]) => ({ name, ...call }));

/** Each org has a name of its own, since which API a job belongs to is remembered by org. */
let orgs = 0;

const newOrg = (): Emulator =>
  createEmulator({ instanceUrl: `https://org${++orgs}.my.salesforce.com`, queueTime: 0, processTime: 0 });

/** An org with jobs in every state that an operation needs, made once: every other one is its copy. */
async function makeOrg(): Promise<{ readonly file: OrgFile; readonly subjects: Subjects }> {
  const emulator = newOrg();
  const { control } = emulator;
  const open = await control.addJob({ batches: ["Name\nBefore\n"] });
  const closed = await control.addJob({ state: "Closed", batches: ["Name,Phone\nAcme,1\n,2\n"] });
  const query = await sfbulk.createJob(emulator, { operation: "query", object: "Account" });
  await sfbulk.addBatch(emulator, query, "SELECT Name FROM Account");
  await sfbulk.closeJob(emulator, query.id);
  const spec = { operation: "insert", object: "Account" } as const;
  const ingest = await sfbulk.createIngestJob(emulator, spec);
  const { id } = await sfbulk.createIngestJob(emulator, spec);
  await sfbulk.uploadIngestRows(emulator, { id }, "Name\nAcme\n");
  await sfbulk.closeIngestJob(emulator, id);
  const { id: foundId } = await sfbulk.createQueryJob(emulator, { query: "SELECT Id, Name FROM Account" });
  await control.advance(60_000);
  const { id: abortedId } = await control.addQueryJob({ state: "Aborted" });
  const planned: sfbulk.PlannedEnding[] = [];
  for await (const found of sfbulk.closeStaleJobs(emulator, { olderThan: 0, dryRun: true })) {
    if (found.outcome === "would-close") planned.push(found);
  }
  const [batch] = await control.batches(closed.id);
  return {
    file: await control.exportOrg(),
    subjects: {
      open,
      closed: { id: closed.id, batchId: batch?.id ?? "" },
      query,
      ingest,
      complete: await sfbulk.getIngestJob(emulator, id),
      // Nothing takes time here, so that none is under way for long.
      running: await sfbulk.getQueryJob(emulator, abortedId),
      found: await sfbulk.getQueryJob(emulator, foundId),
      planned,
    },
  };
}

let made: ReturnType<typeof makeOrg> | undefined;

async function startOrg(): Promise<{ readonly emulator: Emulator; readonly subjects: Subjects }> {
  const { file, subjects } = await (made ??= makeOrg());
  const emulator = newOrg();
  await emulator.control.importOrg(file);
  return { emulator, subjects };
}

describe("a connection of jsforce fits as it is", () => {
  afterAll(() => void vi.unstubAllGlobals());

  test.each(calls)("$name", async ({ call }) => {
    const { emulator, subjects } = await startOrg();
    const { instanceUrl, accessToken } = emulator;
    const hosts = new Set<string>();
    vi.stubGlobal("fetch", (url: string, init: sfbulk.AdapterInit) => {
      hosts.add(new URL(url).origin);
      return emulator.fetch(url, init);
    });
    const connection = new jsforce.Connection({ instanceUrl, accessToken, version: "68.0" });
    await finish(call(connection, subjects));
    expect([...hosts]).toEqual([instanceUrl]);
  });
});

let unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

/** Lets everything happen that is about to, and gives what nobody has handled. */
async function unhandledRejections(): Promise<unknown[]> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  const found = unhandled;
  unhandled = [];
  return found;
}

type Moment = "while it is sent" | "when it has failed" | "when it is answered" | "while its body comes";
const moments: readonly Moment[] = [
  "while it is sent",
  "when it has failed",
  "when it is answered",
  "while its body comes",
];

/** An adapter that fires a signal at its so-manieth request. */
function firingAt(
  { fetch }: Emulator,
  count: number,
  moment: Moment,
  fire: () => void,
): { readonly adapter: sfbulk.FetchAdapter; readonly hasFired: () => boolean } {
  let seen = 0;
  let fired = false;
  const fireNow = (): void => {
    fired = true;
    fire();
  };
  return {
    hasFired: () => fired,
    adapter: async (url, init) => {
      const isIt = ++seen === count;
      if (isIt && moment === "while it is sent") fireNow();
      if (isIt && moment === "when it has failed") {
        queueMicrotask(fireNow);
        throw new Error("connection reset");
      }
      const response = await fetch(url, init);
      if (isIt && moment === "when it is answered") fireNow();
      if (!isIt || moment !== "while its body comes") return response;
      const body = await response.arrayBuffer();
      const pulled = new ReadableStream({
        pull: (sink) => {
          fireNow();
          sink.enqueue(new Uint8Array(body));
          sink.close();
        },
      });
      return new Response(pulled, { status: response.status, headers: { "content-type": "application/json" } });
    },
  };
}

/** What ends its job whatever happens, under a deadline of its own. */
const endsItsJob = new Set(["openJob", "runQuery", "withJob"]);

/** The reason that came out: a load has it as its cause. */
const reasonOf = (error: unknown): unknown => (sfbulk.isLoadError(error) ? error.cause : error);

describe("a signal that fires at any request ends it with its own reason, and leaves nothing behind", () => {
  test.each(calls)("$name", async ({ name, call }) => {
    for (const moment of moments) {
      for (let count = 1; ; count++) {
        const { emulator, subjects } = await startOrg();
        const controller = new AbortController();
        const { signal } = controller;
        const reason = { why: `${moment}, request ${count}` };
        const { adapter, hasFired } = firingAt(emulator, count, moment, () => controller.abort(reason));
        const { instanceUrl, accessToken } = emulator;
        const retry = { baseDelay: 0, maxDelay: 0 };
        const outcome = await finish(
          call({ instanceUrl, accessToken, fetch: adapter, retry }, subjects, { signal }),
        ).then(
          () => "done",
          (error: unknown) => reasonOf(error),
        );
        // A creation whose answer is lost may have made the job that the org has, which is not kept from the caller.
        const mayExist = sfbulk.isSfbulkError(outcome) && outcome.code === "JobMayExist";
        if (mayExist) {
          expect(["createIngestJob", "createQueryJob", "loadRows", "runQuery", "runQueryCsv", "undoLoad"]).toContain(
            name,
          );
          expect(moment).toBe("when it has failed");
        }
        // What was answered to its end may be done before the signal is looked at.
        else if (outcome !== "done") expect(outcome).toBe(reason);
        expect(await unhandledRejections()).toEqual([]);
        if (!hasFired()) {
          expect(count).toBeGreaterThan(1);
          break;
        }
        if (moment === "while it is sent" && !endsItsJob.has(name)) expect(outcome).toBe(reason);
      }
    }
  });

  test.each(calls)("$name, where it has fired before", async ({ call }) => {
    const { emulator, subjects } = await startOrg();
    const reason = { why: "before" };
    let sent = 0;
    const fetch: sfbulk.FetchAdapter = async (url, init) => {
      sent++;
      return await emulator.fetch(url, init);
    };
    const { instanceUrl, accessToken } = emulator;
    const ended = finish(call({ instanceUrl, accessToken, fetch }, subjects, { signal: AbortSignal.abort(reason) }));
    expect(reasonOf(await ended.catch((error: unknown) => error))).toBe(reason);
    expect(sent).toBe(0);
    expect(await unhandledRejections()).toEqual([]);
  });
});

describe("a source that fails while the signal fires is no unhandled rejection", () => {
  const failing = (): AsyncIterable<never> => ({
    [Symbol.asyncIterator]: () => ({
      next: async () => await Promise.reject(new Error("the source failed")),
      return: async () => await Promise.reject(new Error("the source cannot be closed")),
    }),
  });
  const withSource: Readonly<
    Record<string, (connection: sfbulk.Connection, subjects: Subjects, options: { signal: AbortSignal }) => unknown>
  > = {
    addBatches: (to, { open }, options) => sfbulk.addBatches(to, open, failing(), options),
    closeJobs: (to, _, options) => sfbulk.closeJobs(to, failing(), options),
    abortJobs: (to, _, options) => sfbulk.abortJobs(to, failing(), options),
    uploadIngestRows: (to, { ingest }, options) => sfbulk.uploadIngestRows(to, ingest, failing(), options),
  };
  test.each(Object.entries(withSource))("%s", async (_, call) => {
    for (const when of ["before", "at once", "later"] as const) {
      const { emulator, subjects } = await startOrg();
      const controller = new AbortController();
      const reason = new Error(when);
      if (when === "before") controller.abort(reason);
      const ended = finish(call(emulator, subjects, { signal: controller.signal }));
      if (when === "at once") controller.abort(reason);
      if (when === "later") queueMicrotask(() => controller.abort(reason));
      const error = reasonOf(await ended.catch((one: unknown) => one));
      if (when === "before") expect(error).toBe(reason);
      else expect(["the source failed", when]).toContain((error as Error).message);
      expect(await unhandledRejections()).toEqual([]);
    }
  });
});
