import type { Db } from "pg-boss";
import { connectOrgs } from "../../src/connect-orgs.ts";
import { openQueue } from "../../src/load-queue.ts";
import { startLoadWorker } from "../../src/start-load-worker.ts";

// A worker as main.ts has it, in short pauses. Where there is no address, its statements go through the process that has
// started it. It tells of each failure, and ends with that process.

interface Settings {
  readonly name: string;
  readonly url?: string;
  readonly atATime: number;
  readonly perOrg: number;
  readonly lease: number;
}

const { name, url, atATime, perOrg, lease } = JSON.parse(process.argv[2] ?? "") as Settings;

interface Reply {
  readonly id: number;
  readonly result?: Awaited<ReturnType<Db["executeSql"]>>;
  readonly error?: { readonly message: string; readonly code?: string };
}

/** Sends statements through the process that has started this one. */
function databaseOfParent(): Db {
  const waiting = new Map<number, (reply: Reply) => void>();
  process.on("message", (reply: Reply) => {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });
  let last = 0;
  return {
    executeSql: async (text, values) => {
      const id = ++last;
      const { result, error } = await new Promise<Reply>((resolve) => {
        waiting.set(id, resolve);
        process.send?.({ statement: { id, text, values } });
      });
      if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.code });
      return result ?? { rows: [] };
    },
  };
}

process.on("disconnect", () => process.exit());
const queue = await openQueue({
  ...(url === undefined ? { db: databaseOfParent(), backend: "pglite" } : { connectionString: url, max: 4 }),
  supervise: false,
  schedule: false,
});
const database = queue.getDb();
await startLoadWorker({
  queue,
  database,
  name,
  connect: connectOrgs(database, name, { retry: { baseDelay: 20 } }),
  atATime,
  perOrg,
  lease,
  options: { maxRecords: 2, minInterval: 10, maxInterval: 20 },
  onFailure: ({ org, load }, error) => {
    const cause = error instanceof Error ? error.cause : undefined;
    const { code } = (error ?? {}) as { code?: string };
    const { code: causeCode } = (cause ?? {}) as { code?: string };
    process.send?.({ failure: { org, load, code: causeCode ?? code, message: String(error) } });
  },
});
process.send?.({ started: true });
