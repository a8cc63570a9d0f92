import { checkCallOptions } from "../../arguments/check-call-options.ts";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { ask } from "../../exchange/ask.ts";
import type { CallOptions } from "../../exchange/exchange.ts";
import { readUserRequest, type UserInfo } from "../../requests/org-requests.ts";

/**
 * Asks whose session it is. It is also the cheapest way to find out whether a session is still good.
 *
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_using_userinfo_endpoint.htm
 * @example
 * ```ts
 * import { getUser } from "@sfbulk/core";
 *
 * const { userId, username } = await getUser(connection);
 * ```
 */
export async function getUser(connection: Connection, options: CallOptions = {}): Promise<UserInfo> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  return await ask(target, readUserRequest(), options);
}
