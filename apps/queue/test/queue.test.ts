import { expect, test } from "vitest";
import { isLong } from "../../../tools/is-long.mjs";
import { loadNames, type QueueRun, rowNames, runQueue } from "./run-queue.ts";
import { startTestDatabase, startTestPglite, startTestPostgres, type TestDatabase } from "./start-database.ts";

// Workers in processes of their own take loads out of a queue in Postgres, and are killed at random. Whatever they do, each row
// is in its org once, each job is closed once, no org has more requests at a time than it may, and each grant is renewed once.
const seed = Number(process.env["SFBULK_SEED"] || Date.now() % 1_000_000);

const short: Omit<QueueRun, "random"> = {
  orgs: 3,
  loads: 60,
  rowsPerLoad: 4,
  workers: 2,
  atATime: 5,
  perOrg: 2,
  kills: 2,
  stops: 0,
  crashes: 0,
  lease: 30_000,
  latency: 25,
  hasten: true,
};
const long: Omit<QueueRun, "random"> = {
  ...short,
  orgs: 20,
  loads: 2000,
  workers: 4,
  atATime: 12,
  kills: 40,
  stops: 8,
  crashes: 3,
  lease: 10_000,
  hasten: false,
};

/** Numbers from 0 to 1 that a seed decides. */
function randomNumbers(start: number): () => number {
  let state = start;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

async function prove(database: TestDatabase, shape: Omit<QueueRun, "random">): Promise<void> {
  const run: QueueRun = { ...shape, random: randomNumbers(seed) };
  const report = await runQueue(database, run);
  const { tasks, killed, crashes, failures, orgs, seconds } = report;
  const sum = (of: (org: (typeof orgs)[number]) => number): number => orgs.reduce((all, org) => all + of(org), 0);
  console.log(
    `${database.name}, seed ${seed}: ${tasks.completed} loads in ${tasks.attempts} attempts, ${sum(({ jobs }) => jobs)} jobs, ${killed} workers killed, ${run.stops} stopped, the database ${crashes} times, ${sum(({ leftOpen }) => leftOpen)} empty jobs swept, ${sum(({ renewed }) => renewed)} renewals, at most ${Math.max(...orgs.map(({ most }) => most))} requests at a time, ${seconds.toFixed(1)} s, failures ${JSON.stringify(failures)}`,
  );
  expect(tasks).toMatchObject({ completed: run.loads, refused: 0 });
  expect(killed).toBe(run.kills);
  const names = loadNames(run);
  for (const [index, org] of orgs.entries()) {
    const own = names.filter((_, place) => place % orgs.length === index);
    const rows = own.flatMap((load) => rowNames(load, run.rowsPerLoad));
    expect(org.rows.toSorted(), org.name).toEqual(rows.toSorted());
    expect(org, org.name).toMatchObject({ open: 0, closes: org.jobs, renewed: 1, refused: 0 });
    expect(org.most, org.name).toBeLessThanOrEqual(run.perOrg);
  }
  expect(report.leases).toEqual([]);
}

const shape = isLong ? long : short;

/** One database in the usual run: the real one, where it is to be had. */
const databases: readonly (readonly [string, () => Promise<TestDatabase | string>])[] = isLong
  ? [
      ["PostgreSQL", startTestPostgres],
      ["PGlite", startTestPglite],
    ]
  : [["Postgres", startTestDatabase]];

test.each(databases)(
  `a queue in %s is worked through once by workers that die (seed ${seed})`,
  async (_name, start) => {
    const database = await start();
    if (typeof database === "string") {
      console.log(`Left out: ${database}`);
      return;
    }
    try {
      // PGlite is in this process, and dies with it.
      await prove(database, database.restart === undefined ? { ...shape, crashes: 0 } : shape);
    } finally {
      await database.stop();
    }
  },
);
