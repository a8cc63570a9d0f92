import { checkId } from "../../../arguments/check-id.ts";
import { checkObject } from "../../../arguments/check-object.ts";
import { describeValue } from "../../../arguments/describe-value.ts";
import { argumentError } from "../../../errors/argument-error.ts";

/**
 * Checks the batches that a caller names in the option `batches`: each with an id, and none twice.
 *
 * @param source - What gives such batches, for the error.
 * @returns their ids.
 * @throws TypeError for anything else.
 */
export function checkNamedBatches<T extends object>(
  batches: readonly T[],
  source: string,
  batchOf: (one: T) => { readonly id: string },
): string[] {
  if (!Array.isArray(batches)) {
    throw argumentError(
      "InvalidArgument",
      `Cannot use batches: expected an array as ${source}, got ${describeValue(batches)}`,
    );
  }
  const seen = new Set<string>();
  return batches.map((one: T) => {
    checkObject("batches", one, `each as ${source}`);
    const batch = batchOf(one);
    checkObject("batches", batch, "each with its batch");
    const id = checkId(batch.id, "751", "batches");
    const short = id.slice(0, 15);
    if (seen.has(short)) throw argumentError("InvalidArgument", `Cannot use batches: "${id}" stands in it twice`);
    seen.add(short);
    return id;
  });
}
