import type { Target } from "../../../connection/check-connection.ts";
import type { RecordWatch } from "../../../batches/pack-records.ts";
import type { Field } from "../../../batches/records/flatten-record.ts";
import { readRows } from "../../../csv/read-rows.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import type { LoadPreflight } from "../../../protocol/load-preflight.ts";
import type { ColumnCheck } from "../../preflight/columns/check-columns.ts";
import { objectSource } from "../../preflight/columns/describe-objects.ts";
import { judgeColumnsBy } from "../../preflight/columns/judge-columns.ts";
import { checkLoadTarget, type LoadTarget } from "../../preflight/columns/load-target.ts";
import { type DiscreetValueChecker, valueChecker } from "../../preflight/values/value-checker.ts";
import type { CheckedLoad } from "../options/check-shared-options.ts";
import type { LoadPart } from "../source/open-parts.ts";
import { foreignIds, unfitColumns } from "./refuse-rows.ts";

/** Checks the rows of a load as they pass. */
export interface RowWatch {
  /** Takes a record that is about to be written. Throws or rejects as `part` does. */
  readonly record: RecordWatch;
  /**
   * Takes a batch that is about to be sent.
   *
   * @throws TypeError where its columns do not fit, and where its rows are for records of another object.
   */
  readonly part: (part: LoadPart) => Promise<void>;
  /**
   * Says that all columns were seen that there are to be judged.
   *
   * @throws TypeError where one is missing without which no row can go in.
   */
  readonly complete: () => void;
  /** Tells what was found up to now. `discreetly` is without values. */
  readonly found: (how: "openly" | "discreetly", rows: number | null) => LoadPreflight;
}

/** What is settled by the journal of a load that is taken up. */
interface Settled {
  /** Up to which row all was sent before. */
  readonly lastRow: number;
  /** Whether its columns were taken. */
  readonly hasColumns: boolean;
}

const missing: readonly ColumnFinding["kind"][] = ["MissingId", "MissingKey", "MissingRequired"];

/**
 * Makes what checks the rows of a load: their columns when they come up, each object being described once, and their values
 * row by row.
 */
export function watchRows(target: Target, load: CheckedLoad, settled: Settled, signal: AbortSignal): RowWatch {
  const { spec, reading, fields, values } = load;
  // What the org does not describe is never checked: `fields` is "send" then.
  const aim = fields === "send" ? undefined : checkLoadTarget(spec as LoadTarget);
  const source = objectSource(target, { signal });
  let columns: readonly string[] = [];
  const places = new Map<string, number>();
  let check: ColumnCheck | undefined;
  /** One for the columns that came up together. Of records there may be several. */
  const checkers: DiscreetValueChecker[] = [];

  /** Takes columns that have come up; `isAll` where there are no others. */
  const learn = async (more: readonly string[], unit: "line" | "row", isAll: boolean): Promise<void> => {
    if (aim === undefined || more.length === 0) return;
    const before = columns.length;
    columns = [...columns, ...more];
    for (const [index, name] of more.entries()) places.set(name, before + index);
    check = await judgeColumnsBy(source, aim, columns);
    refuseColumns((kind) => isAll || !missing.includes(kind));
    if (!check.checked || values === "send") return;
    const added = check.fields.map((field, place) => (place < before ? null : field));
    checkers.push(valueChecker(added, unit));
  };
  const refuseColumns = (isMeant: (kind: ColumnFinding["kind"]) => boolean): void => {
    if (settled.hasColumns || check === undefined) return;
    const errors = check.findings.filter(({ kind, severity }) => severity === "error" && isMeant(kind));
    if (errors.length > 0) throw unfitColumns(errors);
  };
  /** Tells whether a row that was not sent yet is for a record of another object. */
  const isForeign = (cells: readonly unknown[], line: number, row: number): boolean => {
    let worst: "error" | "warning" | undefined;
    for (const checker of checkers) if (checker.check(cells, line) === "error") worst = "error";
    return worst === "error" && row > settled.lastRow;
  };
  const refuseForeign = (): never => {
    throw foreignIds(checkers.flatMap((checker) => checker.findings()));
  };

  /** Whether no column has the name of a field. A relationship that is null has the name of none, but in the first record. */
  const isNew = ({ column, value }: Field): boolean => !places.has(column) && (value !== null || columns.length === 0);
  const learnRecord = async (record: readonly Field[], row: number): Promise<void> => {
    if (columns.length === 0 && reading.columns !== null) await learn(reading.columns, "row", true);
    const fresh = record.filter(isNew).map(({ column }) => column);
    await learn(fresh, "row", false);
    checkRecord(record, row);
  };
  const checkRecord = (record: readonly Field[], row: number): undefined => {
    if (checkers.length === 0) return;
    const cells: unknown[] = columns.map(() => undefined);
    for (const { column, value } of record) {
      const place = places.get(column);
      if (place !== undefined) cells[place] = value;
    }
    if (isForeign(cells, row, row)) refuseForeign();
  };

  return {
    record: (record, row) => {
      const isUsual = columns.length > 0 && !record.some(isNew);
      return aim === undefined || isUsual ? checkRecord(record, row) : learnRecord(record, row);
    },
    part: async ({ body, firstRow, lines, dialect }) => {
      if (lines === undefined || fields === "send") return;
      const rows = readRows(body, dialect.delimiter);
      const head = rows.next();
      if (head.done === true) return;
      const unit = lines === "none" ? "row" : "line";
      if (columns.length === 0) await learn(head.value.values, unit, true);
      if (checkers.length === 0) return;
      let index = 0;
      let blanks = 0;
      let offset: number | undefined;
      let hasForeign = false;
      for (const { values: cells, line } of rows) {
        if (lines !== "none") {
          offset ??= lines.first - line;
          while ((lines.blanks[blanks] ?? Infinity) <= index) blanks++;
        }
        const place = lines === "none" ? firstRow + index : line + (offset ?? 0) + blanks;
        if (isForeign(cells, place, firstRow + index)) hasForeign = true;
        index++;
      }
      if (hasForeign) refuseForeign();
    },
    complete: () => refuseColumns((kind) => missing.includes(kind)),
    found: (how, rows) => ({
      checked: check?.checked ?? false,
      why: check === undefined ? 'The option fields is "send"' : check.checked ? null : check.why,
      columns: check?.findings ?? [],
      values: checkers.flatMap((checker) => (how === "openly" ? checker.findings() : checker.discreetFindings())),
      rows,
    }),
  };
}
