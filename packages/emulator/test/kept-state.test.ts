import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import * as sfbulk from "@sfbulk/core";
import type { Emulator, EmulatorOptions } from "@sfbulk/emulator";
import { conformanceCases, runConformance } from "@sfbulk/emulator/conformance";
import { createState, type EmulatorState } from "../src/control/emulator-state.ts";
import { assembleEmulator } from "../src/emulator/assemble-emulator.ts";
import { keptTables, restoreState } from "../src/control/kept-state.ts";
import { applyChanges, type Change, trackChanges } from "../src/storage/track-changes.ts";
import { isLong } from "../../../tools/is-long.mjs";
import { addCsv, call, noon, rest } from "./call.ts";

/** All that a state is, every member of its org among it, but for functions, the log and what only counts changes. */
function factsOf({ org, faults, late, accessToken, corsAllowList }: EmulatorState): unknown {
  const { clock, ids, records, ...others } = org;
  const tables = [...records].map(([object, { byId, byKey }]) => [object, [...byId], byKey] as const);
  return {
    accessToken,
    corsAllowList,
    late,
    ...others,
    armed: faults.armed,
    jobOrder: [...org.jobs.keys(), ...org.bulk2Jobs.keys()],
    shift: clock.shift,
    ids: [ids.count, ids.random],
    records: tables.filter(([, rows]) => rows.length > 0),
  };
}

/** Makes an emulator whose state is compared, after some changes, with what comes of a log of them all and of a snapshot. */
function watch(options: EmulatorOptions, every: number): { emulator: Emulator; done: () => number } {
  const state = createState(options);
  let org: object | undefined;
  let track = trackChanges();
  let records: Buffer[] = [];
  let kept = 0;
  const keep = (): void => {
    if (state.org !== org) {
      track = trackChanges();
      records = [];
      ({ org } = state);
    }
    records.push(serialize(track(keptTables(state))));
    if (++kept % every !== 0) return;
    const log = records.flatMap((record) => deserialize(record) as Change[]);
    const snapshot = deserialize(serialize(trackChanges()(keptTables(state)))) as Change[];
    for (const changes of [log, snapshot]) {
      const copy = createState(options);
      restoreState(copy, applyChanges(changes));
      expect(factsOf(copy)).toEqual(factsOf(state));
    }
  };
  const problems: unknown[] = [];
  const emulator = assembleEmulator(options, state, () => {
    try {
      keep();
    } catch (error) {
      problems.push(error);
    }
  });
  const done = (): number => {
    if (problems.length > 0) throw problems[0];
    return kept;
  };
  return { emulator, done };
}

test("whatever the conformance cases do to an org, it can be put together from its changes", async () => {
  // Each look puts all of the log together anew.
  const { emulator, done } = watch({ queueTime: 5, processTime: 5 }, isLong ? 5 : 25);
  const { fetch, instanceUrl, control } = emulator;
  await runConformance({ sfbulk, fetch, instanceUrl, control, cases: conformanceCases });
  expect(done()).toBeGreaterThan(500);
});

test("so it can after queries, chunks, specs, faults, deletions, days and a reset", async () => {
  const { emulator, done } = watch({ now: () => noon, scenarios: true }, 1);
  const { control } = emulator;
  await control.allowOrigins(["https://app.example"]);
  await control.fail({ kind: "status", status: 503, times: 3, skip: 1, on: { operation: "getJob" } });
  await control.issueToken({ afterCalls: 3, permissions: ["BulkApiHardDelete"] });
  await control.addIngestJob({ state: "UploadComplete", content: "Name,Ext__c\nAcme,1\nBar,2\nBar,2\n" });
  const spec = await control.addJob();
  const specText = "Salesforce Field,Csv Header,Value,Hint\nName,N,,\n";
  expect((await call(emulator, `job/${spec.id}/spec`, { type: "text/csv", body: specText })).status).toBe(201);
  // Batches of two jobs, in turns.
  await addCsv(emulator, spec.id, "N\nMapped\n");
  await control.fail({ kind: "late-arrival", delay: 250, on: { operation: "addBatch" } });
  await expect(addCsv(emulator, spec.id, "N\nLate\n")).rejects.toThrow(TypeError);
  await control.fail({ kind: "batch-fails", chunk: 2 });
  await addCsv(emulator, spec.id, "N\nDoomed\n");
  await control.addJob({ batches: ["Name\nBetween\n"] });
  await addCsv(emulator, spec.id, "N\nLast\n");
  for (const query of ["SELECT Id, Name FROM Account", "SELECT Name FROM Account"]) {
    await rest(emulator, "jobs/query", { body: { operation: "query", query } });
    await control.advance(300);
  }
  await control.addJob({ operation: "query", pkChunkSize: 1, batches: ["SELECT Id FROM Account"] });
  for (let step = 0; step < 6; step++) {
    await control.advance(100);
    await call(emulator, `job/${spec.id}`);
  }
  const accounts = await control.records("Account");
  const content = `Id\n${String(accounts[0]?.["Id"])}\n`;
  await control.addIngestJob({ state: "UploadComplete", operation: "delete", content });
  await control.advance(24 * 60 * 60 * 1000);
  await control.advance(7 * 24 * 60 * 60 * 1000);
  expect(await control.records("Account")).toHaveLength(accounts.length - 1);
  // Those of scenarios that are open stay so.
  expect((await control.bulk2Jobs()).filter(({ state }) => state !== "Open")).toEqual([]);
  await control.reset();
  await control.addJob();
  expect(done()).toBeGreaterThan(20);
});
