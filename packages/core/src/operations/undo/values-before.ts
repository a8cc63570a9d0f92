import type { SnapshotPart, SnapshotRecord } from "../../protocol/snapshot-part.ts";

/** The values of a record before a load, by field. */
export type ValuesBefore = ReadonlyMap<string, string | null>;

/** Where the rows of a job were that have written a record. */
export interface RowSources {
  /** The numbers of the first rows of their batches, as far as they are known. */
  readonly firstRows: ReadonlySet<number>;
  /** Other batches of which each was sent behind a reading of its own. */
  readonly batches: ReadonlySet<string>;
}

/** One reading of a record. */
interface Reading {
  readonly part: SnapshotPart;
  readonly record: SnapshotRecord;
}

const valuesIn = ({ part: { fields }, record: [, ...cells] }: Reading): ValuesBefore =>
  new Map(fields.map((field, place) => [field, cells[place] ?? null]));

/** Tells what records were before a load. */
export interface SnapshotIndex {
  /**
   * Gives the values of a record before the first of its rows was sent.
   *
   * @param sources - Where the rows were that have written it, by their jobs' ids of 15 characters.
   * @param mayBeWritten - Tells whether a value may be one that the load has written.
   * @returns why not, where that is not known.
   */
  readonly valuesOf: (
    id: string,
    sources: ReadonlyMap<string, RowSources>,
    mayBeWritten: (field: string, value: string | null) => boolean,
  ) => ValuesBefore | "NoSnapshot" | "Ambiguous";
  /** Whether it has anything of these jobs. */
  readonly isAbout: (jobs: readonly string[]) => boolean;
}

/** Makes an index of a snapshot. */
export function indexSnapshot(parts: readonly SnapshotPart[]): SnapshotIndex {
  const byId = new Map<string, Reading[]>();
  for (const part of parts) {
    for (const record of part.records) {
      const short = record[0].slice(0, 15);
      const readings = byId.get(short);
      if (readings === undefined) byId.set(short, [{ part, record }]);
      else readings.push({ part, record });
    }
  }
  return {
    isAbout: (jobs) => jobs.some((id) => parts.some(({ jobId }) => jobId.slice(0, 15) === id.slice(0, 15))),
    valuesOf: (id, sources, mayBeWritten) => {
      // Of a job that has not written the record, a reading is of no use: who sent its row again has read it once more.
      const readings = (byId.get(id.slice(0, 15)) ?? []).filter(({ part }) => sources.has(part.jobId.slice(0, 15)));
      const [first] = readings;
      // One that is missing may be the first one, and the others those of what the load had written by then.
      if (first === undefined || !isWhole(readings, sources)) return "NoSnapshot";
      // A record that is in a load twice was read twice: only the first time the load had not written it yet.
      const same = readings
        .filter(({ part }) => part.firstRow === first.part.firstRow && part.jobId === first.part.jobId)
        .map(valuesIn);
      const last = same.at(-1) ?? valuesIn(first);
      if (same.every((values) => areSame(values, last))) return last;
      // Sent a second time since its answer was lost: the first time may have come all the same.
      const isDoubtful = same.some((values) =>
        [...last].some(([field, value]) => values.get(field) !== value && mayBeWritten(field, value)),
      );
      return isDoubtful ? "Ambiguous" : last;
    },
  };
}

/** Tells whether each batch that has written a record has a reading of it: none is sent before its records are kept. */
function isWhole(readings: readonly Reading[], sources: ReadonlyMap<string, RowSources>): boolean {
  return [...sources].every(([job, { firstRows, batches }]) => {
    const own = readings.filter(({ part }) => part.jobId.slice(0, 15) === job);
    // Rows may be counted from another one in the load than in the snapshot.
    const places = new Set(own.map(({ part }) => part.firstRow)).size;
    const times = new Set(own.map(({ part }) => part.reading)).size;
    return places >= Math.max(1, firstRows.size) && times >= batches.size;
  });
}

const areSame = (one: ValuesBefore, other: ValuesBefore): boolean =>
  one.size === other.size && [...one].every(([field, value]) => other.get(field) === value);
