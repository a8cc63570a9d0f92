import { abortable } from "../async/abortable.ts";
import { pause } from "../async/pause.ts";
import type { Target } from "../connection/check-connection.ts";
import { isSfbulkError } from "../errors/is-sfbulk-error.ts";
import { redactStart } from "../errors/redact.ts";
import { SessionError } from "../errors/session-error.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import { type AttemptReport, reportAttempts } from "./attempt-report.ts";
import type { Failure } from "./failure.ts";
import { judgeReply, type Patience, type Verdict } from "./judge-reply.ts";
import { judgeThrown } from "./judge-thrown.ts";
import { type PreparedRequest, prepareRequest } from "./prepare-request.ts";
import { askedDelay, retryDelay } from "./retry-delay.ts";
import { send } from "./send.ts";
import { timeLimitOf } from "./time-limit.ts";

/** How an exchange ended. */
export type Outcome<T> = (
  | { readonly ok: true; readonly value: T }
  /** `patience` is there where it may go better another time. */
  | { readonly ok: false; readonly failure: Failure; readonly patience?: Patience }
) & {
  /** How many requests were sent. */
  readonly attempts: number;
  /** How many of them failed, those not counted whose session was renewed. */
  readonly failures: number;
  /** Whether an earlier attempt, or the last one, may have done what was asked without our hearing of it. */
  readonly mayHaveApplied: boolean;
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
  report: AttemptReport,
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
  const reports = reportAttempts(target, request, prepared);
  let attempts = 0;
  let failures = 0;
  let mayHaveApplied = false;
  let rejected: string | undefined;
  let renewals = 0;
  for (;;) {
    let token: string;
    try {
      const source = rejected === undefined ? session.current() : session.renew?.(rejected);
      token = typeof source === "string" ? source : await abortable(Promise.resolve(source as Promise<string>), signal);
      if (token.startsWith("eyJ")) {
        // Loaded for the few that have one.
        const refused = (await import("./refuse-jwt.ts")).refuseJwt(target.origin, request.service, token);
        if (refused) throw new SessionError(`Cannot use the access token: ${refused[1]}`, { code: refused[0] });
      }
    } catch (error) {
      signal?.throwIfAborted();
      // It may be of another copy of this package, as the source may.
      if (!isSfbulkError(error) || error.name !== "SessionError") throw error;
      return { ok: false, failure: noSession(error, mayHaveApplied), attempts, failures, mayHaveApplied };
    }
    attempts++;
    const report = reports.begin(attempts);
    const verdict = await attempt(target, prepared, token, signal, report);
    if (verdict.kind === "value") {
      report.end(verdict, undefined);
      return { ok: true, value: verdict.value, attempts, failures, mayHaveApplied };
    }
    const { failure } = verdict;
    mayHaveApplied ||= failure.mayHaveApplied;
    if (verdict.kind === "session" && renewals < session.renewals) {
      report.end(verdict, 0);
      rejected = token;
      renewals++;
      continue;
    }
    failures++;
    const isTransient = verdict.kind === "transient";
    const asked = isTransient ? askedDelay(verdict.retryAfter) : undefined;
    const wait = isTransient ? retryDelay(target, failures, verdict.retryAfter) : 0;
    const maxAttempts = Math.min(target.attempts, (isTransient && verdict.maxAttempts) || Infinity);
    const isTooLong = wait > longestPause(target);
    // What Salesforce itself has refused for the moment may be sent again whatever it is; of a page, nobody knows whose it is.
    const wasRefused = !mayHaveApplied && failure.fault !== undefined;
    const mayRepeat = isTransient && (request.idempotent || wasRefused);
    const isLast = !mayRepeat || failures >= maxAttempts || isTooLong;
    report.end(verdict, isLast ? undefined : wait);
    if (isLast) {
      const last = describeLast(verdict, renewals > 0, isTooLong);
      return {
        ok: false,
        failure: {
          ...last,
          // Whatever became of this attempt, an earlier one was sent.
          code: mayHaveApplied && last.code === "NotSent" ? "NoReply" : last.code,
          isTransient,
          ...(asked === undefined ? {} : { retryAfter: asked }),
        },
        ...(isTransient ? { patience: verdict } : {}),
        attempts,
        failures,
        mayHaveApplied,
      };
    }
    await pause(wait, signal);
  }
}

/** Gives the longest pause that a call makes, in milliseconds: where a server asks for more, it ends instead. */
export const longestPause = ({ maxDelay, maxRetryAfter }: Target): number => Math.max(maxDelay, maxRetryAfter);

/** Makes attempts that read the whole reply before they judge it. */
const wholeReply =
  <T>(request: ApiRequest<T>): Attempt<T> =>
  async (target, prepared, token, signal, report) => {
    try {
      const raw = await send(target.adapter, prepared.url, prepared.withSession(token), {
        limit: timeLimitOf(target, request, prepared),
        maxBytes: request.maxBytes,
        signal,
      });
      report.received(raw.status, raw.bytes.length);
      return withoutToken(await judgeReply(raw, request, target.decompress), token);
    } catch (error) {
      signal?.throwIfAborted();
      return judgeThrown(error, token);
    }
  };

/** Strikes out the token where a server has repeated it: what it said goes into an error. */
export function withoutToken<T>(verdict: Verdict<T>, token: string): Verdict<T> {
  if (verdict.kind === "value") return verdict;
  const { why, fault } = verdict.failure;
  const clean = fault && {
    exceptionCode: redactStart(fault.exceptionCode, 200, token),
    exceptionMessage: redactStart(fault.exceptionMessage, 10_000, token),
  };
  return { ...verdict, failure: { ...verdict.failure, why: redactStart(why, 600, token), fault: clean } };
}

/** Makes a failure of what a token source threw. */
function noSession(error: SessionError, mayHaveApplied: boolean): Failure {
  const why = `${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
  const cause = error.cause instanceof Error ? { cause: error.cause } : {};
  const { code, isTransient } = error;
  return { type: "session", code, status: 0, mayHaveApplied, isTransient, why, ...cause };
}

/** Says of the failure that ends an exchange what there is to do about it. */
function describeLast(
  verdict: Exclude<Verdict<never>, { readonly kind: "value" }>,
  wasRenewed: boolean,
  isTooLong: boolean,
): Failure {
  const { kind, failure } = verdict;
  if (kind === "session") {
    return { ...failure, why: `${failure.why}${wasRenewed ? ", also after it was renewed" : "; sign in again"}` };
  }
  if (!isTooLong || kind !== "transient") return failure;
  const seconds = Math.ceil((askedDelay(verdict.retryAfter) ?? 0) / 1000);
  return { ...failure, why: `${failure.why}, and asked to wait ${seconds} s` };
}
