import { plural } from "../../components/format.ts";
import type { FileReading } from "../../load/files/read-file.ts";
import type { MappingCheck } from "../../load/plan/check-mapping.ts";
import { columnTargets, loadPlan } from "../../load/plan/load-plan.ts";

/** Says what is in the way of checking all rows; `undefined` where nothing is. */
export function hindranceOf(
  reading: FileReading | Error | undefined,
  check: MappingCheck | Error | undefined,
): string | undefined {
  const { operation, object, externalId } = loadPlan.value;
  const targets = columnTargets.value;
  if (object === "") return "Name the object that the rows are for.";
  if (operation === "upsert" && externalId === "")
    return "Name the external id field that tells which record a row is for.";
  if (reading === undefined) return "The file is being read.";
  if (reading instanceof Error) return "The file cannot be loaded as it is.";
  if (check === undefined || targets === undefined) return "The columns are being checked.";
  if (check instanceof Error) return "The columns could not be checked.";
  if (targets.every((one) => one === "")) return "No column is for a field.";
  const errors = check.findings.filter(({ severity }) => severity === "error").length;
  return errors === 0
    ? undefined
    : `${plural(errors, "thing is", "things are")} wrong with the columns; no row could go in so.`;
}
