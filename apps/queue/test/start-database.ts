import type { ChildProcess } from "node:child_process";
import { PGlite } from "@electric-sql/pglite";
import { type ConstructorOptions, type Db, fromPglite } from "pg-boss";
import { startPostgres } from "../../../tools/postgres.mjs";

/** A database for a test, and how its workers reach it. */
export interface TestDatabase {
  readonly name: string;
  /** What the queue is opened with in this process. */
  readonly options: ConstructorOptions;
  /** The address for workers; without one, this process sends their statements. */
  readonly url?: string;
  /** Sends the statements of a worker. */
  readonly serve: (worker: ChildProcess) => void;
  /** Ends it as a crash would, and starts it again. */
  readonly restart?: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A statement that a worker has for this process. */
interface Statement {
  readonly id: number;
  readonly text: string;
  readonly values?: unknown[];
}

/** Starts a real PostgreSQL where one is to be had. */
export async function startTestPostgres(): Promise<TestDatabase | string> {
  const postgres = await startPostgres();
  if (typeof postgres === "string") return postgres;
  const { url, kill, start, stop } = postgres;
  return {
    name: "PostgreSQL",
    options: { connectionString: url, max: 4 },
    url,
    serve: () => undefined,
    restart: async () => {
      await kill();
      await start();
    },
    stop,
  };
}

/** Starts Postgres compiled to WebAssembly, in this process. It has one connection, through which all statements go. */
export async function startTestPglite(): Promise<TestDatabase> {
  const pglite = await PGlite.create();
  const db = fromPglite(pglite);
  return {
    name: "PGlite",
    options: { db, backend: "pglite" },
    serve: (worker) => {
      worker.on("message", (message: { readonly statement?: Statement }) => {
        if (message.statement !== undefined) void answer(db, worker, message.statement);
      });
    },
    stop: async () => await pglite.close(),
  };
}

/** Starts a real PostgreSQL where one is to be had, and PGlite elsewhere. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const postgres = await startTestPostgres();
  if (typeof postgres !== "string") return postgres;
  console.log(`PGlite instead of a real PostgreSQL: ${postgres}`);
  return await startTestPglite();
}

async function answer(db: Db, worker: ChildProcess, { id, text, values }: Statement): Promise<void> {
  let reply: object;
  try {
    reply = { id, result: await db.executeSql(text, values) };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    reply = { id, error: { message, code } };
  }
  // It may have been killed meanwhile; what it has asked for is done all the same.
  if (worker.connected) worker.send(reply, () => undefined);
}
