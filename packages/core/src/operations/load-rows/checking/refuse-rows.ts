import { argumentError } from "../../../errors/argument-error.ts";
import type { ColumnFinding } from "../../../protocol/column-finding.ts";
import type { ValueFinding } from "../../../protocol/value-finding.ts";

/** How many findings an error names. */
const mostNamed = 5;

/** Says that no row can go in with these columns. */
export function unfitColumns(findings: readonly ColumnFinding[]): TypeError {
  const all = sentences(findings.map(({ message }) => message));
  return argumentError(
    "UnfitColumns",
    `${all}; where the org takes it all the same, say so by the option fields: "send"`,
  );
}

/** Says that rows are for records of another object. */
export function foreignIds(findings: readonly ValueFinding[]): TypeError {
  const errors = findings.filter(({ severity }) => severity === "error");
  const all = sentences(errors.map(({ message }) => message));
  return argumentError("ForeignId", `${all}; where that is meant, say so by the option values: "send"`);
}

function sentences(messages: readonly string[]): string {
  const [first = "", ...others] = messages.slice(0, mostNamed);
  const more = messages.length > mostNamed ? `; and ${messages.length - mostNamed} more` : "";
  return [first, ...others.map((one) => `${one.charAt(0).toLowerCase()}${one.slice(1)}`)].join("; ") + more;
}
