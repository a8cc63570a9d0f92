import type { Decompress } from "../connection/connection.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import { redactStart } from "../errors/redact.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { Read } from "../replies/read.ts";
import { readBody, type ReplyBody } from "../replies/read-body.ts";
import { type Fault, readFault } from "../replies/read-fault.ts";
import { judgeFault } from "../replies/refusals.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { Failure } from "./failure.ts";
import type { RawReply } from "./send.ts";

/** How to go on after a failure that may be gone another time. */
export interface Patience {
  /** The reply's `Retry-After`, or `null`. */
  readonly retryAfter: string | null;
  /** How many attempts are worth it at most, where that is fewer than for other failures. */
  readonly maxAttempts?: number;
}

/** What is to be done after a reply. */
export type Verdict<T> =
  | { readonly kind: "value"; readonly value: T }
  /** The token was rejected. */
  | { readonly kind: "session"; readonly failure: Failure }
  /** It may go better another time. */
  | ({ readonly kind: "transient"; readonly failure: Failure } & Patience)
  | { readonly kind: "final"; readonly failure: Failure };

/** Judges a reply. Asks nobody and changes nothing. */
export async function judgeReply<T>(
  raw: RawReply,
  {
    read,
    maxBytes,
    mayBeEmpty = false,
    asText,
    unwrap,
  }: Pick<ApiRequest<T>, "read" | "maxBytes" | "mayBeEmpty" | "asText" | "unwrap">,
  decompress?: Decompress,
): Promise<Verdict<T>> {
  const { status } = raw;
  if (raw.opaque || (status >= 300 && status < 400)) {
    const why = `it was redirected${place(raw)}; instanceUrl is not the org's API address`;
    return final({ type: "reply", code: "Redirected", status, mayHaveApplied: false, why });
  }
  const isAnswer = status >= 200 && status < 300;
  const found = await readBody(raw.bytes, maxBytes, isAnswer && asText, decompress);
  const body = unwrap?.(found) ?? found;
  if (body.kind === "too large") return final(lost("ReplyTooLarge", status, `the reply has ${body.why}`));
  return isAnswer ? await judgeAnswer(raw, body, read, mayBeEmpty) : judgeRefusal(raw, body);
}

async function judgeAnswer<T>(
  { status, headers }: RawReply,
  body: ReplyBody,
  read: Read<T>,
  mayBeEmpty: boolean,
): Promise<Verdict<T>> {
  if (body.kind === "empty" && !mayBeEmpty) {
    return transient(lost("EmptyReply", status, `the reply is empty (status ${status})`));
  }
  if (body.kind === "damaged") return transient(lost("DamagedReply", status, `the reply is no use: ${body.why}`));
  if (body.kind === "page") {
    const why = `the reply is ${body.title}, not Salesforce's answer (status ${status})`;
    return final(lost("PageInsteadOfReply", status, why));
  }
  try {
    const value = read(body, headers);
    return { kind: "value", value: value instanceof Promise ? await value : value };
  } catch (error) {
    if (!(error instanceof NotTheAnswer)) throw error;
    const failure = lost(error.code, status, error.message);
    return error.isTransient ? transient(failure) : final(failure);
  }
}

function judgeRefusal<T>(raw: RawReply, body: ReplyBody): Verdict<T> {
  const { status } = raw;
  const fault = readFault(body);
  const { verdict, mayHaveApplied = false, maxAttempts, advice } = judgeFault(status, fault);
  if (verdict === "session" || verdict === "signIn") {
    const words = fault === undefined ? `status ${status}` : say(fault);
    const [code, next] = advice ?? ["SessionRejected"];
    const why = `Salesforce rejected the session (${words})${next === undefined ? "" : `; ${next}`}`;
    const failure: Failure = { type: "session", code, status, mayHaveApplied: false, why, fault };
    return verdict === "signIn" ? final(failure) : { kind: "session", failure };
  }
  const failure: Failure =
    fault === undefined
      ? {
          type: "reply",
          code: status >= 500 ? "ServerFailure" : "UnexpectedStatus",
          status,
          mayHaveApplied,
          why: `the server answered with status ${status}${shown(body)}`,
        }
      : { type: "reply", code: "Refused", status, mayHaveApplied, why: `Salesforce answered ${say(fault)}`, fault };
  if (verdict === "transient" || (verdict === "final" && wasCut(status, body))) {
    return {
      kind: "transient",
      failure,
      retryAfter: raw.headers().get("retry-after"),
      ...(maxAttempts === undefined ? {} : { maxAttempts }),
    };
  }
  return final(failure);
}

/**
 * Tells whether a refusal lost its words on the way: it may have been any, also one that the session has expired or that
 * the job is closed already, so what it was is asked for again. Salesforce says something with each status 400.
 */
const wasCut = (status: number, body: ReplyBody): boolean =>
  body.kind === "damaged" || (body.kind === "empty" && status === 400);

const say = ({ exceptionCode, exceptionMessage }: Fault): string =>
  redactStart(exceptionMessage === "" ? exceptionCode : `${exceptionCode}: ${exceptionMessage}`, maxWords);

/** More than is shown: what the session is, and where it is cut, is known further up only. */
const maxWords = 5000;

function shown(body: ReplyBody): string {
  if (body.kind === "page") return ` and ${body.title}`;
  if (body.kind === "damaged") return `, and ${body.why}`;
  return body.kind === "empty" ? " and nothing else" : "";
}

/** Names the host that a redirect leads to, and nothing more of its address. */
function place({ headers }: RawReply): string {
  const location = headers().get("location");
  if (location === null || !URL.canParse(location)) return "";
  return ` to ${JSON.stringify(new URL(location).host)}`;
}

/** What was asked may have been done: the reply that would have said so is no use. */
const lost = (code: ErrorCode, status: number, why: string): Failure => ({
  type: "reply",
  code,
  status,
  mayHaveApplied: true,
  why,
});

/** Makes the verdict of what may go better another time, and nobody has said when. */
export const transient = (failure: Failure): Extract<Verdict<never>, { readonly kind: "transient" }> => ({
  kind: "transient",
  failure,
  retryAfter: null,
});

const final = (failure: Failure): Extract<Verdict<never>, { readonly kind: "final" }> => ({ kind: "final", failure });
