import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { SessionError } from "@sfbulk/node";
import type { PgBoss } from "pg-boss";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { findNode } from "../../../tools/fetch-node.mjs";
import { connectOrgs } from "../src/connect-orgs.ts";
import { createTables, type Database, query } from "../src/database.ts";
import { grantStore } from "../src/grant-store.ts";
import {
  createQueues,
  loads,
  type LoadTask,
  openQueue,
  pausedLoads,
  refusedLoads,
  sendLoads,
} from "../src/load-queue.ts";
import { resumeOrg } from "../src/pause-org.ts";
import { startLoadWorker } from "../src/start-load-worker.ts";
import { startTestDatabase, type TestDatabase } from "./start-database.ts";
import { clientId, firstToken, startOrgs, type TestOrgs } from "./start-orgs.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));
let running: TestDatabase;
let queue: PgBoss;
let database: Database;
let emulated: TestOrgs;
beforeAll(async () => {
  running = await startTestDatabase();
  queue = await openQueue({ ...running.options, supervise: false, schedule: false });
  database = queue.getDb();
  await createTables(database);
  await createQueues(queue);
  emulated = await startOrgs(2, { latency: 0, onAnswer: () => undefined });
  for (const [index, name] of ["acme", "globex"].entries()) {
    await query(database, "insert into orgs values ($1, $2, $3)", name, emulated.orgs[index]?.url, clientId);
  }
});
afterAll(async () => {
  await queue.stop({ graceful: false });
  await emulated.close();
  await running.stop();
});

const tasksOf = (org: string, count: number, first = 1): LoadTask[] =>
  Array.from({ length: count }, (_, index) => ({
    org,
    load: `load-${first + index}`,
    object: "Account",
    rows: `Name\n${org} ${first + index}\nAnother\n`,
  }));

/** How many tasks of an org are in each queue, by their states. */
const statesOf = async (org: string): Promise<unknown> =>
  await query(
    database,
    "select name, state, count(*)::int from pgboss.job where data->>'org' = $1 group by name, state order by name, state",
    org,
  );

test("the program does what waits, and ends when it is asked to", async () => {
  if (running.url === undefined) {
    console.log("Left out: the program wants the address of a PostgreSQL, and PGlite has none");
    return;
  }
  await grantStore(database, "acme", "test").replace(undefined, { revision: "1", refreshToken: firstToken("org 1") });
  await sendLoads(queue, tasksOf("acme", 3));
  const program = spawn(await findNode(22), ["--conditions=sfbulk-source", "src/main.ts", "work"], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: running.url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let troubles = "";
  program.stderr.on("data", (chunk) => (troubles += String(chunk)));
  const exit = once(program, "exit");
  const lines: string[] = [];
  for await (const line of createInterface(program.stdout)) {
    lines.push(line);
    if (lines.length === 4) program.kill("SIGTERM");
  }
  expect([await exit, troubles]).toEqual([[0, null], ""]);
  const [, printed = ""] =
    /```text\n(Waiting for loads\n[^`]*)```/.exec(readFileSync(`${folder}/README.md`, "utf8")) ?? [];
  expect(`${lines.toSorted().join("\n")}\n`).toBe(`${printed.trimEnd().split("\n").toSorted().join("\n")}\n`);
  expect(await statesOf("acme")).toEqual([{ name: loads, state: "completed", count: 3 }]);
  expect(await query(database, "select * from leases")).toEqual([]);
  expect((await emulated.orgs[0]?.control.jobs())?.map(({ state }) => state)).toEqual(["Closed", "Closed", "Closed"]);
});

test("an org whose grant is lost is paused, is told of once, and goes on after a sign-in", async () => {
  const store = grantStore(database, "globex", "test");
  // As a worker leaves it that dies after Salesforce has rotated the token.
  const lost = { revision: "1", refreshToken: "the one before", unanswered: "2026-11-28T10:00:00Z" };
  await store.replace(undefined, lost);
  await sendLoads(queue, tasksOf("globex", 12));
  const onPause = vi.fn<(org: string, trouble: SessionError) => void>();
  const failures: unknown[] = [];
  const begin = async (name: string): Promise<void> =>
    await startLoadWorker({
      queue,
      database,
      name,
      connect: connectOrgs(database, name),
      atATime: 3,
      perOrg: 2,
      options: { minInterval: 10, maxInterval: 20 },
      onPause,
      onFailure: (_task, error) => failures.push(error),
    });
  await begin("one");
  await begin("two");
  const wait = { timeout: 300_000, interval: 100 };
  await vi.waitFor(
    async () => expect(await statesOf("globex")).toEqual([{ name: pausedLoads, state: "created", count: 12 }]),
    wait,
  );
  // What is sent to a paused org waits with the others.
  await sendLoads(queue, tasksOf("globex", 1, 13));
  await vi.waitFor(
    async () => expect(await statesOf("globex")).toEqual([{ name: pausedLoads, state: "created", count: 13 }]),
    wait,
  );
  expect(onPause.mock.calls.map(([org, { code }]) => [org, code])).toEqual([["globex", "RefreshTokenLost"]]);

  const current = await store.read();
  await store.replace(current, { revision: "signed in", refreshToken: firstToken("org 2") });
  expect(await resumeOrg(queue, database, "globex")).toBe(13);
  await vi.waitFor(
    async () => expect(await statesOf("globex")).toEqual([{ name: loads, state: "completed", count: 13 }]),
    wait,
  );
  expect(failures).toEqual([]);
  expect((await emulated.orgs[1]?.control.records("Account"))?.length).toBe(26);
  expect(onPause).toHaveBeenCalledTimes(1);
  expect(await query(database, "select id from pgboss.job where name = $1", refusedLoads)).toEqual([]);
});
