import { checkCallOptions } from "../../../arguments/check-call-options.ts";
import { checkName } from "../../../arguments/check-name.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { ObjectDescription } from "../../../protocol/object-description.ts";

/**
 * Describes an object type: its fields, and what this user may do with them. A tool suggests names by it.
 *
 * @param object - The API name, `Account`.
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError (`NOT_FOUND` where there is no such
 *   object for this user), ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm
 * @example
 * ```ts
 * import { describeObject } from "@sfbulk/core";
 *
 * const { fields } = await describeObject(connection, "Contact");
 * console.log(fields.map(({ name, label }) => `${name}: ${label}`));
 * ```
 */
export async function describeObject(
  connection: Connection,
  object: string,
  options: CallOptions = {},
): Promise<ObjectDescription> {
  const target = checkConnection(connection);
  checkName("object", object);
  checkCallOptions(options);
  // Loaded for who wants descriptions.
  const { askForDescription } = await import("./describe-objects.ts");
  return await askForDescription(target, object, options);
}
