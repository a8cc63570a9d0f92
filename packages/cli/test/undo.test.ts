import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());

const withInput = async (input: string, ...args: string[]): Promise<Done> =>
  await runHere(args, { env: org.env, cwd: org.folder, input });
const sfbulk = async (...args: string[]): Promise<Done> => await withInput("", ...args);
const put = (name: string, text: string): void => writeFileSync(join(org.folder, name), text);
const records = async (): Promise<object[]> => await org.emulator.control.records("Account");
const lastJob = async (): Promise<string> => (await org.emulator.control.jobs()).at(-1)?.id ?? "";

/** Loads three accounts, and then an upsert that changes two of them and makes one more. */
async function upserted(...more: string[]): Promise<string> {
  put("a.csv", "Name,Phone,Ext__c\nAcme,1,k1\nGlobex,2,k2\nInitech,3,k3\n");
  put("b.csv", "Ext__c,Name,Phone\nk1,Acme 2,\nk2,Globex 2,#N/A\nk9,New,9\n");
  expect((await sfbulk("load", "a.csv", "-s", "Account", "--operation", "insert")).code).toBe(0);
  const load = ["load", "b.csv", "-s", "Account", "--operation", "upsert", "--external-id", "Ext__c"];
  const loaded = await sfbulk(...load, ...more);
  expect(loaded.code).toBe(0);
  return /(750\w{15})-success/.exec(loaded.stdout)?.[1] ?? "";
}

/** Changes a record as somebody else. */
async function touch(index: number): Promise<void> {
  const token = await org.emulator.control.issueToken({ userId: "005000000000002" });
  const { Id } = (await records())[index] as { Id: string };
  await fetch(`${org.url}/services/data/v68.0/sobjects/Account/${Id}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ Website: "else.example" }),
  });
}

describe("sfbulk undo", () => {
  test("takes an upsert back with its snapshot, and that in turn; what somebody has changed is left", async () => {
    const id = await upserted("--snapshot");
    const before = await records();
    await touch(1);
    expect(statSync(join(org.folder, `${id}-snapshot.sfbulk`)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(org.read(`${id}-load.json`))).toMatchObject({
      snapshot: { path: join(org.folder, `${id}-snapshot.sfbulk`) },
    });

    const plan = await sfbulk("undo", id, "--dry-run");
    expect(plan.code).toBe(68);
    expect(plan.stdout).toContain("delete        1 record made by the load\n");
    expect(plan.stdout).toContain("write back    1 record changed by the load\n");
    expect(plan.stdout).toMatch(/leave {9}1 record\n {16}1 changed since the load \(Emulator User 002: 1\)\n/);
    expect(plan.stdout).toContain("Not taken back: what triggers, flows, roll-ups and e-mails have done since");
    expect(await records()).toHaveLength(4);
    expect(existsSync(join(org.folder, `${id}-undo.csv`))).toBe(false);

    const done = await sfbulk("undo", `${id}-load.json`, "--no-prompt");
    expect(done.code).toBe(68);
    expect(done.stderr).toContain("Not taken back: what triggers");
    expect(await records()).toMatchObject([
      { Name: "Acme", Phone: "1" },
      { Name: "Globex 2", Phone: null, Website: "else.example" },
      { Name: "Initech" },
    ]);
    const lines = org.read(`${id}-undo.csv`).split("\n");
    expect(lines[0]).toBe("ID,FATE,WHY,ROW,JOB,LAST_MODIFIED,LAST_MODIFIED_BY_ID,LAST_MODIFIED_BY,MESSAGE");
    expect(lines[2]).toMatch(/^001\w{15},left,ChangedSince,2,750\w{15},.*,005000000000002\w*,Emulator User 002,$/);
    expect(readdirSync(org.folder).filter((name) => name.includes("undo"))).toEqual([`${id}-undo.csv`]);

    // Its own two jobs have receipts, and can be taken back.
    for (const job of (await org.emulator.control.jobs()).slice(2)) {
      expect((await sfbulk("undo", job.id, "--no-prompt")).code).toBe(0);
    }
    const names = (all: object[]): unknown[] => all.map((one) => (one as { Name: string }).Name);
    expect(names(await records())).toEqual(names(before));
  });

  test("takes two loads of the same records back, the later one first", async () => {
    const first = await upserted("--snapshot");
    const before = { Name: "Acme", Phone: "1" };
    const [one] = (await records()) as { Id: string }[];
    put("d.csv", `Id,Phone\n${one?.Id},n1\n`);
    const load = ["load", "d.csv", "-s", "Account", "--operation", "update", "--snapshot"];
    expect((await sfbulk(...load)).code).toBe(0);
    const second = await lastJob();
    await org.emulator.control.advance(2000);
    expect((await sfbulk("undo", first, "--dry-run")).stdout).toContain("1 changed since the load");
    expect((await sfbulk("undo", second, "--no-prompt")).code).toBe(0);
    const receipt = JSON.parse(org.read(`${await lastJob()}-load.json`)) as object;
    expect(receipt).toMatchObject({
      takesBack: { jobs: [second], snapshot: join(org.folder, `${second}-snapshot.sfbulk`) },
    });
    // A receipt of anything else, and one whose snapshot is gone, are no help, and no harm.
    put("750000000000999AAA-load.json", JSON.stringify({ ...receipt, takesBack: { jobs: [7], snapshot: "x" } }));
    put("750000000000998AAA-load.json", JSON.stringify({ ...receipt, takesBack: { jobs: [first], snapshot: "gone" } }));
    await org.emulator.control.advance(2000);
    const done = await sfbulk("undo", first, "--no-prompt");
    expect(done.stdout).toContain("written back  2 records changed by the load\n");
    expect(done.code).toBe(0);
    expect(await records()).toMatchObject([before, { Name: "Globex", Phone: "2" }, { Name: "Initech" }]);
  });

  test("takes a load by Bulk API 2.0 back", async () => {
    const id = await upserted("--snapshot", "--api", "2.0");
    const done = await sfbulk("undo", id, "--no-prompt");
    expect(done.stdout).toContain("written back  2 records changed by the load\n");
    expect(done.code).toBe(0);
    expect(await records()).toMatchObject([{ Name: "Acme" }, { Name: "Globex", Phone: "2" }, { Name: "Initech" }]);
  });

  test("without a snapshot leaves what was changed, and needs somebody to answer", async () => {
    const id = await upserted();
    const asked = await sfbulk("undo", id);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain("nobody is there to answer");
    const done = await sfbulk("undo", id, "--no-prompt", "--json");
    expect(JSON.parse(done.stdout)).toMatchObject({
      status: 68,
      result: { summary: { deleted: 1, left: 2, reasons: [{ why: "NoSnapshot", records: 2 }] } },
    });
  });

  test("takes half a load back after it was interrupted, by its journal", async () => {
    put("many.csv", `Name\n${Array.from({ length: 4 }, (_, index) => `Row ${index}`).join("\n")}\n`);
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: 1 });
    const half = await sfbulk("load", "many.csv", "-s", "Account", "--operation", "insert", "--batch-size", "2");
    expect(half.code).toBe(75);
    expect(half.stderr).toContain("Or take back what was written: sfbulk undo many.csv.sfbulk-journal");
    expect(await records()).toHaveLength(2);
    const taken = await sfbulk("undo", "many.csv", "--no-prompt");
    expect(taken.stdout).toContain("deleted       2 records made by the load\n");
    expect(await records()).toEqual([]);
  });

  test("sees that it is the same org, and that a taking back that was begun goes on", async () => {
    put("c.csv", "Name\nOne\n");
    expect((await sfbulk("load", "c.csv", "-s", "Account", "--operation", "insert")).code).toBe(0);
    const id = await lastJob();
    // Another org's receipt is none of this one's.
    const receipt = JSON.parse(org.read(`${id}-load.json`)) as { org: object };
    put(
      "other-load.json",
      JSON.stringify({ ...receipt, org: { ...receipt.org, organizationId: "00D000000000001EAA" } }),
    );
    const other = await sfbulk("undo", "other-load.json", "--no-prompt");
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("it was into org 00D000000000001EAA");
    expect((await sfbulk("undo", id, "--resume", "--no-prompt")).stderr).toContain("Cannot go on: there is no journal");
    put(`${id}-undo.sfbulk-journal`, "");
    expect((await sfbulk("undo", id, "--no-prompt")).stderr).toContain("it was begun before");
    expect((await sfbulk("undo", id, "--resume", "--no-prompt")).code).toBe(0);
    expect(await records()).toEqual([]);
  });

  test("takes a load of several jobs back, or its jobs one by one, the last one first", async () => {
    put("a.csv", "Name,Phone\nAcme,1\nGlobex,2\nInitech,3\n");
    expect((await sfbulk("load", "a.csv", "-s", "Account", "--operation", "insert")).code).toBe(0);
    const ids = (await records()).map((one) => (one as { Id: string }).Id);
    put("b.csv", `Id,Phone\n${ids[0]},n1\n${ids[1]},n2\n${ids[0]},n3\n`);
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: 1 });
    const load = ["load", "b.csv", "-s", "Account", "--operation", "update", "--batch-size", "1", "--snapshot"];
    load.push("--concurrency", "1");
    expect((await sfbulk(...load)).code).toBe(75);
    // It has ended the job: what is left goes into another one.
    expect((await sfbulk(...load, "--resume")).code).toBe(0);
    const [, first = "", last = ""] = (await org.emulator.control.jobs()).map(({ id }) => id);
    const phones = async (): Promise<unknown[]> => (await records()).map((one) => (one as { Phone?: string }).Phone);
    expect(await phones()).toEqual(["n3", "n2", "3"]);

    const whole = await sfbulk("undo", last, "--dry-run");
    expect(whole.stdout).toContain("write back    2 records changed by the load\n");
    const wrong = await sfbulk("undo", `${last}-load.json`, "--job-only", "--dry-run");
    expect(wrong.code).toBe(2);
    const early = await sfbulk("undo", first, "--job-only", "--dry-run");
    expect(early.stdout).toMatch(/leave {9}1 record\n/);

    // What is said of going on says it of the job alone.
    put(`${last}-undo.sfbulk-journal`, "");
    const begun = await sfbulk("undo", last, "--job-only", "--no-prompt");
    expect(begun.stderr).toContain(`sfbulk undo ${last} --job-only --resume`);
    const second = await sfbulk("undo", last, "--job-only", "--resume", "--no-prompt");
    expect(second.stdout).toContain("written back  2 records changed by the load\n");
    expect(await phones()).toEqual(["n1", "2", "3"]);
    const rest = await sfbulk("undo", first, "--job-only", "--no-prompt");
    expect(rest.stdout).toContain("written back  1 record changed by the load\n");
    expect(rest.code).toBe(0);
    expect(await phones()).toEqual(["1", "2", "3"]);
    // The rows keep their numbers in the file.
    expect(org.read(`${last}-undo.csv`)).toMatch(/,written-back,,3,750/);
  });

  test("takes half a load of standard input back with its snapshot", async () => {
    await upserted();
    const [one, two] = (await records()) as { Id: string }[];
    await org.emulator.control.fail({ kind: "exceeded-quota", on: { operation: "addBatch" }, skip: 1, times: 1 });
    const csv = `Id,Phone\n${one?.Id},n1\n${two?.Id},n2\n`;
    const load = ["load", "-", "-s", "Account", "--operation", "update", "--batch-size", "1", "--snapshot"];
    const half = await withInput(csv, ...load);
    expect(half.code).toBe(1);
    const again = /Or take back what was written[^:]*: sfbulk (undo \S+)/.exec(half.stderr)?.[1] ?? "";
    expect(await records()).toMatchObject([{ Phone: "n1" }, { Phone: null }, { Phone: "3" }, { Phone: "9" }]);
    const taken = await sfbulk(...again.split(" "), "--no-prompt");
    expect(taken.stdout).toContain("written back  1 record changed by the load\n");
    expect(await records()).toMatchObject([{ Phone: "1" }, { Phone: null }, { Phone: "3" }, { Phone: "9" }]);
  });

  test("a receipt of another job is none of the one that is named", async () => {
    put("c.csv", "Name\nOne\n");
    put("d.csv", "Name\nTwo\n");
    for (const file of ["c.csv", "d.csv"]) {
      expect((await sfbulk("load", file, "-s", "Account", "--operation", "insert")).code).toBe(0);
    }
    const [first = "", second = ""] = (await org.emulator.control.jobs()).map(({ id }) => id);
    put(`${first}-load.json`, org.read(`${second}-load.json`));
    const mistaken = await sfbulk("undo", first, "--no-prompt");
    expect(mistaken.code).toBe(2);
    expect(mistaken.stderr).toContain(`it is of job ${second}`);
    expect(await records()).toHaveLength(2);
  });

  test("says that a part is undeleted where it stops, and how to go on", async () => {
    put("c.csv", `Name\n${Array.from({ length: 201 }, (_, index) => `Row ${index}`).join("\n")}\n`);
    expect((await sfbulk("load", "c.csv", "-s", "Account", "--operation", "insert")).code).toBe(0);
    put("d.csv", `Id\n${(await records()).map((one) => (one as { Id: string }).Id).join("\n")}\n`);
    expect((await sfbulk("load", "d.csv", "-s", "Account", "--operation", "delete", "--no-prompt")).code).toBe(0);
    const id = await lastJob();
    const soap = { method: "POST", operation: "other" } as const;
    await org.emulator.control.fail({ kind: "session-expired", on: soap, skip: 1 });
    const half = await sfbulk("undo", id, "--no-prompt");
    expect(half.code).toBe(75);
    expect(half.stderr).toContain("a part of the load of job");
    expect(half.stderr).toContain(`sfbulk undo ${id}\n`);
    expect(await records()).toHaveLength(200);
    const whole = await sfbulk("undo", id, "--no-prompt");
    expect(whole.stdout).toContain("undeleted     1 record deleted by the load\nas before     200 records");
    expect(whole.code).toBe(0);
  });

  test("snapshots are refused where they are no use, and removed when their time is over", async () => {
    put("d.csv", "Id\n001000000000001AAA\n");
    const hard = await sfbulk(
      "load",
      "d.csv",
      "-s",
      "Account",
      "--operation",
      "hardDelete",
      "--snapshot",
      "--no-prompt",
    );
    expect(hard.code).toBe(2);
    expect(hard.stderr).toContain("nothing could take that back");
    const id = await upserted("--snapshot", "--snapshot-days", "1");
    const receipt = JSON.parse(org.read(`${id}-load.json`)) as { snapshot: { path: string; until: string } };
    const day = 24 * 3_600_000;
    expect(Date.parse(receipt.snapshot.until) - Date.now()).toBeLessThanOrEqual(day);
    put(
      `${id}-load.json`,
      JSON.stringify({ ...receipt, snapshot: { ...receipt.snapshot, until: "2020-01-01T00:00:00.000Z" } }),
    );
    put("e.csv", "Ext__c,Name\nk1,Acme 3\n");
    const next = await sfbulk(
      "load",
      "e.csv",
      "-s",
      "Account",
      "--operation",
      "upsert",
      "--external-id",
      "Ext__c",
      "--snapshot",
    );
    expect(next.stderr).toContain(`Its time is over: removed`);
    expect(existsSync(receipt.snapshot.path)).toBe(false);
    const last = await lastJob();
    expect((await sfbulk("journal", "list")).stderr).toContain(`${last}-snapshot.sfbulk`);
    expect((await sfbulk("journal", "remove", last, "--no-prompt")).stdout).toBe(`removed  ${last}-snapshot.sfbulk\n`);
    expect(existsSync(join(org.folder, `${last}-snapshot.sfbulk`))).toBe(false);
  });
});
