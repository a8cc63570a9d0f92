import { usageError } from "../arguments/usage-error.ts";

/**
 * Reads how many rows may fail.
 *
 * @throws UsageError for anything but a whole number and a share such as `5%`.
 */
export function readMaxFailed(given: string | undefined): number | string | undefined {
  if (given === undefined) return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  const [, share] = /^(\d{1,3}(?:\.\d{1,6})?)%$/.exec(given) ?? [];
  if (share !== undefined && Number(share) <= 100) return given;
  throw usageError(
    `Cannot use --max-failed ${JSON.stringify(given)}: expected a number of rows, or a share of those that are processed, such as 5%`,
  );
}
