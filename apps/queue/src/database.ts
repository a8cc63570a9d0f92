import type { Db } from "pg-boss";

/** What sends statements to Postgres: the pool that pg-boss has, `queue.getDb()`. */
export type Database = Pick<Db, "executeSql">;

/** Sends one statement, and gives the rows of its answer. */
export async function query<Row>(database: Database, text: string, ...values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await database.executeSql(text, [...values]);
  return rows as Row[];
}

const tables = [
  "orgs (org text primary key, login_url text not null, client_id text not null, paused text)",
  "grants (org text primary key, content jsonb not null)",
  "journal (org text, load text, place int, entry jsonb not null, primary key (org, load, place))",
  "leases (name text, place int, holder text not null, until timestamptz not null, primary key (name, place))",
];

/** Makes the tables that workers share, where they are missing. One process does it, before the workers begin. */
export async function createTables(database: Database): Promise<void> {
  for (const table of tables) await database.executeSql(`create table if not exists ${table}`);
}
