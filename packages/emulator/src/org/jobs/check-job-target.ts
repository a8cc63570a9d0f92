import { findByName } from "../../options/object-schema.ts";
import type { JobTarget } from "../state/job.ts";
import type { Org } from "../state/org.ts";
import { Refusal } from "../state/refusal.ts";
import type { Session } from "../state/session.ts";

/**
 * Checks what a new job of either API is to do: that the object exists and is for the Bulk API, that an upsert has an
 * external id, and that its user may delete for good.
 *
 * @returns the object's name in its own case.
 * @throws Refusal where it cannot be.
 */
export function checkJobTarget(org: Org, session: Session, target: JobTarget): string {
  const { operation, externalIdFieldName } = target;
  const known = findByName(org.objects, target.object);
  if (known === undefined) throw new Refusal("InvalidJob", `Unable to find object: ${target.object}`);
  const isQuery = operation === "query" || operation === "queryAll";
  if (known.value.bulk === false || (known.value.readOnly === true && !isQuery)) {
    const api = isQuery ? "Bulk Query API" : "Bulk API";
    throw new Refusal("InvalidEntity", `Entity '${known.name}' is not supported by the ${api}.`);
  }
  if (operation === "upsert" && externalIdFieldName === null) {
    // The message is a guess: that the field is required is documented, the words are not.
    throw new Refusal("InvalidJob", "External ID was blank for upsert Job");
  }
  if (operation === "hardDelete" && !session.permissions.includes("BulkApiHardDelete")) {
    throw new Refusal(
      "FeatureNotEnabled",
      "hardDelete operation requires special user profile permission, please contact your system administrator",
    );
  }
  return known.name;
}
