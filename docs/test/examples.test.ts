import { generateKeyPairSync } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { createAdaptorServer } from "@hono/node-server";
import * as browser from "@sfbulk/browser";
import * as browserJobsElement from "@sfbulk/browser/jobs-element";
import * as fs from "node:fs";
import * as streamPromises from "node:stream/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@sfbulk/core";
import * as coreRelay from "@sfbulk/core/relay";
import * as node from "@sfbulk/node";
import * as emulatorPackage from "@sfbulk/emulator";
import * as conformance from "@sfbulk/emulator/conformance";
import * as emulatorNode from "@sfbulk/emulator/node";
import * as opentelemetry from "@opentelemetry/api";
import * as hono from "hono";
import { fromPglite, PgBoss } from "pg-boss";
import * as valibot from "valibot";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findExamples } from "./find-examples.ts";
import { runExample } from "./run-example.ts";

// Every example that stands in a page or in a comment is run as it stands, against the emulator: its addresses and ids
// are there, and what it leaves to its reader (connection, jobId, …) is given.

const jobId = "7509H0000016GUXQA2";
const instanceUrl = "https://acme.my.salesforce.com";
const { createEmulator, defaultClient } = emulatorPackage;
/** Where examples keep files: a folder of this run's own. */
const folder = fs.mkdtempSync(join(tmpdir(), "sfbulk-docs-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
  type: "pkcs8",
  format: "pem",
});

beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  vi.spyOn(console, "debug").mockImplementation(() => undefined);
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "table").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

async function surroundings(): Promise<Parameters<typeof runExample>[1]> {
  const emulator = createEmulator({ instanceUrl, queueTime: 0, processTime: 0 });
  const { fetch, control, accessToken } = emulator;
  const added = await control.addJob({ id: jobId, object: "Account" });
  const connection: core.Connection = { instanceUrl, accessToken, fetch };
  const job = await core.createJob(connection, { operation: "insert", object: "Account" });
  const batch = await core.addBatch(connection, job, "Name,Phone\nAcme,9\n");
  const { id: ingestJobId } = await core.createIngestJob(connection, { operation: "insert", object: "Account" });
  await core.uploadIngestRows(connection, { id: ingestJobId }, "Name\nAcme\n");
  const { id: queryJobId } = await core.createQueryJob(connection, { query: "SELECT Id, Name FROM Account" });
  const { id: runningQueryJobId } = await control.addQueryJob({ extraTime: 3_600_000 });
  expect(added.id).toBe(jobId);
  const network = globalThis.fetch;
  vi.stubGlobal("fetch", fetch);
  // What a page has: an event that tells it is going, and for an extension, cookies and tabs.
  const page = new EventTarget();
  vi.stubGlobal("onpagehide", null);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const cookie = { domain: new URL(instanceUrl).hostname, value: accessToken };
  const chrome = {
    cookies: { get: () => Promise.resolve(cookie), getAll: () => Promise.resolve([cookie]) },
    tabs: { query: () => Promise.resolve([{ url: "https://acme.lightning.force.com/lightning/page/home" }]) },
  };
  vi.stubEnv("SF_ACCESS_TOKEN", accessToken);
  vi.stubEnv("SF_ORG_INSTANCE_URL", instanceUrl);
  fs.writeFileSync(join(folder, "accounts.csv"), 'Name,Phone\nAcme,1\n"Glo\nbex",2\n');
  // Each example begins its own load.
  fs.rmSync(join(folder, "accounts.journal"), { force: true });
  fs.rmSync(join(folder, "acme.grant"), { force: true });
  fs.rmSync(join(folder, "kept.grant"), { force: true });
  // Nothing listens at the address of the examples: what would open a socket to it goes to the emulator instead.
  const nodeAdapter = (): node.NodeAdapter =>
    Object.assign<core.FetchAdapter, node.NodeAdapter>(
      async (url, init) => await fetch(url, init),
      node.nodeAdapter({ proxy: false }),
    );
  /** What a user does who is shown an address: presses Allow, and is sent back. */
  const openForUser = async (url: string): Promise<string> => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(url, { method: "POST", headers, body: "decision=allow" });
    return answer.headers.get("location") ?? "";
  };
  const authorize = async (options: node.LoopbackOptions): Promise<node.Authorized> =>
    await node.authorize({
      ...options,
      open: async (url) => {
        await options.open(url);
        void network(await openForUser(url));
      },
    });
  const kept = new Map<string, unknown>();
  const storage = {
    session: {
      get: async (name: string) => await Promise.resolve({ [name]: kept.get(name) }),
      set: async (items: Record<string, unknown>) =>
        await Promise.resolve(Object.entries(items).forEach(([name, value]) => kept.set(name, value))),
    },
  };
  const identity = {
    getRedirectURL: () => "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/",
    launchWebAuthFlow: async ({ url }: { url: string }) => await openForUser(url),
  };
  return {
    given: {
      openForUser,
      connection,
      jobId,
      ingestJobId,
      queryJobId,
      runningQueryJobId,
      job,
      batch,
      accessToken,
      instanceUrl,
      ...defaultClient,
      refreshToken: defaultClient.refreshTokens[0],
      readTokenFromVault: () => accessToken,
      chrome: { ...chrome, storage, identity },
      privateKey,
      emulator,
    },
    modules: {
      "@sfbulk/core": core,
      "@sfbulk/core/relay": coreRelay,
      "@sfbulk/browser/jobs-element": browserJobsElement,
      // There is no page, and so no server of its own to relay, and no database of the browser.
      "@sfbulk/browser": {
        ...browser,
        relayAdapter: () => fetch,
        browserJournal: () => core.memoryJournal(),
        browserStore: () => core.memoryStore(),
      },
      hono,
      valibot,
      "@opentelemetry/api": opentelemetry,
      "pg-boss": { fromPglite, PgBoss },
      "@electric-sql/pglite": { PGlite },
      // No example opens a port.
      "@hono/node-server": {
        createAdaptorServer: (options: Parameters<typeof createAdaptorServer>[0]) =>
          Object.assign(createAdaptorServer(options), { listen: () => undefined }),
      },
      "@sfbulk/node": {
        ...node,
        authorize,
        fileJournal: (name: string) => node.fileJournal(join(folder, name)),
        fileSnapshot: (name: string) => node.fileSnapshot(join(folder, name)),
        fileStore: (name: string) => node.fileStore(join(folder, name)),
        nodeAdapter,
        envConnection: () => ({ ...node.envConnection(), fetch }),
        sfConnection: async () => await Promise.resolve(connection),
      },
      "node:fs": {
        // What an example reads and writes is in a folder of its own.
        createReadStream: (name: string) => fs.createReadStream(join(folder, name)),
        createWriteStream: (name: string, options: Parameters<typeof fs.createWriteStream>[1]) =>
          fs.createWriteStream(join(folder, name), options),
        appendFileSync: (name: string, text: string) => fs.appendFileSync(join(folder, name), text),
        existsSync: (name: string) => fs.existsSync(join(folder, name)),
        readFileSync: (name: string) => fs.readFileSync(join(folder, name), "utf8"),
        writeFileSync: (name: string, text: string) => fs.writeFileSync(join(folder, name), text),
      },
      // Nothing listens at port 8787 either.
      "@sfbulk/emulator": { ...emulatorPackage, connectControl: () => emulator.control },
      "@sfbulk/emulator/node": emulatorNode,
      "node:stream/promises": streamPromises,
      // All cases are run elsewhere, on every runtime; here it is the call that is tried.
      "@sfbulk/emulator/conformance": {
        ...conformance,
        runConformance: async (setup: conformance.ConformanceSetup) =>
          await conformance.runConformance({ cases: conformance.conformanceCases.slice(0, 20), ...setup }),
      },
      "node:os": { tmpdir: () => folder },
    },
  };
}

// A database takes seconds to begin: those with a table are run once, and tried further, in database-*.test.ts.
const examples = findExamples().filter(({ code }) => !code.includes("create table"));

test("there are examples", () => expect(examples.length).toBeGreaterThan(15));

describe("every example runs", () => {
  test.each(examples)("$place", { timeout: 300_000 }, async ({ code }) => {
    await runExample(code, await surroundings());
  });
});
