import type { UndoPlan, UndoReason, UndoRecord } from "@sfbulk/node";
import { count, formatNumber } from "../output/count.ts";
import { visible } from "../output/visible.ts";

/** Is said before a load is taken back, every time. */
export const notTakenBack =
  "Not taken back: what triggers, flows, roll-ups and e-mails have done since. What is deleted takes with it what hangs on it";

/** Why records are left, in words. */
const reasonWords: Readonly<Record<UndoReason, string>> = {
  ChangedSince: "changed since the load",
  OtherValues: "with other values than were loaded",
  Gone: "deleted since",
  NotInRecycleBin: "not in the recycle bin any more",
  NoSnapshot: "without a snapshot: nobody knows what was before",
  Ambiguous: "sent twice: which values were before cannot be told",
  UnknownEnd: "may have been written: the results do not tell",
  NotWritable: "with a value from before that cannot be written, such as #N/A",
  Refused: "refused by Salesforce",
};

/** How many of the records that are left are shown. */
const mostShown = 10;
const mostUsers = 3;

/** Writes what a taking back would do, or has done, line by line. */
export function planLines({ summary, records }: UndoPlan, isDone: boolean): string[] {
  const { deleted, writtenBack, undeleted, asBefore, left, reasons, unwritten } = summary;
  const lines = [
    line(deleted, isDone ? "deleted" : "delete", "record", " made by the load"),
    line(writtenBack, isDone ? "written back" : "write back", "record", " changed by the load"),
    line(undeleted, isDone ? "undeleted" : "undelete", "record", " deleted by the load"),
    line(asBefore, "as before", "record", ": nothing to do"),
    line(left, isDone ? "left" : "leave", "record", ""),
  ].flat();
  for (const { why, records: number } of reasons) {
    lines.push(`${" ".repeat(16)}${formatNumber(number)} ${reasonWords[why]}${usersOf(records, why)}`);
  }
  lines.push(...line(unwritten, "not written", "row", " of the load"));
  return lines.length === 0 ? ["The load has written nothing"] : lines;
}

const line = (number: number, verb: string, unit: string, what: string): string[] =>
  number === 0 ? [] : [`${verb.padEnd(13)} ${count(number, unit)}${what}`];

/** Names those who have changed records, the most diligent first. */
function usersOf(records: readonly UndoRecord[], why: UndoReason): string {
  if (why !== "ChangedSince" && why !== "OtherValues") return "";
  const users = new Map<string, number>();
  for (const { why: own, lastModifiedBy, lastModifiedById } of records) {
    const name = lastModifiedBy ?? lastModifiedById;
    if (own === why && name !== null) users.set(name, (users.get(name) ?? 0) + 1);
  }
  const sorted = [...users].toSorted(([, one], [, other]) => other - one);
  if (sorted.length === 0) return "";
  const named = sorted.slice(0, mostUsers).map(([name, number]) => `${visible(name)}: ${formatNumber(number)}`);
  return ` (${named.join(", ")}${sorted.length > mostUsers ? `, and ${sorted.length - mostUsers} others` : ""})`;
}

/** Writes the first of the records that are left, with what is known of them. */
export function leftLines({ records }: UndoPlan): string[] {
  const left = records.filter(({ fate }) => fate === "left");
  const shown = left
    .slice(0, mostShown)
    .map(({ id, rowNumber, why, message, lastModifiedBy, systemModstamp }) =>
      [
        (id ?? "").padEnd(18),
        ...(rowNumber === null ? [] : [`row ${formatNumber(rowNumber)}`]),
        why === null ? "" : reasonWords[why],
        ...(lastModifiedBy === null ? [] : [`by ${visible(lastModifiedBy)}`]),
        ...(why === "ChangedSince" && systemModstamp !== null
          ? [`${systemModstamp.slice(0, 19).replace("T", " ")}Z`]
          : []),
        ...(message === null ? [] : [visible(message)]),
      ].join("  "),
    );
  return left.length > shown.length ? [...shown, `and ${formatNumber(left.length - shown.length)} more`] : shown;
}
