import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkId } from "../../arguments/check-id.ts";
import { checkIterable } from "../../arguments/check-iterable.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { toLongId } from "../../protocol/salesforce-id.ts";
import { type NamedUser, readUsersRequest } from "../../requests/org-requests.ts";

/** How many users are asked for at once: the address of a request must not grow too long. */
const atOnce = 200;

/**
 * Finds the names of users, such as those who created jobs. Users who are not there, or whom this user may not see, are left
 * out.
 *
 * @param userIds - Ids of 15 or 18 characters, prefix `005`.
 * @returns the users, in the order of their ids; each one once.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections_retrieve.htm
 * @example
 * ```ts
 * import { findJobs, findUsers } from "@sfbulk/core";
 *
 * const owners = new Set<string>();
 * for await (const { createdById } of findJobs(connection, { state: "Open" })) if (createdById !== null) owners.add(createdById);
 * for (const { id, name } of await findUsers(connection, owners)) console.log(id, name);
 * ```
 */
export async function findUsers(
  connection: Connection,
  userIds: Iterable<string>,
  options: CallOptions = {},
): Promise<NamedUser[]> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  checkIterable("userIds", userIds, "ids");
  const ids = [...new Set(Array.from(userIds, (id) => toLongId(checkId(id, "005", "userIds"))))];
  const found: NamedUser[] = [];
  for (let at = 0; at < ids.length; at += atOnce) {
    found.push(...(await ask(target, readUsersRequest(ids.slice(at, at + atOnce)), options)));
  }
  return found;
}
