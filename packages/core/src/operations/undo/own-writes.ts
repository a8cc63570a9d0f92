import type { Target } from "../../connection/check-connection.ts";
import { argumentError } from "../../errors/argument-error.ts";
import type { SnapshotPart } from "../../protocol/snapshot-part.ts";
import { readStamp, type Stamp } from "./stamp.ts";
import type { LaterUndo } from "./undo-options.ts";
import type { WrittenRecords } from "./written-records.ts";
import { batchRows, readJob } from "./written-rows.ts";

/** What taking a later load back has written. */
export interface OwnWrites {
  /** Gives what is known of a record that it has written back; `undefined` of any other. */
  readonly of: (id: string) => OwnWrite | undefined;
}

/** A record that taking a later load back has written. */
interface OwnWrite {
  /** When the batch was added that has written it: milliseconds since 1970 by the org's clock. */
  readonly from: number;
  /** When that ended. */
  readonly until: number;
  /** The id of who has taken it back, of 15 characters. */
  readonly by: string;
  /** The last change before the later load. */
  readonly before: Stamp;
}

/** Reads what taking later loads back has written: by the results of its jobs, and by the snapshots of the loads. */
export async function ownWrites(
  target: Target,
  later: readonly LaterUndo[],
  { object, records }: WrittenRecords,
  signal: AbortSignal | undefined,
): Promise<readonly OwnWrites[]> {
  const found: OwnWrites[] = [];
  const since = [...records.values()].reduce((earliest, { until }) => Math.min(earliest, until), Infinity);
  for (const { jobs, snapshot, steps } of later) {
    const before = stampsBefore(await snapshot.read(), jobs);
    const written = new Map<string, Omit<OwnWrite, "before">>();
    // What was deleted is there no more, and no change of it is in the way.
    for (const jobId of steps.flatMap((step) => (step.operation === "update" ? step.jobs : []))) {
      const job = await readJob(target, "1.0", jobId, signal);
      // What was over before the load has begun to write, or is of other records, is no change of its own.
      if (job.object !== object || job.endedAt < since) continue;
      const rows = batchRows(target, job, { firstRows: new Map(), fields: undefined, sizes: [], signal });
      for await (const { fate, id, from, until, by } of rows) {
        if (fate !== "written" || id === null) continue;
        written.set(id.slice(0, 15), { from, until, by: by.slice(0, 15) });
      }
    }
    found.push({
      of: (id) => {
        const short = id.slice(0, 15);
        const [write, stamp] = [written.get(short), before.get(short)];
        return write === undefined || stamp === undefined ? undefined : { ...write, before: stamp };
      },
    });
  }
  return found;
}

/**
 * Finds when records were changed last before a load has written them. Of several readings of the same rows the last one counts,
 * since somebody may have changed the record between them; of those for several jobs the latest.
 *
 * @throws TypeError for a snapshot of something else.
 */
function stampsBefore(parts: readonly SnapshotPart[], jobs: readonly string[]): ReadonlyMap<string, Stamp> {
  const own = new Set(jobs.map((id) => id.slice(0, 15)));
  const known = parts.filter(({ jobId }) => own.has(jobId.slice(0, 15)));
  if (known.length === 0) {
    throw argumentError(
      "NotUndoable",
      `Cannot take the load back: the snapshot in later has nothing of job "${jobs.at(-1) ?? ""}": it is of another load`,
    );
  }
  /** By job and record: the first rows that it was read for. What is read for later rows may be the load's own. */
  const first = new Map<string, { readonly firstRow: number; stamp: Stamp }>();
  for (const { jobId, firstRow, records, stamps } of known) {
    for (const [index, [id]] of records.entries()) {
      const name = `${jobId.slice(0, 15)} ${id.slice(0, 15)}`;
      const stamp = readStamp(...(stamps[index] ?? [null, null]));
      const reading = first.get(name);
      if (reading === undefined) first.set(name, { firstRow, stamp });
      else if (reading.firstRow === firstRow) reading.stamp = stamp;
    }
  }
  const found = new Map<string, Stamp>();
  for (const [name, { stamp }] of first) {
    const id = name.slice(-15);
    const other = found.get(id);
    // What is no time is later than any.
    if (other === undefined || !(stamp.time <= other.time)) found.set(id, stamp);
  }
  return found;
}
