import type { SnapshotPart } from "../../protocol/snapshot-part.ts";

/** The values of a record before a load, by field. */
export type ValuesBefore = ReadonlyMap<string, string | null>;

/** One reading of a record. */
interface Reading {
  readonly part: SnapshotPart;
  readonly values: ValuesBefore;
}

/** Tells what records were before a load. */
export interface SnapshotIndex {
  /**
   * Gives the values of a record before the first of its rows was sent.
   *
   * @param jobs - The jobs that have written it, by their ids of 15 characters.
   * @param isSent - Tells whether values are those that the load has sent.
   * @returns why not, where that is not known.
   */
  readonly valuesOf: (
    id: string,
    jobs: ReadonlySet<string>,
    isSent: (values: ValuesBefore) => boolean,
  ) => ValuesBefore | "NoSnapshot" | "Ambiguous";
  /** Whether it has anything of these jobs. */
  readonly isAbout: (jobs: readonly string[]) => boolean;
}

/** Makes an index of a snapshot. */
export function indexSnapshot(parts: readonly SnapshotPart[]): SnapshotIndex {
  const byId = new Map<string, Reading[]>();
  for (const part of parts) {
    for (const [id, ...cells] of part.records) {
      const short = id.slice(0, 15);
      const values = new Map(part.fields.map((field, place) => [field, cells[place] ?? null]));
      const readings = byId.get(short);
      if (readings === undefined) byId.set(short, [{ part, values }]);
      else readings.push({ part, values });
    }
  }
  return {
    isAbout: (jobs) => jobs.some((id) => parts.some(({ jobId }) => jobId.slice(0, 15) === id.slice(0, 15))),
    valuesOf: (id, jobs, isSent) => {
      // Of a job that has not written the record, a reading is of no use: who sent its row again has read it once more.
      const readings = (byId.get(id.slice(0, 15)) ?? []).filter(({ part }) => jobs.has(part.jobId.slice(0, 15)));
      const [first] = readings;
      if (first === undefined) return "NoSnapshot";
      // A record that is in a load twice was read twice: only the first time the load had not written it yet.
      const same = readings.filter(
        ({ part }) => part.firstRow === first.part.firstRow && part.jobId === first.part.jobId,
      );
      const last = same.at(-1) ?? first;
      if (same.every(({ values }) => areSame(values, last.values))) return last.values;
      // Sent a second time since its answer was lost: the first time may have come all the same.
      return isSent(last.values) ? "Ambiguous" : last.values;
    },
  };
}

const areSame = (one: ValuesBefore, other: ValuesBefore): boolean =>
  one.size === other.size && [...one].every(([field, value]) => other.get(field) === value);
