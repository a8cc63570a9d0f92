import { parse } from "devalue";
import { expect, test } from "vitest";
import { closeJob } from "@sfbulk/core";
import { connectControl, createEmulator, type Emulator, type OrgFile } from "@sfbulk/emulator";
import { addCsv, call, noon, rest, still } from "./call.ts";

/** An org with something of every kind in it. */
async function busyOrg(): Promise<Emulator> {
  const objects = { Invoice__c: { keyPrefix: "a01", fields: { Name: {} } } };
  const emulator = still({ seed: 7, objects, scenarios: true });
  const { control } = emulator;
  await control.issueToken({ afterCalls: 3, permissions: ["BulkApiHardDelete"] });
  await control.fail({ kind: "status", status: 503, times: "always", on: { jobId: "750000000000001" } });
  const { id } = await control.addJob({ batches: ["Name\nGrüße\n"] });
  await control.addJob({ object: "Invoice__c", batches: ["Name\nFirst\n"] });
  await control.advance(500);
  await addCsv(emulator, id, "Name\nQueued\n");
  // Bytes that are no text, and a batch that nobody could read.
  await call(emulator, `job/${id}/batch`, { type: "text/csv", body: new Uint8Array([78, 10, 255, 0, 10]) });
  await control.addIngestJob({ state: "UploadComplete", content: "Name\nTwo\n" });
  await rest(emulator, "jobs/query", { body: { operation: "query", query: "SELECT Id, Name FROM Account" } });
  await control.allowOrigins(["https://app.example"]);
  return emulator;
}

/** What a file says, whichever of its parts are said once and meant twice. */
function contentOf({ org }: OrgFile): unknown {
  const { tables, ...others } = parse(org, { Bytes: (bytes: unknown) => bytes }) as { tables: [string, unknown][] };
  return { ...others, tables: Object.fromEntries(tables) };
}

test("an org goes into one file and comes out of it exactly as it was, over HTTP too", async () => {
  const emulator = await busyOrg();
  const exported = JSON.parse(JSON.stringify(await emulator.control.exportOrg())) as OrgFile;
  const other = createEmulator({ now: () => noon });
  await other.control.addJob();
  await other.control.importOrg(exported);
  expect(await other.control.exportOrg()).toEqual(exported);
  expect(other.accessToken).toBe(emulator.accessToken);
  const remote = createEmulator({ now: () => noon });
  const control = connectControl(remote.instanceUrl, remote.fetch);
  await control.importOrg(exported);
  expect(await control.exportOrg()).toEqual(exported);
  // Both go on in the same way from there.
  for (const org of [emulator, other, remote]) {
    await org.control.advance(500);
    await closeJob(org, (await org.control.addJob()).id);
  }
  const goneOn = contentOf(await emulator.control.exportOrg());
  expect(contentOf(await other.control.exportOrg())).toEqual(goneOn);
  expect(contentOf(await remote.control.exportOrg())).toEqual(goneOn);
  const names = (await other.control.records("Account")).map(({ Name }) => Name);
  expect(names).toEqual(expect.arrayContaining(["Grüße", "Queued", "Two"]));
  expect(await other.control.records("Invoice__c")).toMatchObject([{ Name: "First" }]);
  await other.control.reset();
  expect(await other.control.jobs()).toEqual([]);
});

test("nothing that is beside a body in memory goes into the file", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob();
  const body = new TextEncoder().encode("Name\nAcme\nSECRET").subarray(0, 10);
  await call(emulator, `job/${id}/batch`, { type: "text/csv", body });
  const { org } = await emulator.control.exportOrg();
  expect(org).toContain(btoa("Name\nAcme\n"));
  expect(org).not.toContain(btoa("Name\nAcme\nSECRET"));
});

test("what is no org, is damaged or newer is refused, and changes nothing", async () => {
  const emulator = await busyOrg();
  const file = await emulator.control.exportOrg();
  const before = await emulator.control.exportOrg();
  const wrong: readonly [unknown, string][] = [
    [null, "this is not what the emulator exports"],
    ["x", "this is not what the emulator exports"],
    [{ format: "sfbulk-org", version: 1 }, "this is not what the emulator exports"],
    [{ ...file, version: 2 }, "another version of the emulator has written it (format 2, this one knows 1)"],
    [{ ...file, org: `${file.org} ` }, "it is damaged, or was changed by hand (the checksum does not match)"],
    [{ ...file, sha256: undefined }, "it is damaged, or was changed by hand (the checksum does not match)"],
  ];
  for (const [given, message] of wrong) {
    await expect(emulator.control.importOrg(given as OrgFile)).rejects.toEqual(
      new TypeError(`Cannot import the org: ${message}`),
    );
  }
  expect(await emulator.control.exportOrg()).toEqual(before);
});
