import * as v from "valibot";
import { checkConnection } from "../../connection/check-connection.ts";
import type { Connection } from "../../connection/connection.ts";
import { type ApiRequest, maxInfoBytes } from "../../requests/api-request.ts";
import { ask, type CallOptions } from "../../exchange/exchange.ts";
import { valueReader } from "../../replies/read-value.ts";

/** Whose session it is. */
export interface UserInfo {
  /** The user's id, prefix `005`. */
  userId: string;
  /** The org's id, prefix `00D`. */
  organizationId: string;
  /** The user name, `ada@example.com`. */
  username: string;
}

const request: ApiRequest = {
  action: "ask whose session it is",
  method: "GET",
  service: "oauth2",
  path: "userinfo",
  contentType: "application/json",
  repeatable: true,
  maxBytes: maxInfoBytes,
};

const userInfoSchema: v.GenericSchema<unknown, UserInfo> = v.pipe(
  v.object({ user_id: v.string(), organization_id: v.string(), preferred_username: v.nullish(v.string(), "") }),
  v.transform(({ user_id, organization_id, preferred_username }) => ({
    userId: user_id,
    organizationId: organization_id,
    username: preferred_username,
  })),
);

const readUser = valueReader(userInfoSchema, "a user", "user");

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
  return await ask(checkConnection(connection), request, readUser, options);
}
