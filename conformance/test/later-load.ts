import { type JobSpec, type IngestLoadSpec, type LaterUndo, loadRows, memorySnapshot, undoLoad } from "@sfbulk/core";
import { expect } from "vitest";
import { rowsOf } from "./undo-rows.ts";
import { isWritten, valuesOf, type Witness } from "./undo-witness.ts";

/** A load behind the one that a story is about. */
export interface LaterLoad {
  /** The ids of the records that it has written. */
  readonly written: ReadonlySet<string>;
  /** Takes it back, and sees that what nobody has touched since is as it was before it. */
  readonly takeBack: () => Promise<TakenBack>;
}

/** A later load that is taken back. */
interface TakenBack {
  readonly later: LaterUndo;
  /** The records that it has written, and that were not written back. */
  readonly held: ReadonlySet<string>;
  /** Records that were read for several of its jobs: what it has written itself may count as the last change before it. */
  readonly doubtful: ReadonlySet<string>;
}

/** Loads records of an org once more, as the same user, with a snapshot. */
export async function laterLoad({ connection, all }: Witness, random: () => number): Promise<LaterLoad | undefined> {
  const before = await all();
  const operation = random() < 0.7 ? "update" : "upsert";
  const ids = [...before].flatMap(([id, { IsDeleted }]) => (IsDeleted === true ? [] : [id]));
  const source = rowsOf(operation, ids, random);
  const key = operation === "upsert" ? { externalIdFieldName: "Ext__c" } : {};
  const spec = { operation, object: "Account", ...key } as JobSpec & IngestLoadSpec;
  const snapshot = memorySnapshot();
  const shared = { minInterval: 0, maxInterval: 1, values: "send", fields: "send", snapshot } as const;
  const done =
    random() < 0.8
      ? await loadRows(connection, spec, source, { ...shared, maxRecords: 1 + Math.floor(random() * 3) })
      : await loadRows(connection, spec, source, { ...shared, api: "2.0", maxBytes: 330 });
  const after = await all();
  const written = new Set([...after].flatMap(([id, record]) => (isWritten(record, before.get(id)) ? [id] : [])));
  const takeBack = async (): Promise<TakenBack> => {
    const until = await all();
    const { records, steps } = await undoLoad(connection, done, { snapshot, minInterval: 0, maxInterval: 1 });
    const told = new Map(records.map((record) => [record.id ?? "", record]));
    const held = new Set(written);
    for (const [id, record] of await all()) {
      const fate = told.get(id);
      if (fate?.fate === "written-back") held.delete(id);
      if (!written.has(id) || isWritten(until.get(id), after.get(id))) {
        expect(record, "what the later load has not written, or somebody has touched since, is as it is").toEqual(
          until.get(id),
        );
        continue;
      }
      const was = before.get(id);
      if (fate?.fate === "left") {
        expect(fate.message, `left as ${fate.why}`).toMatch(/duplicate/);
        expect(record).toEqual(until.get(id));
      } else if (was === undefined) expect(record["IsDeleted"], "what the later load has made is gone").toBe(true);
      else expect(valuesOf(record), "what nobody has touched is as before the later load").toEqual(valuesOf(was));
    }
    const jobsOf = new Map<string, Set<string>>();
    for (const { jobId, records: kept } of await snapshot.read()) {
      for (const [id] of kept) jobsOf.set(id, (jobsOf.get(id) ?? new Set()).add(jobId));
    }
    const doubtful = new Set([...jobsOf].flatMap(([id, jobs]) => (jobs.size > 1 ? [id] : [])));
    return { later: { jobs: done.jobs, snapshot, steps }, held, doubtful };
  };
  return { written, takeBack };
}
