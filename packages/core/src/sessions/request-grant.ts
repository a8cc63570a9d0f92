import { pause } from "../async/pause.ts";
import type { FetchAdapter } from "../connection/adapter.ts";
import { normaliseInstanceUrl } from "../connection/instance-url.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { redact } from "../errors/redact.ts";
import { SessionError } from "../errors/session-error.ts";
import { retryDelay } from "../exchange/retry-delay.ts";
import { send } from "../exchange/send.ts";
import { readBody } from "../replies/read-body.ts";
import { adviceFor, lostAnswer } from "./token-advice.ts";

/** Where a token is asked for. */
export interface GrantEndpoint {
  readonly origin: string;
  /** How long one attempt may take, in milliseconds. */
  readonly timeout: number;
  /** How requests travel, as it stands at the time of the call. */
  readonly adapter: () => FetchAdapter;
}

/** What the endpoint gives. */
export interface Grant {
  readonly accessToken: string;
  readonly instanceUrl: string;
  /** A new refresh token: the first one, or where the app rotates them. */
  readonly refreshToken: string | undefined;
}

/** What is known of a refresh token that others may have used. */
export interface EarlierRequests {
  /** Nothing is sent after this time of `performance.now()`. Default: no such time. */
  readonly until?: number;
  /** When it was asked with the same token and nobody has got the answer. */
  readonly unanswered?: string | undefined;
}

const attempts = 3;
const delays = { baseDelay: 500, maxDelay: 5000 };

/** Says how long {@link requestGrant} takes at most, in milliseconds. */
export const longestRequest = ({ timeout }: GrantEndpoint): number => attempts * (timeout + delays.maxDelay);

/** An answer has fewer than 4 kB. */
const maxBytes = 65_536;

/**
 * Asks an endpoint for a token, again where it has trouble. A refusal is never asked for again.
 *
 * @throws SessionError that says what to do, without the secrets of the form.
 */
export async function requestGrant(
  { origin, timeout, adapter }: GrantEndpoint,
  form: Record<string, string>,
  { until = Infinity, unanswered }: EarlierRequests = {},
): Promise<Grant> {
  const body = new TextEncoder().encode(new URLSearchParams(form).toString());
  const secrets = Object.values(form).filter((value) => value.length >= 8);
  const init = {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
    body,
  } as const;
  let lostSince = unanswered;
  const fail = (code: ErrorCode, why: string, more: { cause?: Error; isTransient?: boolean } = {}): SessionError =>
    new SessionError(`Cannot get an access token: ${redact(why, ...secrets)}`, { code, ...more });
  const refuse = (error: string, description: string): SessionError => {
    const { code, words, answered } = adviceFor(error, description);
    return code === "RefreshTokenDead" && lostSince !== undefined
      ? fail("RefreshTokenLost", `${answered}; ${lostAnswer(lostSince)}`)
      : fail(code, words);
  };
  for (let failures = 1; ; failures++) {
    // Somebody else may have the right to ask by now.
    if (performance.now() > until) throw fail("SignInFailed", "asking took too long", { isTransient: true });
    const asked = new Date().toISOString();
    let failure: SessionError;
    try {
      const raw = await send(adapter(), `${origin}/services/oauth2/token`, init, {
        limit: { kind: "whole", milliseconds: timeout, upload: 0 },
        maxBytes,
        signal: undefined,
      });
      const reply = await readBody(raw.bytes, maxBytes);
      const value =
        reply.kind === "json" && typeof reply.value === "object"
          ? (reply.value as Record<string, unknown> | null)
          : null;
      if (raw.status === 200 && value !== null) return readGrant(value, fail);
      if (typeof value?.["error"] === "string") {
        const description = value["error_description"];
        throw refuse(value["error"], typeof description === "string" ? description : "");
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
    lostSince ??= asked;
    if (failures >= attempts) throw failure;
    await pause(retryDelay(delays, failures, null), undefined);
  }
}

function readGrant(value: Record<string, unknown>, fail: (code: ErrorCode, why: string) => SessionError): Grant {
  const { access_token: accessToken, instance_url: instanceUrl, refresh_token: refreshToken } = value;
  if (typeof accessToken !== "string" || accessToken === "") {
    throw fail("SignInFailed", "the answer has no access_token");
  }
  if (String(value["token_type"]).toLowerCase() === "dpop") throw fail("DpopToken", dpop);
  if (typeof instanceUrl !== "string") throw fail("SignInFailed", "the answer has no instance_url");
  let origin: string;
  try {
    origin = normaliseInstanceUrl(instanceUrl);
  } catch {
    throw fail("SignInFailed", "the answer's instance_url is no address of an org");
  }
  return {
    accessToken,
    instanceUrl: origin,
    refreshToken: typeof refreshToken === "string" ? refreshToken : undefined,
  };
}

const dpop =
  "the token is bound to a key (DPoP), and the Bulk API documents no proof of it; have the app's administrator turn off Require DPoP in its OAuth settings";
