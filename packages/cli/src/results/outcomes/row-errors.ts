import type { FailedRow } from "@sfbulk/node";

/** Tells which file a row goes to that was not written. */
export function kindOf({
  errors,
  mayBeWritten,
}: Pick<FailedRow, "errors" | "mayBeWritten">): "failed" | "unprocessed" | "unknown" {
  if (mayBeWritten === true) return "unknown";
  // By Bulk API 2.0 a job may fail before it comes to all rows.
  const isLeft = errors.some(({ statusCode }) => statusCode === "NOT_PROCESSED" || statusCode === "JOB_FAILED");
  return isLeft ? "unprocessed" : "failed";
}

/** Writes why a row was not written into one cell. */
export const errorsText = (errors: readonly Parameters<typeof errorText>[0][]): string =>
  errors.map(errorText).join("; ");

/** `REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name`, as Salesforce writes it into its own files. */
export const errorText = ({
  statusCode,
  message,
  fields,
}: {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}): string => `${statusCode}:${message}:${fields.length === 0 ? "--" : fields.join(",")}`;
