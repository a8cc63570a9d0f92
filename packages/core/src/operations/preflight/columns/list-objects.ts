import { checkCallOptions } from "../../../arguments/check-call-options.ts";
import { checkConnection } from "../../../connection/check-connection.ts";
import type { Connection } from "../../../connection/connection.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { ListedObject } from "../../../protocol/object-description.ts";

/**
 * Lists the object types of the org that this user may see, with the beginning of their records' ids.
 *
 * @throws TypeError before anything is sent; NetworkError, SessionError, SalesforceError, ResponseError.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_describeGlobal.htm
 * @example
 * ```ts
 * import { listObjects } from "@sfbulk/core";
 *
 * const objects = await listObjects(connection);
 * console.log(objects.map(({ name }) => name));
 * ```
 */
export async function listObjects(connection: Connection, options: CallOptions = {}): Promise<ListedObject[]> {
  const target = checkConnection(connection);
  checkCallOptions(options);
  // Loaded for who wants descriptions.
  const { askForObjects } = await import("./describe-objects.ts");
  return await askForObjects(target, options);
}
