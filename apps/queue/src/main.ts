import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { authorize } from "@sfbulk/node";
import type { PgBoss } from "pg-boss";
import { connectOrgs } from "./connect-orgs.ts";
import { createTables, query } from "./database.ts";
import { grantStore } from "./grant-store.ts";
import { createQueues, openQueue, sendLoads } from "./load-queue.ts";
import { resumeOrg } from "./pause-org.ts";
import { startLoadWorker } from "./start-load-worker.ts";

const usage = `Usage: DATABASE_URL=postgresql://… node --conditions=sfbulk-source src/main.ts <command>

  setup                               makes the tables and the queues
  sign-in <org> <address> <client id> signs in to an org with a browser, keeps its grant for all workers, and has
                                      its loads go on where they were paused
  send <org> <load> <object> <file>   puts a load into the queue: the rows of a CSV file
  work                                takes loads out of the queue and does them, until SIGTERM or Ctrl-C
  resume <org>                        has the loads of a paused org go on

AT_A_TIME says how many loads this process does at a time (default 8), PER_ORG how many an org is given by all
processes together (default 3; the same for all of them).
`;

const showAddress = (url: string): void => console.log(`Open ${url}`);

const name = `${hostname()} ${process.pid}`;

/** What each command does, and how many words it takes. */
const commands: Readonly<Record<string, readonly [number, (queue: PgBoss, words: string[]) => Promise<void>]>> = {
  setup: [
    0,
    async (queue) => {
      await createTables(queue.getDb());
      await createQueues(queue);
      console.log("The tables and the queues are there");
    },
  ],
  "sign-in": [
    3,
    async (queue, [org = "", loginUrl = "", clientId = ""]) => {
      const database = queue.getDb();
      await authorize({ loginUrl, clientId, open: showAddress, store: grantStore(database, org, name) });
      const text =
        "insert into orgs values ($1, $2, $3) on conflict (org) do update set login_url = $2, client_id = $3";
      await query(database, text, org, loginUrl, clientId);
      console.log(`${org}: signed in; ${await resumeOrg(queue, database, org)} loads go on`);
    },
  ],
  send: [
    4,
    async (queue, [org = "", load = "", object = "", file = ""]) => {
      await sendLoads(queue, [{ org, load, object, rows: await readFile(file, "utf8") }]);
      console.log(`${org} ${load}: in the queue`);
    },
  ],
  resume: [
    1,
    async (queue, [org = ""]) => console.log(`${org}: ${await resumeOrg(queue, queue.getDb(), org)} loads go on`),
  ],
  work: [0, work],
};

async function work(queue: PgBoss): Promise<void> {
  const database = queue.getDb();
  await startLoadWorker({
    queue,
    database,
    name,
    connect: connectOrgs(database, name),
    atATime: readCount("AT_A_TIME", 8),
    perOrg: readCount("PER_ORG", 3),
    onDone: ({ org, load }, { rows, written }) => console.log(`${org} ${load}: ${written} of ${rows} rows written`),
    onFailure: ({ org, load }, error) => console.error(`${org} ${load}: ${String(error)}`),
    onPause: (org, trouble) => {
      console.error(`${org} is paused (${trouble.code}): ${trouble.message}`);
      console.error(`${org}: its loads wait in the queue paused-loads for sign-in, or resume`);
    },
  });
  console.log("Waiting for loads");
  const signal = await new Promise((resolve) => {
    for (const asked of ["SIGINT", "SIGTERM"] as const) process.once(asked, resolve);
  });
  console.log(`${String(signal)}: ending what is under way`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main([command = "", ...words]: string[], url: string | undefined): Promise<number> {
  const [count, run] = (Object.hasOwn(commands, command) ? commands[command] : undefined) ?? [];
  if (url === undefined || run === undefined || words.length !== count) {
    process.stderr.write(usage);
    return 2;
  }
  const queue = await openQueue({ connectionString: url }).catch((error: unknown) => {
    throw new Error(`Cannot open the queue: ${messageOf(error)}`, { cause: error });
  });
  try {
    await run(queue, words);
  } finally {
    // What is under way has some seconds to end; what has not by then goes on elsewhere.
    await queue.stop({ timeout: 20_000 });
  }
  return 0;
}

function readCount(variable: string, usual: number): number {
  const text = process.env[variable];
  const count = Number(text ?? usual);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot use ${variable} "${text}": expected an integer, 1 or more`);
  }
  return count;
}

try {
  process.exitCode = await main(process.argv.slice(2), process.env["DATABASE_URL"]);
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}
