import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { closeStaleJobs } from "@sfbulk/node";
import { findNode } from "../../../tools/fetch-node.mjs";
import { createTables, query } from "../src/database.ts";
import { grantStore } from "../src/grant-store.ts";
import { createQueues, loads, openQueue, refusedLoads, sendLoads } from "../src/load-queue.ts";
import type { TestDatabase } from "./start-database.ts";
import { clientId, firstToken, startOrgs, type TestOrg } from "./start-orgs.ts";

/** How a queue is worked through. */
export interface QueueRun {
  readonly orgs: number;
  readonly loads: number;
  readonly rowsPerLoad: number;
  readonly workers: number;
  readonly atATime: number;
  readonly perOrg: number;
  readonly kills: number;
  /** How many workers are stopped (SIGSTOP) for longer than their leases. */
  readonly stops: number;
  /** How often the database dies. */
  readonly crashes: number;
  /** Milliseconds that a place in an org is a dead worker's. */
  readonly lease: number;
  /** Milliseconds of each answer. */
  readonly latency: number;
  readonly random: () => number;
  /**
   * Whether nobody waits for the time of the dead to pass: their places are free at once, and each task that anybody has is
   * given to somebody else as well, whoever lives.
   */
  readonly hasten: boolean;
}

/** What came of it. */
export interface QueueReport {
  readonly tasks: { readonly completed: number; readonly refused: number; readonly attempts: number };
  readonly killed: number;
  readonly crashes: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly orgs: readonly {
    readonly name: string;
    readonly rows: readonly string[];
    readonly jobs: number;
    readonly closes: number;
    /** Jobs without a batch that a sweep has ended: whoever created them died before it knew. */
    readonly leftOpen: number;
    readonly open: number;
    readonly most: number;
    readonly renewed: number;
    readonly refused: number;
  }[];
  readonly leases: readonly unknown[];
  readonly seconds: number;
}

/** The rows of a load, each by a name of its own. */
export const rowNames = (load: string, rows: number): string[] =>
  Array.from({ length: rows }, (_, index) => `${load} row ${index + 1}`);

export const loadNames = ({ loads: count }: Pick<QueueRun, "loads">): string[] =>
  Array.from({ length: count }, (_, index) => `load ${index + 1}`);

/** Works through a queue with processes that die. */
export async function runQueue(database: TestDatabase, run: QueueRun): Promise<QueueReport> {
  const began = performance.now();
  const { workers, kills, random } = run;
  /** What happens at which answer. */
  const steps = new Map<number, () => void>();
  let answers = 0;
  const { orgs, settle, close } = await startOrgs(run.orgs, {
    latency: run.latency,
    onAnswer: () => {
      // Who dies in a renewal may take the grant along, which nothing mends: what happens then has tests of its own.
      if (orgs.every(({ counts }) => counts.most > 0)) steps.get(++answers)?.();
    },
  });
  const queue = await openQueue({ ...database.options, supervise: false, schedule: false, monitorIntervalSeconds: 1 });
  const shared = queue.getDb();
  await createTables(shared);
  await createQueues(queue);
  await queue.updateQueue(loads, { retryDelay: 0, retryBackoff: false });
  for (const { name, url } of orgs) {
    await query(shared, "insert into orgs values ($1, $2, $3)", name, url, clientId);
    await grantStore(shared, name, "test").replace(undefined, { revision: "1", refreshToken: firstToken(name) });
  }
  const names = loadNames(run);
  await sendLoads(
    queue,
    names.map((load, index) => ({
      org: orgs[index % orgs.length]?.name ?? "",
      load,
      object: "Account",
      rows: `Name\n${rowNames(load, run.rowsPerLoad).join("\n")}\n`,
    })),
  );

  // The queue's package, and TypeScript as it stands, are for Node.js 22 and later.
  const node = Number(process.versions.node.split(".")[0]) < 22 ? await findNode(22) : process.execPath;
  const running = new Map<string, ChildProcess>();
  const failures: Record<string, number> = {};
  let [started, killed] = [0, 0];
  const startWorker = (): void => {
    const name = `worker-${++started}`;
    const settings = { name, url: database.url, atATime: run.atATime, perOrg: run.perOrg, lease: run.lease };
    const child = fork(fileURLToPath(new URL("programs/worker.ts", import.meta.url)), [JSON.stringify(settings)], {
      execPath: node,
      execArgv: ["--conditions=sfbulk-source"],
      serialization: "advanced",
    });
    database.serve(child);
    child.on("message", ({ failure }: { failure?: { code?: string; message: string } }) => {
      if (failure === undefined) return;
      const code = failure.code ?? failure.message.slice(0, 120);
      failures[code] = (failures[code] ?? 0) + 1;
    });
    running.set(name, child);
  };
  let buried = "-infinity";
  /** What is done about one that has died: here, or by the passing of time. */
  const bury = async (name: string): Promise<void> => {
    await settle();
    if (!run.hasten) return;
    const past = "clock_timestamp() - interval '1 hour'";
    await query(shared, `update leases set until = ${past} where holder like $1`, `${name} %`);
    const [row] = await query<{ now: string }>(shared, "select clock_timestamp()::text as now");
    buried = row?.now ?? buried;
  };
  const supervise = async (): Promise<void> => {
    // Whose task it is, is not told apart: those of the living are given to others as well.
    const old =
      "update pgboss.job set heartbeat_on = '-infinity' where name = $1 and state = 'active' and started_on < $2";
    await query(shared, old, loads, buried);
    await query(shared, "update pgboss.queue set monitor_on = null, monitor_claim_on = null where name = $1", loads);
    await queue.supervise(loads);
  };
  const kill = async (): Promise<void> => {
    const alive = [...running.keys()];
    const name = alive[Math.floor(random() * alive.length)];
    const child = name === undefined ? undefined : running.get(name);
    if (name === undefined || child === undefined) return;
    running.delete(name);
    killed++;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
    startWorker();
    await bury(name);
  };
  /** Stops one for longer than its leases last, and than the queue waits for it; then it goes on. */
  const stop = async (): Promise<void> => {
    const all = [...running.values()];
    const child = all[Math.floor(random() * all.length)];
    child?.kill("SIGSTOP");
    await pause(1.6 * run.lease);
    child?.kill("SIGCONT");
  };
  let crashes = 0;
  const crash = async (): Promise<void> => {
    crashes++;
    await database.restart?.();
  };
  const events: Promise<void>[] = [];
  let trouble: unknown;
  for (const [count, happens] of [
    [kills, kill],
    [run.stops, stop],
    [run.crashes, crash],
  ] as const) {
    for (const at of placesOf(run, count)) {
      steps.set(at, () => events.push(happens().catch((error: unknown) => void (trouble ??= error))));
    }
  }
  for (let count = 0; count < workers; count++) startWorker();

  const isDone = async (): Promise<boolean> => {
    const text = "select count(*) from pgboss.job where name = $1 and state < 'completed'";
    const [left] = await query<{ count: string }>(shared, text, loads);
    if (Number(left?.count) > 0 && killed + crashes > 0) await supervise();
    return Number(left?.count) === 0;
  };
  /** What this process asks the database while that is down is asked again. */
  const isOver = async (): Promise<boolean> => {
    try {
      return await isDone();
    } catch (error) {
      if (crashes === 0) throw error;
      return false;
    }
  };
  while (!(await isOver())) {
    await pause(200);
    if (trouble !== undefined) break;
  }
  await Promise.all(events);
  if (trouble !== undefined) throw trouble;
  for (const child of running.values()) {
    child.kill("SIGCONT");
    child.disconnect();
  }
  await Promise.all([...running.values()].map(async (child) => await once(child, "exit")));
  const [tasks] = await query<{ completed: string; attempts: string }>(
    shared,
    "select count(*) filter (where state = 'completed') as completed, sum(retry_count + 1) as attempts from pgboss.job where name = $1",
    loads,
  );
  const refused = await query(shared, "select id from pgboss.job where name = $1", refusedLoads);
  const report: QueueReport = {
    tasks: {
      completed: Number(tasks?.completed),
      refused: refused.length,
      attempts: Number(tasks?.attempts),
    },
    killed,
    crashes,
    failures,
    orgs: await Promise.all(orgs.map(reportOf)),
    leases: await query(shared, "select name, holder from leases where until > clock_timestamp()"),
    seconds: (performance.now() - began) / 1000,
  };
  await queue.stop({ graceful: false });
  await close();
  return report;
}

/** Spreads some events over the answers of a run, which are about eight for each load. */
function placesOf({ loads: count, random }: QueueRun, events: number): number[] {
  const all = 6 * count;
  return Array.from({ length: events }, (_, index) => 1 + Math.floor(((index + random()) / events) * all));
}

async function reportOf({ name, control, fetch, counts }: TestOrg): Promise<QueueReport["orgs"][number]> {
  const records = await control.records("Account");
  const left = (await control.jobs()).filter(({ state }) => state === "Open");
  const connection = {
    instanceUrl: "https://emulator.my.salesforce.com",
    accessToken: await control.issueToken(),
    fetch,
  };
  let leftOpen = 0;
  for await (const { outcome } of closeStaleJobs(connection, { olderThan: 0 })) {
    if (outcome === "closed") leftOpen++;
  }
  const jobs = await control.jobs();
  const closes = (await control.exchanges()).filter(({ operation, status }) => operation === "close" && status === 200);
  return {
    name,
    rows: records.map(({ Name }) => String(Name)),
    jobs: jobs.length - left.length,
    closes: closes.length - leftOpen,
    leftOpen,
    open: jobs.filter(({ state }) => state === "Open").length,
    most: counts.most,
    renewed: counts.renewed,
    refused: counts.refused,
  };
}
