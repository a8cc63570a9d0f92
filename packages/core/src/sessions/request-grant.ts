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
import { adviceFor } from "./token-advice.ts";

/** What the endpoint gives. */
export interface Grant {
  readonly accessToken: string;
  readonly instanceUrl: string;
  /** A new refresh token, where the connected app rotates them. */
  readonly refreshToken: string | undefined;
}

const attempts = 3;
const delays = { baseDelay: 500, maxDelay: 5000 };

/** An answer has fewer than 4 kB. */
const maxBytes = 65_536;

/**
 * Asks an endpoint for a token, again where it has trouble.
 *
 * @throws SessionError that says what to do, without the secrets of the form.
 */
export async function requestGrant(
  origin: string,
  form: Record<string, string>,
  adapter: FetchAdapter,
  timeout: number,
): Promise<Grant> {
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
