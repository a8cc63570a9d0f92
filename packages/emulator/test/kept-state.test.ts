import { deserialize, serialize } from "node:v8";
import { expect, test } from "vitest";
import * as sfbulk from "@sfbulk/core";
import { conformanceCases, runConformance } from "@sfbulk/emulator/conformance";
import { createState, type EmulatorState } from "../src/control/emulator-state.ts";
import { assembleEmulator } from "../src/emulator/assemble-emulator.ts";
import { keptTables, restoreState } from "../src/storage/kept-state.ts";
import { applyChanges, type Change, trackChanges } from "../src/storage/track-changes.ts";

/** All that a state is: every member of it and of its org, but for functions, the log and what only counts changes. */
function factsOf({ org, faults, log: _, ...state }: EmulatorState): unknown {
  const { clock, ids, records, ...others } = org;
  const tables = [...records].map(([object, { byId, byKey }]) => [object, [...byId], byKey] as const);
  return {
    ...state,
    ...others,
    armed: faults.armed,
    jobOrder: [...org.jobs.keys(), ...org.bulk2Jobs.keys()],
    shift: clock.shift,
    ids: [ids.count, ids.random],
    records: tables.filter(([, rows]) => rows.length > 0),
  };
}

/** Restores a state, after every fifth change of all, from its changes as a file has them, and compares the two. */
function watch(options: Parameters<typeof createState>[0]): {
  state: EmulatorState;
  keep: () => void;
  kept: () => number;
} {
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
    if (++kept % 5 !== 0) return;
    const changes = records.flatMap((record) => deserialize(record) as Change[]);
    const copy = createState(options);
    restoreState(copy, applyChanges(changes));
    expect(factsOf(copy)).toEqual(factsOf(state));
  };
  return { state, keep, kept: () => kept };
}

test("whatever the conformance cases do to an org, it can be put together from its changes", async () => {
  const options = { queueTime: 5, processTime: 5 };
  const { state, keep, kept } = watch(options);
  const problems: unknown[] = [];
  const emulator = assembleEmulator(options, state, () => {
    try {
      keep();
    } catch (error) {
      problems.push(error);
    }
  });
  const { fetch, instanceUrl, control } = emulator;
  await runConformance({ sfbulk, fetch, instanceUrl, control, cases: conformanceCases });
  if (problems.length > 0) throw problems[0];
  expect(kept()).toBeGreaterThan(500);
});
