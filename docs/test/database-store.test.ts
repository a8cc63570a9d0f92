import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import * as core from "@sfbulk/core";
import { createEmulator } from "@sfbulk/emulator";
import { expect, test } from "vitest";
import { root } from "./find-files.ts";
import { runExample } from "./run-example.ts";

/** The example of a store in a table, as it stands in the page. */
function findExample(): string {
  const page = readFileSync(join(root, "docs", "sign-in.md"), "utf8");
  const found = [...page.matchAll(/^```ts\n(.*?)^```/gms)].find(([, code = ""]) => code.includes("create table"));
  return found?.[1] ?? "";
}

test("a grant in a row is renewed once for all workers, where each refresh token is good once", async () => {
  const instanceUrl = "https://acme.my.salesforce.com";
  const client = { clientId: "app", rotateRefreshTokens: true, refreshTokens: ["first"] };
  const emulator = createEmulator({ instanceUrl, clients: [client] });
  const { id: jobId } = await emulator.control.addJob({});
  const seen: { databaseStore?: (org: string) => core.GrantStore } = {};
  const given = { instanceUrl, clientId: "app", refreshToken: "first", jobId, seen };
  const refreshTokenSource: typeof core.refreshTokenSource = (options) =>
    core.refreshTokenSource({ ...options, fetch: emulator.fetch });
  const closeJob: typeof core.closeJob = async (connection, id) =>
    await core.closeJob({ ...connection, fetch: emulator.fetch }, id);
  const modules = { "@electric-sql/pglite": { PGlite }, "@sfbulk/core": { ...core, refreshTokenSource, closeJob } };
  await runExample(`${findExample()}\nseen.databaseStore = databaseStore;`, { given, modules });
  const { databaseStore } = seen;
  if (databaseStore === undefined) throw new Error("the example has no databaseStore");
  const kept = await databaseStore("acme").read();
  expect(kept).toMatchObject({ refreshToken: expect.not.stringMatching(/^first$/), instanceUrl });

  // Workers on eight machines, each with a pool of its own.
  const sources = Array.from({ length: 8 }, () =>
    refreshTokenSource({ loginUrl: instanceUrl, clientId: "app", store: databaseStore("acme") }),
  );
  let rejected = kept?.accessToken;
  for (let round = 0; round < 3; round++) {
    const tokens = new Set(await Promise.all(sources.map(async (source) => await source(rejected))));
    expect(tokens.size).toBe(1);
    expect(tokens.has(rejected ?? "")).toBe(false);
    [rejected] = tokens;
  }
  const asked = (await emulator.control.exchanges()).filter(({ operation }) => operation === "token");
  expect(asked).toHaveLength(4);
  // One who comes with what was there before changes nothing.
  expect(await databaseStore("acme").replace(kept, { revision: "late", refreshToken: "x" })).toBe(false);
  expect(await databaseStore("acme").replace(undefined, { revision: "late", refreshToken: "x" })).toBe(false);
});
