import { type JobSpec, normaliseVersion } from "@sfbulk/node";
import { isSameName } from "../arguments/is-same-name.ts";
import { readCount } from "../arguments/read-number.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { LoadRecord } from "../journals/load-record.ts";
import { readVersion } from "../connection/connect-orgs.ts";
import type { ApiValues } from "./read-api.ts";
import type { SpecValues } from "./read-spec.ts";

/** The options that name an object or a field. */
const named: ReadonlySet<string> = new Set(["--sobject", "--external-id"]);

/**
 * Sees that what is said of a load that is gone on with is what it began with: one load has one object, one operation, and
 * batches of one size, or its rows could not be told.
 *
 * @throws UsageError.
 */
export function refuseOther(
  values: SpecValues & Pick<ApiValues, "batchSize"> & { readonly apiVersion?: string },
  { begun, apiVersion }: LoadRecord,
): void {
  if (begun === undefined) return;
  const spec = begun.spec as JobSpec;
  const isClassic = begun.api !== "2.0";
  const { batchSize } = values;
  const said: readonly (readonly [flag: string, now: string | undefined, before: string | undefined])[] = [
    ["--operation", values.operation, spec.operation],
    ["--sobject", values.sobject, spec.object],
    ["--external-id", values.externalId, spec.externalIdFieldName],
    ["--serial", values.serial === true ? "Serial" : undefined, spec.concurrencyMode],
    ["--assignment-rule", values.assignmentRule, spec.assignmentRuleId],
    [
      "--batch-size",
      batchSize === undefined || !isClassic ? undefined : String(readCount("--batch-size", batchSize, 10_000)),
      String(begun.limits.maxRecords),
    ],
    [
      "--api-version",
      apiVersion === undefined || values.apiVersion === undefined ? undefined : readVersion(values.apiVersion),
      apiVersion === undefined ? undefined : normaliseVersion(apiVersion),
    ],
  ];
  for (const [flag, now, before] of said) {
    if (now === undefined || now === before || (named.has(flag) && isSameName(now, before))) continue;
    const given = flag === "--serial" ? flag : `${flag} ${now}`;
    throw usageError(
      `Cannot go on with this load by ${given}: it was begun ${before === undefined ? "without" : `with ${before}`}`,
      `Leave ${flag} out: what the load began with is in its journal`,
      "Or load the file in that way, too, by a journal of its own: --journal <path> in place of --resume",
    );
  }
}
