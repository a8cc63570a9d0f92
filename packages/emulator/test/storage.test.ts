import { randomUUID } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeJob } from "@sfbulk/core";
import { defaultClient, type EmulatorOptions } from "@sfbulk/emulator";
import { openEmulator, type StoredEmulator } from "@sfbulk/emulator/node";
import { readLog } from "../src/storage/log-file.ts";
import { applyChanges } from "../src/storage/track-changes.ts";
import { addCsv, call, change, idIn, json, noon, parsed } from "./call.ts";

let folder: string;
let file: string;
let emulator: StoredEmulator | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sfbulk-"));
  file = join(folder, "org.sfbulk");
});
afterEach(() => {
  emulator?.close();
  emulator = undefined;
  rmSync(folder, { recursive: true });
});

/** Opens the file, the one before it closed. */
function open(options: EmulatorOptions = { now: () => noon }): StoredEmulator {
  emulator?.close();
  emulator = openEmulator(file, options);
  return emulator;
}

/** What an org knows, as far as control and the API tell. */
async function all({ control, fetch, accessToken }: StoredEmulator): Promise<unknown> {
  const jobs = await control.jobs();
  const headers = { Authorization: `Bearer ${accessToken}` };
  const limits = await fetch("/services/data/v68.0/limits", { headers });
  // Asking is a call, too.
  const { DailyApiRequests: _, ...others } = (await limits.json()) as Record<string, unknown>;
  return {
    accessToken,
    jobs,
    batches: await Promise.all(jobs.map(({ id }) => control.batches(id))),
    accounts: await control.records("Account"),
    limits: others,
  };
}

describe("stop, start, go on", () => {
  test("a refresh token that has been used up stays so, and one of an app that is new is good", async () => {
    const apps = [{ ...defaultClient, rotateRefreshTokens: true }];
    const [old = ""] = defaultClient.refreshTokens;
    const renew = async (
      refresh_token: string,
      client_id = defaultClient.clientId,
    ): Promise<Record<string, string>> => {
      const body = new URLSearchParams({ grant_type: "refresh_token", client_id, refresh_token });
      const response = await emulator?.fetch("/services/oauth2/token", { method: "POST", body });
      return (await response?.json()) as Record<string, string>;
    };
    open({ now: () => noon, clients: apps });
    const { refresh_token: second = "" } = await renew(old);
    open({ now: () => noon, clients: [...apps, { clientId: "another", refreshTokens: ["another-token"] }] });
    expect((await renew("another-token", "another"))["access_token"]).toMatch(/^00D/);
    const { refresh_token: third = "" } = await renew(second);
    expect(third).toMatch(/^5Aep861/);
    expect((await renew(old))["error"]).toBe("invalid_grant");
    open({ now: () => noon, clients: apps });
    expect((await renew(third))["error"]).toBe("invalid_grant");
  });

  test("jobs, batches in every state, records, ids, quota and the clock", async () => {
    const first = open();
    const body = { operation: "insert", object: "Account", contentType: "CSV" };
    const id = idIn(await call(first, "job", { type: json, body: JSON.stringify(body) }));
    await addCsv(first, id, "Name,Ext__c\nAcme,1\nBar,1\n");
    await addCsv(first, id, "Nonsense\n1\n");
    await first.control.advance(500);
    await first.control.addJob({ operation: "query", batches: ["SELECT Id, Name FROM Account"] });
    await first.control.addJob({ contentType: "JSON", state: "Aborted", batches: ["[]"] });
    const running = await addCsv(first, id, "Name\nLater\n");
    await first.control.advance(250);
    const before = await all(first);

    const second = open();
    expect(await all(second)).toEqual(before);
    expect(parsed(await change(second, id, "Closed"))).toMatchObject({ state: "Closed", numberBatchesInProgress: 1 });
    await second.control.advance(250);

    const third = open();
    expect((await call(third, `job/${id}/batch/${running}/result`)).text).toMatch(
      /^"Id",.*\n"001\w{15}","true","true",""\n$/,
    );
    const result = await call(third, `job/${id}/batch`);
    expect(result.text.match(/<state>\w+/g)).toEqual(["<state>Completed", "<state>Failed", "<state>Completed"]);
    const taken = new Set((await third.control.jobs()).map((job) => job.id));
    expect(taken.has((await third.control.addJob()).id)).toBe(false);
    expect((await third.control.records("Account")).map((record) => record["Name"])).toEqual(["Acme", "Later"]);
    // The second row of the same external id was refused, and still is.
    const again = idIn(await call(third, "job", { type: json, body: JSON.stringify(body) }));
    const batch = await addCsv(third, again, "Name,Ext__c\nTwin,1\n");
    await third.control.advance(500);
    expect((await call(third, `job/${again}/batch/${batch}/result`)).text).toContain("DUPLICATE_VALUE");
  });

  test("sessions with the calls that are left to them, armed faults, the allow list", async () => {
    const first = open();
    const token = await first.control.issueToken({ afterCalls: 3 });
    const { id } = await first.control.addJob();
    await call(first, `job/${id}`, { token });
    await first.control.fail({ kind: "answer-lost", on: { operation: "close" }, times: 2 });
    await first.control.allowOrigins(["https://app.example"]);
    await expect(call(first, `job/${id}`, { type: json, body: '{"state":"Closed"}', token })).rejects.toThrow(
      "fetch failed",
    );

    const second = open({ now: () => noon, corsAllowList: ["https://other.example"] });
    expect((await second.control.job(id))?.state).toBe("Closed");
    expect((await call(second, `job/${id}`, { token })).status).toBe(200);
    expect((await call(second, `job/${id}`, { token })).text).toContain("InvalidSessionId");
    await expect(change(second, id, "Closed")).rejects.toThrow("fetch failed");
    expect((await change(second, id, "Closed")).text).toContain("Closing already closed");
    for (const origin of ["https://app.example", "https://other.example"]) {
      expect((await second.fetch("/services/data/", { headers: { origin } })).status).toBe(200);
    }
    await second.control.reset();

    const third = open();
    expect(await third.control.jobs()).toEqual([]);
    expect((await third.control.addJob()).state).toBe("Open");
  });

  test("what the options say goes before what the file says", async () => {
    const first = open({ now: () => noon, queueTime: Infinity });
    const { id } = await first.control.addJob();
    await addCsv(first, id, "Name\nStuck\n");
    const second = open({ now: () => noon, queueTime: 10, processTime: 10 });
    await addCsv(second, id, "Name\nQuick\n");
    await second.control.advance(20);
    expect((await second.control.batches(id)).map(({ state }) => state)).toEqual(["Queued", "Completed"]);
  });

  test("the file is written anew when it has grown, and holds no more than there is", async () => {
    const first = open();
    const { id } = await first.control.addJob();
    // No field may be so large that the batch is not even read: its rows are kept beside its body.
    const csv = `Name\n${`${"x".repeat(100_000)}\n`.repeat(10)}`;
    for (let i = 0; i < 4; i++) await addCsv(first, id, csv);
    await first.control.reset();
    const { id: other } = await first.control.addJob();
    for (let i = 0; i < 3; i++) await addCsv(first, other, csv);
    const size = readFileSync(file).length;
    expect(size).toBeGreaterThan(3_000_000);
    expect(size).toBeLessThan(9_000_000);
    const second = open();
    expect(
      (await call(second, `job/${other}/batch/${(await second.control.batches(other))[2]?.id}/request`)).text,
    ).toBe(csv);
  });

  test("an answer is in the file before it goes out", async () => {
    const first = open();
    const { id } = await first.control.addJob();
    await closeJob(first, id);
    const copy = join(folder, "copy.sfbulk");
    writeFileSync(copy, readFileSync(file));
    const second = openEmulator(copy, { now: () => noon });
    expect((await second.control.job(id))?.state).toBe("Closed");
    second.close();
  });
});

describe("a file that is not as it should be", () => {
  async function written(): Promise<string> {
    const first = open();
    const { id } = await first.control.addJob();
    await change(first, id, "Closed");
    first.close();
    emulator = undefined;
    return id;
  }

  test("an empty one is a new one", () => {
    writeFileSync(file, "");
    expect(open().accessToken).toMatch(/^00D/);
  });

  test("a last record without an end was never answered, and is left out", async () => {
    const id = await written();
    const { length } = readFileSync(file);
    truncateSync(file, length - 1);
    expect((await open().control.job(id))?.state).toBe("Open");
  });

  test("wherever it is cut off, everything before is kept, and nothing else", async () => {
    const first = open();
    const ends = new Map([[readFileSync(file).length, 0]]);
    for (const content of ["Name\nAcme\n", "Name\nBar\n", "Nonsense\n1\n"]) {
      await first.control.addJob({ batches: [content] });
      ends.set(readFileSync(file).length, ends.size);
    }
    const whole = readFileSync(file);
    const copy = join(folder, "copy.sfbulk");
    const [snapshotEnd = 0] = ends.keys();
    expect(whole.length - snapshotEnd).toBeGreaterThan(1000);
    let jobs = 0;
    for (let length = snapshotEnd; length <= whole.length; length++) {
      jobs = ends.get(length) ?? jobs;
      writeFileSync(copy, whole.subarray(0, length));
      expect(applyChanges(readLog(copy) ?? []).get("jobs")?.size ?? 0).toBe(jobs);
    }
    expect(jobs).toBe(3);
    // The snapshot itself cannot be cut: it takes the place of the old file when it is whole.
    for (let length = 1; length < snapshotEnd; length++) {
      writeFileSync(copy, whole.subarray(0, length));
      expect(() => openEmulator(copy)).toThrow(/it is not a file of the emulator|there is no org in it/);
    }
  });

  test("wherever a byte has changed, it is refused", async () => {
    await written();
    const whole = readFileSync(file);
    for (let index = 0; index < whole.length; index++) {
      const spoilt = Buffer.from(whole);
      spoilt[index] = (spoilt[index] ?? 0) ^ 0x01;
      writeFileSync(file, spoilt);
      expect(() => readLog(file)).toThrow(`Cannot open ${file}: `);
    }
  });

  test.each<[string, () => void, RegExp]>([
    ["another program's", () => writeFileSync(file, "hello\nworld\n"), /it is not a file of the emulator/],
    ["one without a line", () => writeFileSync(file, "hello"), /it is not a file of the emulator/],
    [
      "a newer emulator's",
      () => writeFileSync(file, '{"format":"sfbulk-emulator","version":3}\n'),
      /a newer emulator has written it \(format 3, this one knows 2\); update @sfbulk\/emulator/,
    ],
    [
      "an older emulator's",
      () => writeFileSync(file, '{"format":"sfbulk-emulator","version":1}\n'),
      /an older emulator has written it \(format 1, this one knows 2\); delete it to begin anew/,
    ],
    [
      "one with a changed word",
      () => writeFileSync(file, readFileSync(file, "latin1").replace("Closed", "Closet"), "latin1"),
      /it is damaged at byte \d+ \(the checksum does not match\)/,
    ],
    ["one with something behind it", () => appendFileSync(file, "something else"), /it is damaged at byte \d+/],
    [
      "one with nothing but its first line",
      () => writeFileSync(file, '{"format":"sfbulk-emulator","version":2}\n'),
      /it is damaged \(there is no org in it\)/,
    ],
  ])("%s is refused and left as it is", async (_, spoil, message) => {
    await written();
    spoil();
    const before = readFileSync(file);
    expect(() => openEmulator(file)).toThrow(message);
    expect(() => openEmulator(file)).toThrow(`Cannot open ${file}: `);
    expect(readFileSync(file)).toEqual(before);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test("one that somebody uses is refused; what is no lock is not taken for one", () => {
    open();
    expect(() => openEmulator(file)).toThrow(`process ${process.pid} is using it`);
    emulator?.close();
    emulator = undefined;
    expect(readdirSync(folder)).toEqual(["org.sfbulk"]);
    writeFileSync(`${file}.lock`, "something else");
    expect(() => openEmulator(file)).toThrow(
      `Cannot open ${file}: ${file}.lock is not a lock of the emulator; delete it`,
    );
  });

  test("the lock of a process before this one that had its number is not minded", () => {
    writeFileSync(`${file}.lock`, JSON.stringify({ process: process.pid, name: randomUUID() }));
    expect(open().accessToken).toMatch(/^00D/);
  });

  test("a folder that is not there", () => {
    expect(() => openEmulator(join(folder, "no", "org.sfbulk"))).toThrow("ENOENT");
  });

  test("after closing, nothing is answered that would not be kept", async () => {
    const first = open();
    const { id } = await first.control.addJob();
    first.close();
    emulator = undefined;
    await expect(change(first, id, "Closed")).rejects.toThrow("the emulator is closed");
  });
});
