import { isSameId } from "../../protocol/salesforce-id.ts";
import type { RestRecord } from "../../requests/record-requests.ts";
import { textOf } from "../snapshots/read-records.ts";
import type { OwnWrites } from "./own-writes.ts";
import { readStamp, type Stamp } from "./stamp.ts";
import type { WrittenRecord } from "./written-records.ts";

/** Gives when a record was changed last, and by whom. */
export const stampOf = (record: RestRecord): Stamp =>
  readStamp(textOf(record["SystemModstamp"]), textOf(record["LastModifiedById"]));

/**
 * Tells whether somebody has changed a record since a load has written it. Where the last change is of taking a later load back,
 * it is the one before that load which counts, and so on down to the load.
 */
export function isChanged(record: WrittenRecord, now: RestRecord, later: readonly OwnWrites[]): boolean {
  let stamp = stampOf(now);
  let others = later;
  while (isBehind(record, stamp)) {
    const { time, by } = stamp;
    /** Who was writing the record then. Of two in one second it may be the other one: then it counts as changed. */
    const own = others.find((one) => {
      const known = one.of(record.id);
      return known !== undefined && known.from <= time && time <= known.until && known.by === by;
    });
    if (own === undefined) return true;
    stamp = own.of(record.id)?.before ?? stamp;
    others = others.filter((one) => one !== own);
  }
  return false;
}

const isBehind = ({ until, by }: WrittenRecord, stamp: Stamp): boolean =>
  isLater(stamp, until) || ![...by].some((id) => isSameId(id, stamp.by));

/** Tells whether a change is later than a time. What is no time is later than any. */
export const isLater = ({ time }: Stamp, until: number): boolean => !(time <= until);
