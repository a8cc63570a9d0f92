import { findByName } from "../../options/object-schema.ts";
import { recordsOf } from "../../org/state/record-store.ts";
import { restReply } from "../context/rest-reply.ts";
import type { RouteContext } from "../context/route-context.ts";

/**
 * Tells how many records there are of the object types in `sObjects`, or of all. Shape and parameter are documented;
 * Salesforce's numbers are approximate, these are right. What is not there is left out (a guess).
 */
export function recordCount(context: RouteContext): Response {
  const { org, arrival } = context.env;
  const asked = arrival.url.searchParams.get("sObjects");
  const names = asked === null ? Object.keys(org.objects) : asked.split(",").map((name) => name.trim());
  const sObjects = names.flatMap((asName) => {
    const name = findByName(org.objects, asName)?.name;
    return name === undefined ? [] : [{ count: countOf(recordsOf(org.records, name).byId.values()), name }];
  });
  return restReply(context, 200, { sObjects });
}

function countOf(records: Iterable<{ readonly deleted: boolean }>): number {
  let count = 0;
  for (const { deleted } of records) if (!deleted) count++;
  return count;
}
