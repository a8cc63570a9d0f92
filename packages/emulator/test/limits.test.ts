import { describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { addCsv, call, change, errorOf, json, noon, still } from "./call.ts";

const day = 24 * 60 * 60 * 1000;

/** Gives why the only batch of a job with one row failed. */
async function failureOf(
  emulator: Emulator,
  contentType: string,
  row: Readonly<Record<string, string>>,
): Promise<unknown> {
  const { id } = await emulator.control.addJob({
    contentType,
    batches: [
      contentType === "JSON"
        ? JSON.stringify([row])
        : `${Object.keys(row).join(",")}\n${Object.values(row).join(",")}\n`,
    ],
  });
  await emulator.control.advance(500);
  return (await emulator.control.batches(id))[0]?.stateMessage;
}

describe("the limits of a row (F-087)", () => {
  test.each(["CSV", "JSON"])("in %s: 131,072 characters in a field", async (contentType) => {
    const emulator = still();
    expect(await failureOf(emulator, contentType, { Name: "a", Description: "x".repeat(131_072) })).toBeNull();
    expect(await failureOf(emulator, contentType, { Name: "a", Description: "x".repeat(131_073) })).toBe(
      "InvalidBatch : Exceeded max field size: 131073",
    );
  });

  test("400,000 characters in all", async () => {
    const emulator = still();
    const long = "x".repeat(100_000);
    const row = { Description: long, Website: long, Phone: long, Industry: long };
    expect(await failureOf(emulator, "CSV", row)).toBeNull();
    expect(await failureOf(emulator, "CSV", { ...row, Name: "a" })).toBe(
      "InvalidBatch : Exceeded max length for one record: 400001. Max length for one record should be less than or equal to 400000",
    );
  });

  test("5,000 fields", async () => {
    const emulator = still();
    const row = (count: number): Record<string, string> =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`F${index}`, "x"]));
    expect(await failureOf(emulator, "JSON", row(5000))).toBeNull();
    expect(await failureOf(emulator, "JSON", row(5001))).toContain("Exceeded number of columns");
  });
});

test("a batch cannot be added to another user's job", async () => {
  const emulator = still();
  const { id } = await emulator.control.addJob({ createdById: "0058Z000000Oth1AAA" });
  const reply = await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "Name\nA\n" });
  expect(errorOf(reply).slice(0, 2)).toEqual([400, "InvalidUser"]);
  expect(await emulator.control.batches(id)).toEqual([]);
});

test.each([
  ["insert", "Entity 'Event__e' is not supported by the Bulk API."],
  ["query", "Entity 'Event__e' is not supported by the Bulk Query API."],
])("an object that is not for the Bulk API: %s (F-051)", async (operation, message) => {
  const emulator = still({ objects: { Event__e: { keyPrefix: "e00", bulk: false, fields: {} } } });
  const body = JSON.stringify({ operation, object: "event__e", contentType: "CSV" });
  expect(errorOf(await call(emulator, "job", { type: json, body }))).toEqual([400, "InvalidEntity", message]);
});

describe("seven days", () => {
  test("after its end, a job is gone with its batches and results (F-070)", async () => {
    let now = noon;
    const emulator = createEmulator({ now: () => now });
    const { id } = await emulator.control.addJob();
    const batch = await addCsv(emulator, id, "Name\nA\n");
    now += day;
    await change(emulator, id, "Closed");
    now += 7 * day;
    expect((await call(emulator, `job/${id}/batch/${batch}/result`)).status).toBe(200);
    now += 1;
    expect(errorOf(await call(emulator, `job/${id}`)).slice(0, 2)).toEqual([400, "InvalidJob"]);
    expect((await call(emulator, `job/${id}/batch/${batch}/result`)).status).toBe(400);
    expect(await emulator.control.jobs()).toEqual([]);
    expect(await emulator.control.records("Account")).toHaveLength(1);
  });

  test("count from the last batch, and not at all for a job that nobody ended", async () => {
    const emulator = still({ queueTime: 2 * day, processTime: 0 });
    const open = await emulator.control.addJob();
    const slow = await emulator.control.addJob({ state: "Closed", batches: ["Name\nA\n"] });
    await emulator.control.advance(9 * day);
    expect((await emulator.control.jobs()).map((job) => job.id)).toEqual([open.id, slow.id]);
    await emulator.control.advance(1);
    expect((await emulator.control.jobs()).map((job) => job.id)).toEqual([open.id]);
    await emulator.control.advance(100 * day);
    expect((await change(emulator, open.id, "Closed")).status).toBe(200);
    expect((await call(emulator, `job/${open.id}`)).status).toBe(200);
  });
});
