import { argumentError } from "../errors/argument-error.ts";
import { checkBoolean } from "../arguments/check-boolean.ts";
import { checkFunction } from "../arguments/check-function.ts";
import { checkOptions } from "../arguments/check-options.ts";
import { checkWholeNumber } from "../arguments/check-whole-number.ts";
import { describeBadToken, isSendableToken } from "../arguments/describe-bad-token.ts";
import { describeValue } from "../arguments/describe-value.ts";
import { readTimeout } from "../arguments/read-duration.ts";
import type { FetchAdapter } from "./adapter.ts";
import type { AttemptInfo } from "./attempt-info.ts";
import { defaultVersion, normaliseVersion } from "./api-version.ts";
import type { Compress, CompressChunks, Connection, Decompress, GzipOptions } from "./connection.ts";
import { normaliseInstanceUrl } from "./instance-url.ts";
import { type Session, sessionOf } from "./session.ts";

/** A connection after its check, with every default filled in. Times are in milliseconds. */
export interface Target {
  readonly origin: string;
  readonly version: string;
  readonly session: Session;
  readonly adapter: FetchAdapter;
  /** Bodies of fewer bytes are not compressed; `undefined` where none is, and no compressed reply is asked for. */
  readonly gzipFrom: number | undefined;
  /** The compressor that the connection brings, instead of pako. */
  readonly compress: Compress | undefined;
  /** What the connection brings to compress uploads as they come, instead of pako. */
  readonly compressChunks: CompressChunks | undefined;
  /** What the connection brings to decompress large replies, instead of pako. */
  readonly decompress: Decompress | undefined;
  readonly attemptTimeout: number;
  readonly stallTimeout: number;
  readonly attempts: number;
  readonly baseDelay: number;
  readonly maxDelay: number;
  readonly maxRetryAfter: number;
  readonly onAttempt: ((attempt: AttemptInfo) => void) | undefined;
}

/**
 * Checks a connection and fills in its defaults. What else is on it is nobody's business: a client of another library
 * fits as it is. Only what is there under another name than its own is refused.
 *
 * @throws TypeError that names the property and what is expected. Nothing has been sent then.
 */
export function checkConnection(connection: Connection): Target {
  if (typeof connection !== "object" || connection === null) {
    throw argumentError(
      "InvalidConnection",
      "Cannot use connection: expected an object with instanceUrl and accessToken",
    );
  }
  refuseMisnomers(connection);
  const { instanceUrl, accessToken, version = defaultVersion, fetch, gzip, retry = {} } = connection;
  if (typeof instanceUrl !== "string") {
    throw argumentError(
      "InvalidInstanceUrl",
      `Cannot use instanceUrl: expected a string, got ${describeValue(instanceUrl)}`,
    );
  }
  if (typeof accessToken !== "function" && !isSendableToken(accessToken)) {
    throw argumentError(
      "InvalidAccessToken",
      `Cannot use accessToken: expected a token or a function that gives one, got ${describeBadToken(accessToken)}`,
    );
  }
  const adapter = fetch ?? globalThis.fetch;
  if (typeof adapter !== "function") {
    throw argumentError(
      "NoFetch",
      fetch === undefined
        ? "Cannot use fetch: this runtime has none, so the connection must bring one"
        : `Cannot use fetch: expected a function, got ${describeValue(fetch)}`,
    );
  }
  const { gzipFrom, compress, compressChunks, decompress } = checkGzip(gzip);
  checkOptions("retry", retry, { attempts: true, baseDelay: true, maxDelay: true, maxRetryAfter: true });
  return {
    origin: normaliseInstanceUrl(instanceUrl),
    version: normaliseVersion(version),
    session: sessionOf(accessToken),
    adapter,
    gzipFrom,
    compress,
    compressChunks,
    decompress,
    attemptTimeout: readTimeout("attemptTimeout", connection.attemptTimeout, 30_000),
    stallTimeout: readTimeout("stallTimeout", connection.stallTimeout, 60_000),
    attempts: checkWholeNumber("retry.attempts", retry.attempts, 5, 1),
    baseDelay: readTimeout("retry.baseDelay", retry.baseDelay, 500, 0),
    maxDelay: readTimeout("retry.maxDelay", retry.maxDelay, 30_000, 0),
    maxRetryAfter: readTimeout("retry.maxRetryAfter", retry.maxRetryAfter, 120_000, 0),
    onAttempt: checkFunction("onAttempt", connection.onAttempt),
  };
}

const defaultMinBytes = 1024;

function checkGzip(
  gzip: boolean | GzipOptions | undefined,
): Pick<Target, "gzipFrom" | "compress" | "compressChunks" | "decompress"> {
  if (typeof gzip !== "object") {
    const all = checkBoolean("gzip", gzip, false);
    return {
      gzipFrom: gzip === false ? undefined : all ? 0 : defaultMinBytes,
      compress: undefined,
      compressChunks: undefined,
      decompress: undefined,
    };
  }
  checkOptions("gzip", gzip, { minBytes: true, compress: true, compressChunks: true, decompress: true });
  const { minBytes, compress, compressChunks, decompress } = gzip;
  return {
    gzipFrom: checkWholeNumber("gzip.minBytes", minBytes, defaultMinBytes, 0),
    compress: checkFunction("gzip.compress", compress),
    compressChunks: checkFunction("gzip.compressChunks", compressChunks),
    decompress: checkFunction("gzip.decompress", decompress),
  };
}

/** What other clients, and Salesforce's own words, call the properties of a connection. None is one of jsforce's. */
const misnomers: readonly (readonly [keyof Connection, readonly string[]])[] = [
  ["instanceUrl", ["instance_url", "instanceURL", "serverUrl", "baseUrl", "url", "instance", "host"]],
  ["accessToken", ["access_token", "token", "sessionId", "session_id", "sid"]],
  ["version", ["apiVersion", "api_version"]],
  ["attemptTimeout", ["timeout"]],
  ["retry", ["retries"]],
];

/** Without this, a wrong version or a forgotten time limit would be the default, and nobody would know. */
function refuseMisnomers(connection: Connection): void {
  for (const [right, others] of misnomers) {
    if (connection[right] !== undefined) continue;
    for (const other of others) {
      if ((connection as unknown as Record<string, unknown>)[other] === undefined) continue;
      throw argumentError(
        "UnknownOption",
        `Cannot use ${JSON.stringify(other)} of connection: the property is called "${right}"`,
      );
    }
  }
}
