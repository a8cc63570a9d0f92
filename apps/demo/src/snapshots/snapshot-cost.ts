import type { JobSpec } from "@sfbulk/browser";
import { plural } from "../components/format.ts";

/** How many records are read at once: by their ids, and by an external id of some 20 characters. */
const together = { byId: 2000, byKey: 400 };

/** Says what keeping the records of so many rows costs. */
export function snapshotCost({ externalIdFieldName }: JobSpec, rows: number, rowsOfBatch: number): string {
  const isById = (externalIdFieldName ?? "Id").toLowerCase() === "id";
  const most = isById ? together.byId : together.byKey;
  const whole = Math.floor(rows / rowsOfBatch);
  const calls = whole * Math.ceil(rowsOfBatch / most) + Math.ceil((rows % rowsOfBatch) / most) + 1;
  return `${isById ? "" : "about "}${plural(calls, "more API call")}${isById ? "" : ", more where keys are long"}`;
}
