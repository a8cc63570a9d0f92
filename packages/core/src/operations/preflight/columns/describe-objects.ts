import type { Target } from "../../../connection/check-connection.ts";
import { NetworkError } from "../../../errors/network-error.ts";
import { ResponseError } from "../../../errors/response-error.ts";
import { SalesforceError } from "../../../errors/salesforce-error.ts";
import { SessionError } from "../../../errors/session-error.ts";
import { ask } from "../../../exchange/ask.ts";
import type { CallOptions } from "../../../exchange/exchange.ts";
import type { OperationError } from "../../../exchange/failure.ts";
import type { ListedObject, ObjectDescription } from "../../../protocol/object-description.ts";
import type { ApiRequest } from "../../../requests/api-request.ts";
import { describeObjectRequest, listObjectsRequest } from "../../../requests/describe-requests.ts";

/** What was found out: a value, or the error that says why not. */
type Asked<T> = { readonly value: T } | { readonly error: OperationError };

/** Asks an org about its objects, about each of them once. */
export interface ObjectSource {
  /** Describes an object. Rejects with the caller's abort reason, and for arguments that cannot be used. */
  readonly describe: (object: string) => Promise<Asked<ObjectDescription>>;
  /** Lists all objects. Rejects as `describe` does. */
  readonly list: () => Promise<Asked<ListedObject[]>>;
}

/** Makes a source of descriptions that remembers them as long as it is there. */
export function objectSource(target: Target, options: CallOptions): ObjectSource {
  const described = new Map<string, Promise<Asked<ObjectDescription>>>();
  let listed: Promise<Asked<ListedObject[]>> | undefined;
  const find = async <T>(request: ApiRequest<T>): Promise<Asked<T>> => {
    try {
      return { value: await ask(target, request, options) };
    } catch (error) {
      if (isOperationError(error) && options.signal?.aborted !== true) return { error };
      throw error;
    }
  };
  return {
    describe: (object) => {
      const name = object.toLowerCase();
      const asked = described.get(name) ?? find(describeObjectRequest(object));
      described.set(name, asked);
      return asked;
    },
    list: () => (listed ??= find(listObjectsRequest())),
  };
}

const isOperationError = (error: unknown): error is OperationError =>
  error instanceof NetworkError ||
  error instanceof SessionError ||
  error instanceof SalesforceError ||
  error instanceof ResponseError;

/** Tells whether Salesforce said that there is no such object for this user, which is status 404 (documented). */
export const isNotThere = (error: OperationError): boolean =>
  error instanceof SalesforceError && error.exceptionCode.toUpperCase() === "NOT_FOUND";

/** Describes one object, for its user: what goes wrong is thrown. */
export const askForDescription = (target: Target, object: string, options: CallOptions): Promise<ObjectDescription> =>
  ask(target, describeObjectRequest(object), options);

/** Lists all objects, for its user: what goes wrong is thrown. */
export const askForObjects = (target: Target, options: CallOptions): Promise<ListedObject[]> =>
  ask(target, listObjectsRequest(), options);
