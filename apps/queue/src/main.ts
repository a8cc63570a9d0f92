import { hostname } from "node:os";
import { connectOrgs } from "./connect-orgs.ts";
import { createTables } from "./database.ts";
import { createQueues, openQueue } from "./load-queue.ts";
import { startLoadWorker } from "./start-load-worker.ts";

const usage = `Usage: DATABASE_URL=postgresql://… node --conditions=sfbulk-source src/main.ts setup | work

  setup   makes the tables and the queues
  work    takes loads out of the queue and does them, until SIGTERM or Ctrl-C

AT_A_TIME says how many loads this process does at a time (default 8), PER_ORG how many an org is given by all
processes together (default 3; the same for all of them).
`;

async function main(command: string | undefined, url: string | undefined): Promise<number> {
  if (url === undefined || !["setup", "work"].includes(command ?? "")) {
    process.stderr.write(usage);
    return 2;
  }
  const queue = await openQueue({ connectionString: url });
  const database = queue.getDb();
  if (command === "setup") {
    await createTables(database);
    await createQueues(queue);
    await queue.stop();
    return 0;
  }
  const name = `${hostname()} ${process.pid}`;
  await startLoadWorker({
    queue,
    database,
    name,
    connect: connectOrgs(database, name),
    atATime: readCount("AT_A_TIME", 8),
    perOrg: readCount("PER_ORG", 3),
    onFailure: ({ org, load }, error) => console.error(`${org} ${load}: ${String(error)}`),
  });
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  // What is under way has some seconds to end; what has not by then goes on elsewhere.
  await queue.stop({ timeout: 20_000 });
  return 0;
}

function readCount(name: string, usual: number): number {
  const text = process.env[name];
  const count = Number(text ?? usual);
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot use ${name} "${text}": expected an integer, 1 or more`);
  }
  return count;
}

process.exitCode = await main(process.argv[2], process.env["DATABASE_URL"]);
