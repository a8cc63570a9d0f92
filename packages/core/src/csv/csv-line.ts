/**
 * Writes a line of CSV with its line break.
 *
 * @param quotes - Which values stand in quotes: those that need it, or all, as Salesforce writes them. A line of one empty
 *   value is no empty line then.
 */
export const csvLine = (values: readonly string[], quotes: "where needed" | "always" = "where needed"): string =>
  `${values.map((value) => (quotes === "always" || /["\r\n,]/.test(value) ? quoted(value) : value)).join(",")}\n`;

const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
