import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import * as node from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";
import { expect, test } from "vitest";
import { root } from "./find-files.ts";
import { runExample } from "./run-example.ts";

/** The example of a journal in a table, as it stands in the page. */
function findExample(): string {
  const page = readFileSync(join(root, "docs", "resume-after-a-crash.md"), "utf8");
  const found = [...page.matchAll(/^```ts\n(.*?)^```/gms)].find(([, code = ""]) => code.includes("create table"));
  return found?.[1] ?? "";
}

test("the journal in a table keeps the load, tells its end again, and refuses a place that is taken", async () => {
  const { instanceUrl, accessToken, fetch, control } = createEmulator({ queueTime: 0, processTime: 0 });
  const connection: node.Connection = { instanceUrl, accessToken, fetch };
  const seen: { journal?: node.Journal } = {};
  const code = `${findExample()}\nseen.journal = databaseJournal("accounts of May");`;
  const modules = { "@electric-sql/pglite": { PGlite }, "@sfbulk/node": { ...node } };
  await runExample(code, { given: { connection, seen }, modules });
  const { journal } = seen;
  if (journal === undefined) throw new Error("the example has no databaseJournal");
  const entries = await journal.read();
  expect(entries.map(({ kind }) => kind)).toEqual([
    "begun",
    "creating-job",
    "job-created",
    "adding-batch",
    "batch-added",
    "job-closed",
    "ended",
  ]);
  const { summary } = await node.loadRows(connection, { operation: "insert", object: "Account" }, "Name\nAcme\n", {
    journal,
  });
  expect(summary).toMatchObject({ rows: 1, written: 1, failed: 0 });
  expect(await control.records("Account")).toHaveLength(1);
  await expect(journal.append({ kind: "taken-up", at: "2026-05-01T00:00:00.000Z" }, 6)).rejects.toThrow(/unique/);
  expect(await journal.read()).toEqual(entries);
});
