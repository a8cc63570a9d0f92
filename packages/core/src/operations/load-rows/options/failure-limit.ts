import { describeValue } from "../../../arguments/describe-value.ts";
import { argumentError } from "../../../errors/argument-error.ts";

/** How many rows may fail. */
export interface FailureLimit {
  /** As the caller said it. */
  readonly words: string;
  /** Tells whether more have failed than may. */
  readonly isExceeded: (failed: number, processed: number) => boolean;
}

/**
 * Checks the option `maxFailed`.
 *
 * @throws TypeError for anything but a whole number and a share such as `"5%"`.
 */
export function checkMaxFailed(value: number | string | undefined): FailureLimit | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) {
    return { words: String(value), isExceeded: (failed) => failed > value };
  }
  const [, digits] = typeof value === "string" ? (/^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(value.trim()) ?? []) : [];
  const share = digits === undefined ? Number.NaN : Number(digits) / 100;
  if (share <= 1) return { words: value as string, isExceeded: (failed, processed) => failed > processed * share };
  throw argumentError(
    "InvalidArgument",
    `Cannot use maxFailed ${describeValue(value)}: expected a number of rows, or a share such as "5%"`,
  );
}
