import { spawnSync } from "node:child_process";
import { on } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileStore, type GrantStore, type StoredGrant } from "@sfbulk/node";
import { expect, onTestFinished, test } from "vitest";

const grant: StoredGrant = { revision: "1", refreshToken: "first" };

function prepare(): { readonly folder: string; readonly store: GrantStore } {
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-grant-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, store: fileStore(join(folder, "acme.grant")) };
}

/** Sees what the draft of this process is called while it writes. */
async function findDraftName({ folder, store }: ReturnType<typeof prepare>): Promise<string> {
  await store.replace(undefined, grant);
  const watcher = watch(folder);
  const changes = on(watcher, "change");
  await store.replace(grant, { ...grant, revision: "2" });
  for await (const [, name] of changes as AsyncIterable<[string, string]>) {
    if (!name.endsWith(".tmp")) continue;
    watcher.close();
    return name;
  }
  throw new Error("There was no draft");
}

test("drafts of processes that have died are removed by the next one that writes, and no others", async () => {
  const prepared = prepare();
  const { folder, store } = prepared;
  const draft = await findDraftName(prepared);
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  const ofDead = draft.replace(`.${process.pid}-`, `.${dead}-`);
  expect(ofDead).not.toBe(draft);
  const kept = [
    draft,
    ofDead.replace(/-[\da-f]{12}\.tmp$/, "-000000000000.tmp"),
    ofDead.replace("acme.grant.", "other.grant."),
    ofDead.replace(".tmp", ""),
    "acme.grant.tmp",
  ];
  for (const name of [ofDead, ...kept]) writeFileSync(join(folder, name), "{}");
  const second = { ...grant, revision: "2" };
  // Whoever only reads leaves all as it is.
  expect(await store.read()).toEqual(second);
  expect(existsSync(join(folder, ofDead))).toBe(true);
  expect(await store.replace(second, { ...grant, revision: "3" })).toBe(true);
  expect(readdirSync(folder).toSorted()).toEqual(["acme.grant", ...kept].toSorted());
});
