import type { FetchAdapter } from "../connection/adapter.ts";
import type { TokenSource } from "../connection/connection.ts";
import { checkOrigin, normaliseInstanceUrl } from "../connection/instance-url.ts";
import { checkFunction } from "../arguments/check-function.ts";
import type { OptionNames } from "../arguments/check-options.ts";
import { checkString } from "../arguments/check-string.ts";
import { type Duration, readTimeout } from "../arguments/read-duration.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { redact } from "../errors/redact.ts";
import { SessionError } from "../errors/session-error.ts";
import { pause } from "../async/pause.ts";
import { readBody } from "../replies/read-body.ts";
import { retryDelay } from "../exchange/retry-delay.ts";
import { send } from "../exchange/send.ts";

/** Where and how a token is asked for. */
export interface TokenEndpoint {
  /** The origin that signs in: `https://login.salesforce.com`, `https://test.salesforce.com` or the org's My Domain. */
  readonly loginUrl: string;
  /** The consumer key of the connected app. */
  readonly clientId: string;
  /** How requests travel. Default: `globalThis.fetch`. */
  readonly fetch?: FetchAdapter;
  /** How long one attempt may take, in milliseconds or as `"45s"`. Default: 30,000. */
  readonly attemptTimeout?: Duration;
}

/** The names of {@link TokenEndpoint}, for those that add to it. */
export const endpointNames: OptionNames<TokenEndpoint> = {
  loginUrl: true,
  clientId: true,
  fetch: true,
  attemptTimeout: true,
};

/** A {@link TokenSource} that also learns which instance the token is for. */
export type OrgTokenSource = TokenSource & {
  /** Gives the `instanceUrl` for the connection, and signs in for it where that has not happened yet. */
  readonly instanceUrl: () => Promise<string>;
};

/** What the endpoint gives. */
interface Grant {
  readonly accessToken: string;
  readonly instanceUrl: string;
  /** A new refresh token, where the connected app rotates them. */
  readonly refreshToken: string | undefined;
}

/** The form of one request, and what is to be kept of its answer. */
export interface GrantRequest {
  readonly form: () => Record<string, string> | Promise<Record<string, string>>;
  readonly onRefreshToken?: (refreshToken: string) => void | Promise<void>;
}

/**
 * Makes a source out of a way to ask for a token.
 *
 * Everything that is wrong with the answer is a SessionError that says what to do. A token for another instance than the
 * first one is refused: the connection's `instanceUrl` would be wrong for it.
 */
export function grantSource(endpoint: TokenEndpoint, request: GrantRequest): OrgTokenSource {
  const { origin } = checkOrigin("loginUrl", endpoint.loginUrl);
  checkString("clientId", endpoint.clientId);
  checkFunction("fetch", endpoint.fetch);
  const timeout = readTimeout("attemptTimeout", endpoint.attemptTimeout, 30_000);
  let latest: Grant | undefined;
  const renew = async (): Promise<Grant> => {
    const grant = await requestGrant(origin, await request.form(), endpoint.fetch ?? globalThis.fetch, timeout);
    if (grant.refreshToken !== undefined) await request.onRefreshToken?.(grant.refreshToken);
    if (latest !== undefined && latest.instanceUrl !== grant.instanceUrl) {
      throw new SessionError(
        `Cannot get an access token: the org has moved to "${grant.instanceUrl}"; use that as instanceUrl`,
        { code: "OrgMoved" },
      );
    }
    latest = grant;
    return grant;
  };
  let pending: Promise<Grant> | undefined;
  const current = async (rejected?: string): Promise<Grant> => {
    if (latest !== undefined && latest.accessToken !== rejected) return latest;
    pending ??= renew().finally(() => (pending = undefined));
    return await pending;
  };
  const source = async (rejected?: string): Promise<string> => (await current(rejected)).accessToken;
  return Object.assign(source, { instanceUrl: async () => (await current()).instanceUrl });
}

const attempts = 3;
const delays = { baseDelay: 500, maxDelay: 5000 };

/** An answer has fewer than 4 kB. */
const maxBytes = 65_536;

async function requestGrant(
  origin: string,
  form: Record<string, string>,
  adapter: FetchAdapter,
  timeout: number,
): Promise<Grant> {
  // Loaded for who signs in here, and before the request: after a refusal, there may be nothing to load it from.
  const { adviceFor } = await import("./token-advice.ts");
  const body = new TextEncoder().encode(new URLSearchParams(form).toString());
  const secrets = Object.values(form).filter((value) => value.length >= 8);
  const init = {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body,
  } as const;
  const fail = (code: ErrorCode, why: string, more: { cause?: Error; isTransient?: boolean } = {}): SessionError =>
    new SessionError(`Cannot get an access token: ${redact(why, ...secrets)}`, { code, ...more });
  for (let failures = 1; ; failures++) {
    let failure: SessionError;
    try {
      const raw = await send(adapter, `${origin}/services/oauth2/token`, init, {
        limit: { kind: "whole", milliseconds: timeout, upload: 0 },
        maxBytes,
        signal: undefined,
      });
      const reply = await readBody(raw.bytes, maxBytes);
      const value =
        reply.kind === "json" && typeof reply.value === "object"
          ? (reply.value as Record<string, unknown> | null)
          : null;
      if (raw.status === 200 && value !== null) return readGrant(value, (why) => fail("SignInFailed", why));
      if (typeof value?.["error"] === "string") {
        throw fail(
          "SignInRefused",
          adviceFor(value["error"], typeof value["error_description"] === "string" ? value["error_description"] : ""),
        );
      }
      failure = fail(
        "SignInFailed",
        `"${origin}" answered with status ${raw.status}${reply.kind === "page" ? ` and ${reply.title}` : ""}`,
        { isTransient: raw.status >= 500 },
      );
      if (raw.status < 500) throw failure;
    } catch (error) {
      if (error instanceof SessionError) throw error;
      const cause = copyCause(error, ...secrets);
      failure = fail("SignInFailed", `no reply from "${origin}" (${describeCause(cause)})`, {
        cause,
        isTransient: true,
      });
    }
    if (failures >= attempts) throw failure;
    await pause(retryDelay(delays, failures, null), undefined);
  }
}

function readGrant(value: Record<string, unknown>, fail: (why: string) => SessionError): Grant {
  const { access_token: accessToken, instance_url: instanceUrl, refresh_token: refreshToken } = value;
  if (typeof accessToken !== "string" || accessToken === "") throw fail("the answer has no access_token");
  if (typeof instanceUrl !== "string") throw fail("the answer has no instance_url");
  let origin: string;
  try {
    origin = normaliseInstanceUrl(instanceUrl);
  } catch {
    throw fail("the answer's instance_url is no address of an org");
  }
  return {
    accessToken,
    instanceUrl: origin,
    refreshToken: typeof refreshToken === "string" ? refreshToken : undefined,
  };
}
