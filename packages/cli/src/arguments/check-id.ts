import { toLongId } from "@sfbulk/node";
import { usageError } from "./usage-error.ts";

/** Checks the id of a job that stands on the command line, before anything is sent. */
export function checkId(id: string): string {
  const isId = /^750(?:[a-zA-Z0-9]{12}|[a-zA-Z0-9]{15})$/.test(id);
  if (isId && (id.length === 15 || toLongId(id) === id)) return id;
  const shown = JSON.stringify(id.slice(0, 40));
  const why = isId
    ? `its last three characters do not fit the others; if the first 15 are right, it is "${toLongId(id)}"`
    : 'expected 15 or 18 letters and digits that begin with "750"';
  throw usageError(`Cannot use job id ${shown}: ${why}`, "List the jobs with: sfbulk list");
}
