import { deserialize, serialize } from "node:v8";
import { describe, expect, test, vi } from "vitest";
import { createEmulator } from "@sfbulk/emulator";
import { createState } from "../src/control/emulator-state.ts";
import { bringUpToDate } from "../src/org/background/bring-up-to-date.ts";
import { batchStateOf } from "../src/org/batches/batch-info-of.ts";
import { setBulk2State } from "../src/org/bulk-2/change-bulk-2-job.ts";
import { setJobState } from "../src/org/jobs/change-job-state.ts";
import { jobInfoOf } from "../src/org/jobs/job-info-of.ts";
import { candidatesFor } from "../src/org/query/candidates-for.ts";
import { runQuery } from "../src/org/query/run-query.ts";
import { createOrg, type Org } from "../src/org/state/org.ts";
import { recordsOf } from "../src/org/state/record-store.ts";
import { seedIngestJob } from "../src/seeding/seed-bulk-2-job.ts";
import { seedJob } from "../src/seeding/seed-job.ts";
import { keptTables, restoreState } from "../src/control/kept-state.ts";
import { applyChanges, type Change, trackChanges } from "../src/storage/track-changes.ts";
import { inTurn, standBack } from "../src/wire/encoding/in-turns.ts";
import { gzipStream, textStream } from "../src/wire/encoding/body-stream.ts";
import { gunzipBounded } from "../src/wire/encoding/gzip.ts";
import { readCsv, readCsvInTurns } from "../src/wire/request/read-csv.ts";
import { addCsv, call, errorOf, json, noon, parsed, still } from "./call.ts";
import { changeIngest, createIngest, read, upload } from "./ingest-calls.ts";
import { textOf } from "./send.ts";

// What takes long is done in turns, so that nobody has to wait for somebody else's work.

const rows = (count: number): string => `Name\n${Array.from({ length: count }, (_, index) => `R${index}\n`).join("")}`;
const names = (org: Org): unknown[] =>
  [...recordsOf(org.records, "Account").byId.values()].map(({ values }) => values.get("Name"));
const always = (): boolean => true;

/** Makes an org whose clock is moved by hand. */
function orgAt(): { org: Org; advance: (milliseconds: number) => void } {
  const org = createOrg({ now: () => noon });
  return { org, advance: org.clock.advance };
}

describe("work that is interrupted after every row", () => {
  test("goes on where it was, and is in progress until its end, in both APIs", () => {
    const { org, advance } = orgAt();
    const job = seedJob(org, { batches: [rows(3), rows(1)] });
    const ingest = seedIngestJob(org, { state: "UploadComplete", content: rows(2) });
    advance(500);
    const [first, second] = job.batches;
    const seen: unknown[] = [];
    for (let turn = 0, isDone = false; !isDone && turn < 20; turn++) {
      isDone = bringUpToDate(org, always);
      const states = [first, second].map((batch) => batch && batchStateOf(batch, org.clock.now()));
      seen.push([names(org).length, ...states, ingest.state]);
    }
    expect(seen).toEqual([
      [1, "InProgress", "InProgress", "UploadComplete"],
      [2, "InProgress", "InProgress", "UploadComplete"],
      [3, "Completed", "InProgress", "UploadComplete"],
      [4, "Completed", "Completed", "UploadComplete"],
      [5, "Completed", "Completed", "UploadComplete"],
      [6, "Completed", "Completed", "JobComplete"],
    ]);
    expect(jobInfoOf(job, org.clock.now())).toMatchObject({ numberRecordsProcessed: 4, numberBatchesCompleted: 2 });
  });

  test("can be kept at any moment: nothing is written twice", () => {
    const { org, advance } = orgAt();
    seedJob(org, { batches: [rows(3)] });
    seedIngestJob(org, { state: "UploadComplete", content: rows(3) });
    advance(500);
    for (let turn = 0; turn < 8; turn++) {
      const state = { ...createState({}), org };
      const changes = deserialize(serialize(trackChanges()(keptTables(state)))) as Change[];
      const copy = createState({ now: () => noon });
      restoreState(copy, applyChanges(changes));
      bringUpToDate(copy.org);
      expect(names(copy.org)).toEqual(["R0", "R1", "R2", "R0", "R1", "R2"]);
      bringUpToDate(org, always);
    }
  });

  test("stops where a job of 2.0 is aborted, and goes on where one of 1.0 is: its batch is in progress", () => {
    const { org, advance } = orgAt();
    const job = seedJob(org, { batches: [rows(3)] });
    const ingest = seedIngestJob(org, { state: "UploadComplete", content: rows(3) });
    advance(500);
    bringUpToDate(org, always);
    setJobState(org, job, "Aborted");
    setBulk2State(org, ingest, "Aborted");
    bringUpToDate(org);
    expect(names(org)).toEqual(["R0", "R1", "R2"]);
    expect([jobInfoOf(job, org.clock.now()).numberBatchesCompleted, ingest.state]).toEqual([1, "Aborted"]);
  });
});

describe("PK chunking", () => {
  test("looks at no record outside of its chunk", () => {
    const { org } = orgAt();
    seedJob(org, { batches: [rows(100)], ageMs: 1000 });
    const table = recordsOf(org.records, "Account");
    const ids = [...table.byId.keys()];
    const compare = (
      comparison: "=" | "<" | "<=" | ">" | ">=",
      id = "",
    ): { kind: "comparison"; field: "Id"; type: "reference"; comparison: typeof comparison; values: string[] } => ({
      kind: "comparison",
      field: "Id",
      type: "reference",
      comparison,
      values: [id],
    });
    const looked = (...parts: ReturnType<typeof compare>[]): number =>
      candidatesFor(table, { kind: "and", parts }).length;
    expect(looked(compare(">=", ids[10]), compare("<", ids[12]))).toBe(3);
    expect(looked(compare("=", `${ids[10]}AAA`))).toBe(1);
    expect(looked(compare(">", ids[98]))).toBe(2);
    expect(looked(compare("<=", ids[1]))).toBe(2);
    expect(candidatesFor(table, { kind: "or", parts: [compare("=", ids[1]), compare("=", ids[2])] })).toHaveLength(100);
    const found = (where: string): unknown[] =>
      runQuery(org, `SELECT Name FROM Account WHERE ${where}`, { withDeleted: false, api: "bulk" }).records.map(
        ({ values }) => values.get("Name"),
      );
    expect(found(`Id >= '${ids[10]}' AND Id < '${ids[12]}'`)).toEqual(["R10", "R11"]);
    expect(found(`Id > '${ids[97]}'`)).toEqual(["R98", "R99"]);
    expect(found(`Id = '${ids[5]}' OR Id = '${ids[7]}'`)).toEqual(["R5", "R7"]);
    expect(found(`(Name = 'R1' OR Name = 'R2') AND Id <= '${ids[1]}'`)).toEqual(["R1"]);
    // Records that come later are found.
    seedJob(org, { batches: ["Name\nLate\n"], ageMs: 1000 });
    expect(found(`Id > '${ids[99]}'`)).toEqual(["Late"]);
  });
});

describe("bodies in turns", () => {
  test("text and gzip come out as they went in", async () => {
    const pieces = ["ä", "", "b".repeat(100_000), "😀"];
    expect(await new Response(textStream(pieces)).text()).toBe(pieces.join(""));
    const bytes = new Uint8Array(300_000).map((_, index) => (index * 7919) % 251);
    const zipped = new Uint8Array(await new Response(gzipStream(bytes)).arrayBuffer());
    expect(await gunzipBounded(zipped, bytes.length)).toEqual(bytes);
    expect(await gunzipBounded(zipped, bytes.length - 1)).toBe("too large");
    expect(await gunzipBounded(zipped.slice(0, -9), bytes.length)).toBe("not gzip");
    expect(await new Response(gzipStream(new Uint8Array(0))).arrayBuffer()).toBeDefined();
  });

  test("CSV is read as in one go, and refused in the same words", async () => {
    const text = 'a,b\r\n"1\n",2\n';
    expect(await readCsvInTurns(text)).toEqual(readCsv(text));
    await expect(readCsvInTurns('a\n"b')).rejects.toThrow("EOF reached before closing an opened quote");
  });

  test("a large answer that is compressed is whole", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const body = `Name\n${"Acme\n".repeat(9999)}${"B".repeat(255)}\n`.padEnd(300_000, "\n");
    const batch = await addCsv(emulator, id, body);
    const response = await emulator.fetch(
      `${emulator.instanceUrl}/services/async/68.0/job/${id}/batch/${batch}/request`,
      {
        headers: { "x-sfdc-session": emulator.accessToken, "accept-encoding": "gzip" },
      },
    );
    const bytes = await gunzipBounded(new Uint8Array(await response.arrayBuffer()), 10 ** 7);
    expect(new TextDecoder().decode(bytes as Uint8Array)).toBe(body);
  });

  test("whoever stands back lets everybody else come, however long the turns are", async () => {
    let others = 0;
    let next: NodeJS.Immediate;
    const come = (): void => {
      others++;
      next = setImmediate(come);
    };
    next = setImmediate(come);
    const busy = (): void => {
      for (const end = performance.now() + 10; performance.now() < end;);
    };
    const came: number[] = [];
    const work = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) {
        const before = others;
        await standBack();
        came.push(others - before);
        busy();
      }
    };
    // Somebody with timers of their own: where standing back were one too, Node.js would take them all by turns, and
    // nothing else in between.
    const timers = async (): Promise<void> => {
      for (let turn = 0; turn < 5; turn++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy();
      }
    };
    await Promise.all([work(), timers()]);
    expect(came.every((count) => count > 0)).toBe(true);
    clearImmediate(next);
  });

  test("of several that take long and are asked for at once, each has a turn of its own", async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const come = (): void => {
      turns++;
      next = setImmediate(come);
    };
    next = setImmediate(come);
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
    const seen = await Promise.all([1, 2, 3, 4].map(() => inTurn(() => turns)));
    clock.mockRestore();
    clearImmediate(next);
    expect(new Set(seen).size).toBe(4);
  });

  test("a batch whose job was closed while it was read is refused", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    // Every turn is over as soon as it has begun.
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
    const adding = call(emulator, `job/${id}/batch`, { type: "text/csv", body: rows(100) });
    const closing = call(emulator, `job/${id}`, { type: json, body: '{"state":"Closed"}' });
    const [added, closed] = await Promise.all([adding, closing]);
    clock.mockRestore();
    expect(closed.status).toBe(200);
    expect(errorOf(added)[2]).toBe("Failed to create batch, since the Job is not Open. Current job state is 'Closed'");
    expect(await emulator.control.batches(id)).toEqual([]);
  });

  test("whoever asks while others' rows are written is answered meanwhile, and the rest is done by itself", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    const { id: other } = await emulator.control.addJob();
    await addCsv(emulator, id, rows(200));
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
    // Past the control, which would do all of it.
    const state = async (): Promise<string> => textOf((await call(emulator, `job/${id}/batch`)).text, "state");
    const advancing = emulator.control.advance(500);
    expect((await call(emulator, `job/${other}`)).status).toBe(200);
    expect(await state()).toBe("InProgress");
    await advancing;
    clock.mockRestore();
    expect(await state()).toBe("Completed");
  });

  test("what is due when it comes is processed by itself, before anybody looks", async () => {
    const emulator = createEmulator({ queueTime: 0, processTime: 0 });
    const id = await createIngest(emulator);
    await upload(emulator, id, rows(200));
    let time = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => (time += 1000));
    await changeIngest(emulator, id, "UploadComplete");
    // Each row has a turn of its own.
    for (let turn = 0; turn < 300; turn++) await standBack();
    // The first look, which would come to one row more.
    expect(parsed(await read(emulator, id))).toMatchObject({ state: "JobComplete", numberRecordsProcessed: 200 });
    clock.mockRestore();
  });
});
