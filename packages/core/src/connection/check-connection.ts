import type { FetchAdapter } from "./adapter.ts";
import { defaultVersion, normaliseVersion } from "./api-version.ts";
import { checkWholeNumber } from "../arguments/check-whole-number.ts";
import type { Compress, Connection } from "./connection.ts";
import { normaliseInstanceUrl } from "./instance-url.ts";
import { describeToken, isSendable, type Session, sessionOf } from "./session.ts";

/** A connection after its check, with every default filled in. */
export interface Target {
  readonly origin: string;
  readonly version: string;
  readonly session: Session;
  readonly adapter: FetchAdapter;
  /** Bodies of fewer bytes are not compressed; `undefined` where none is, and no compressed reply is asked for. */
  readonly gzipFrom: number | undefined;
  /** The compressor that the connection brings, instead of pako. */
  readonly compress: Compress | undefined;
  readonly timeout: number;
  readonly attempts: number;
  readonly baseDelay: number;
  readonly maxDelay: number;
}

/**
 * Checks a connection and fills in its defaults.
 *
 * @throws TypeError that names the property and what is expected. Nothing has been sent then.
 */
export function checkConnection(connection: Connection): Target {
  if (typeof connection !== "object" || connection === null) {
    throw new TypeError("Cannot use connection: expected an object with instanceUrl and accessToken");
  }
  const { instanceUrl, accessToken, version = defaultVersion, fetch, gzip, timeout, retry = {} } = connection;
  if (typeof instanceUrl !== "string")
    throw new TypeError(`Cannot use instanceUrl: expected a text, got ${typeof instanceUrl}`);
  if (typeof accessToken !== "function" && (typeof accessToken !== "string" || !isSendable(accessToken))) {
    throw new TypeError(
      `Cannot use accessToken: expected a token or a function that gives one, got ${describeToken(accessToken)}`,
    );
  }
  const adapter = fetch ?? globalThis.fetch;
  if (typeof adapter !== "function") {
    throw new TypeError("Cannot use fetch: this runtime has none, so the connection must bring one");
  }
  const { minBytes, compress } = typeof gzip === "object" ? gzip : { minBytes: gzip === true ? 0 : undefined };
  return {
    origin: normaliseInstanceUrl(instanceUrl),
    version: normaliseVersion(version),
    session: sessionOf(accessToken),
    adapter,
    gzipFrom: gzip === false ? undefined : checkWholeNumber("gzip.minBytes", minBytes, 1024, 0),
    compress: checkFunction("gzip.compress", compress),
    timeout: checkWholeNumber("timeout", timeout, 30_000, 1),
    attempts: checkWholeNumber("retry.attempts", retry.attempts, 5, 1),
    baseDelay: checkWholeNumber("retry.baseDelay", retry.baseDelay, 500, 0),
    maxDelay: checkWholeNumber("retry.maxDelay", retry.maxDelay, 30_000, 0),
  };
}

function checkFunction(name: string, value: Compress | undefined): Compress | undefined {
  if (value === undefined || typeof value === "function") return value;
  throw new TypeError(`Cannot use ${name}: expected a function, got ${typeof value}`);
}
