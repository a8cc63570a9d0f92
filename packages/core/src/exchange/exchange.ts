import type { Target } from "../connection/check-connection.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import { redact } from "../errors/redact.ts";
import { SessionError } from "../errors/session-error.ts";
import { abortable } from "../async/abortable.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { Failure } from "./failure.ts";
import { TooLarge } from "../bytes/gzip.ts";
import { judgeReply, type Patience, type Verdict } from "./judge-reply.ts";
import { pause } from "../async/pause.ts";
import { type PreparedRequest, prepareRequest } from "./prepare-request.ts";
import { retryDelay } from "./retry-delay.ts";
import { send, TimeUp } from "./send.ts";

/** How an exchange ended. */
export type Outcome<T> = (
  | { readonly ok: true; readonly value: T }
  /** `patience` is there where it may go better another time. */
  | { readonly ok: false; readonly failure: Failure; readonly patience?: Patience }
) & {
  /** How many requests were sent. */
  readonly attempts: number;
  /** Whether an earlier attempt, or the last one, may have done what was asked without our hearing of it. */
  readonly lost: boolean;
};

/** Options of every call. */
export interface CallOptions {
  /** Ends the call at once, whatever it waits for. Its reason is what the call rejects with. */
  readonly signal?: AbortSignal | undefined;
}

/** Sends a prepared request once, with a token, and judges what comes back. Throws only the caller's abort reason. */
export type Attempt<T> = (
  target: Target,
  prepared: PreparedRequest,
  token: string,
  signal: AbortSignal | undefined,
) => Promise<Verdict<T>>;

/**
 * Has one conversation with Salesforce: sends the request, renews the session once where it is rejected, repeats where
 * that does no harm, and reads the answer.
 *
 * @throws only the caller's abort reason; everything else is in the outcome.
 */
export function exchange<T>(target: Target, request: ApiRequest<T>, options: CallOptions): Promise<Outcome<T>> {
  return converse(target, request, wholeReply(request), options);
}

/** Has a conversation of which each attempt is the caller's own. See {@link exchange}. */
export async function converse<T>(
  target: Target,
  request: ApiRequest<unknown>,
  attempt: Attempt<T>,
  { signal }: CallOptions,
): Promise<Outcome<T>> {
  const { session } = target;
  signal?.throwIfAborted();
  const prepared = await abortable(prepareRequest(target, request), signal);
  let attempts = 0;
  let failures = 0;
  let lost = false;
  let rejected: string | undefined;
  for (;;) {
    let token: string;
    try {
      const source = rejected === undefined ? session.current() : session.renew?.(rejected);
      token = typeof source === "string" ? source : await abortable(Promise.resolve(source as Promise<string>), signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SessionError)) throw error;
      const why = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
      const cause = error.cause instanceof Error ? { cause: error.cause } : {};
      return { ok: false, failure: { type: "session", status: 0, lost, why, ...cause }, attempts, lost };
    }
    attempts++;
    const verdict = await attempt(target, prepared, token, signal);
    if (verdict.kind === "value") return { ok: true, value: verdict.value, attempts, lost };
    const { failure } = verdict;
    lost ||= failure.lost;
    if (verdict.kind === "session" && rejected === undefined && session.renew !== undefined) {
      rejected = token;
      continue;
    }
    failures++;
    if (
      verdict.kind !== "again" ||
      failures >= Math.min(target.attempts, verdict.tries ?? target.attempts) ||
      !request.idempotent
    ) {
      return {
        ok: false,
        failure: verdict.kind === "session" ? explainSession(failure, token, session.renew !== undefined) : failure,
        ...(verdict.kind === "again" ? { patience: verdict } : {}),
        attempts,
        lost,
      };
    }
    await pause(retryDelay(target, failures, verdict.retryAfter), signal);
  }
}

/** Makes attempts that read the whole reply before they judge it. */
const wholeReply =
  <T>(request: ApiRequest<T>): Attempt<T> =>
  async (target, prepared, token, signal) => {
    try {
      const parcel = prepared.withSession(token);
      const { timeout } = target;
      const raw = await send(target.adapter, prepared.url, parcel, { timeout, maxBytes: request.maxBytes, signal });
      return withoutToken(await judgeReply(raw, request), token);
    } catch (error) {
      signal?.throwIfAborted();
      return judgeThrown(error, token);
    }
  };

/** Judges what an adapter, or the reading of a body, rejected with. */
export function judgeThrown(error: unknown, token: string): Exclude<Verdict<never>, { readonly kind: "value" }> {
  if (error instanceof TooLarge) {
    return {
      kind: "final",
      failure: { type: "reply", status: 0, lost: true, why: `the reply has ${error.message}` },
    };
  }
  // Whatever an adapter rejects with is a lost connection: not every runtime has a class of error for it.
  const cause = error instanceof TimeUp ? error : copyCause(error, token);
  const why = error instanceof TimeUp ? error.message : `no reply came (${describeCause(cause)})`;
  if (isHopeless(error)) return { kind: "final", failure: { type: "network", status: 0, lost: false, why, cause } };
  return { kind: "again", failure: { type: "network", status: 0, lost: true, why, cause }, retryAfter: null };
}

/** An adapter says so of a request that it did not even begin. */
const isHopeless = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "retry" in error && error.retry === false;

/** Strikes out the token where a server has repeated it: what it said goes into an error. */
export function withoutToken<T>(verdict: Verdict<T>, token: string): Verdict<T> {
  if (verdict.kind === "value") return verdict;
  const { why, fault } = verdict.failure;
  const clean = fault && {
    exceptionCode: redact(fault.exceptionCode, token),
    exceptionMessage: redact(fault.exceptionMessage, token),
  };
  return { ...verdict, failure: { ...verdict.failure, why: redact(why, token), fault: clean } };
}

function explainSession(failure: Failure, token: string, renewable: boolean): Failure {
  // That the Bulk API takes no JWT is a guess from its documentation, which names the REST API only.
  const jwt = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/.test(token)
    ? "; it is a JWT-based access token, which Bulk API 1.0 does not seem to take: have the connected app issue opaque tokens"
    : "";
  const next = renewable
    ? ", also after it was renewed"
    : "; sign in again, or give a function as accessToken that renews it";
  return { ...failure, why: `${failure.why}${jwt === "" ? next : jwt}` };
}
