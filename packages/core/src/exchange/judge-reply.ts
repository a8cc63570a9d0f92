import { redact } from "../errors/redact.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { Failure } from "./failure.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { Read } from "../replies/read.ts";
import { readBody, type ReplyBody } from "../replies/read-body.ts";
import { type Fault, isCode, readFault } from "../replies/read-fault.ts";
import type { RawReply } from "./send.ts";

/** How to go on after a failure that may be gone another time. */
export interface Patience {
  /** The reply's `Retry-After`, or `null`. */
  readonly retryAfter: string | null;
  /** How many attempts are worth it at most, where that is fewer than for other failures. */
  readonly tries?: number;
}

/** What is to be done after a reply. */
export type Verdict<T> =
  | { readonly kind: "value"; readonly value: T }
  /** The token was rejected. */
  | { readonly kind: "session"; readonly failure: Failure }
  /** It may go better another time. */
  | ({ readonly kind: "again"; readonly failure: Failure } & Patience)
  | { readonly kind: "final"; readonly failure: Failure };

/** Judges a reply. Asks nobody and changes nothing. */
export async function judgeReply<T>(
  raw: RawReply,
  { read, maxBytes, mayBeEmpty = false }: Pick<ApiRequest<T>, "read" | "maxBytes" | "mayBeEmpty">,
): Promise<Verdict<T>> {
  const { status } = raw;
  if (raw.opaque || (status >= 300 && status < 400)) {
    return final({
      type: "reply",
      status,
      lost: false,
      why: `it was redirected${place(raw)}; instanceUrl is not the org's API address`,
    });
  }
  const body = await readBody(raw.bytes, maxBytes);
  if (body.kind === "too large") {
    return final({ type: "reply", status, lost: true, why: `the reply has ${body.why}` });
  }
  if (status >= 200 && status < 300) return await judgeAnswer(raw, body, read, mayBeEmpty);
  return judgeRefusal(raw, body);
}

async function judgeAnswer<T>(
  { status, headers }: RawReply,
  body: ReplyBody,
  read: Read<T>,
  mayBeEmpty: boolean,
): Promise<Verdict<T>> {
  if (body.kind === "damaged" || (body.kind === "empty" && !mayBeEmpty)) {
    const why = body.kind === "empty" ? `the reply is empty (status ${status})` : `the reply is no use: ${body.why}`;
    return { kind: "again", failure: { type: "reply", status, lost: true, why }, retryAfter: null };
  }
  if (body.kind === "page") {
    return final({
      type: "reply",
      status,
      lost: true,
      why: `the reply is ${body.title}, not Salesforce's answer (status ${status})`,
    });
  }
  try {
    const value = read(body, headers);
    return { kind: "value", value: value instanceof Promise ? await value : value };
  } catch (error) {
    if (!(error instanceof NotTheAnswer)) throw error;
    return final({ type: "reply", status, lost: true, why: error.message });
  }
}

/** Statuses that may be gone another time. What 500 and more did is unknown; 429 and 420 refused before they did anything. */
const passing: ReadonlySet<number> = new Set([420, 429, 500, 502, 503, 504]);

/** Two texts of 401 that stay whatever the token is; a new one would be asked for without end. */
const lasting = /Connected app is not attached to Agent|This session is not valid for use with the REST API/i;

function judgeRefusal<T>(raw: RawReply, body: ReplyBody): Verdict<T> {
  const { status } = raw;
  const fault = readFault(body);
  if (isSessionFault(status, fault)) {
    const words = fault === undefined ? `status ${status}` : say(fault);
    const failure: Failure = {
      type: "session",
      status,
      lost: false,
      why: `Salesforce rejected the session (${words})`,
      fault,
    };
    return lasting.test(words) ? final(failure) : { kind: "session", failure };
  }
  const failure: Failure =
    fault === undefined
      ? {
          type: "reply",
          status,
          lost: status >= 500,
          why: `the server answered with status ${status}${shown(body)}`,
        }
      : { type: "reply", status, lost: status >= 500, why: `Salesforce answered ${say(fault)}`, fault };
  const cut = body.kind === "damaged";
  if (
    (!passing.has(status) && !cut) ||
    (fault !== undefined && isCode(fault, "ExceededQuota", "REQUEST_LIMIT_EXCEEDED"))
  ) {
    return final(failure);
  }
  // A refusal that was cut may have been any, also one that the session has expired: what it was is asked for again.
  // 420 means that the org is gone or cannot be reached: once more, as Salesforce's own tools do, and no longer.
  return {
    kind: "again",
    failure,
    retryAfter: raw.headers().get("retry-after"),
    ...(status === 420 ? { tries: 2 } : {}),
  };
}

function isSessionFault(status: number, fault: Fault | undefined): boolean {
  if (status === 401) return true;
  if (fault === undefined) return false;
  return isCode(
    fault,
    "InvalidSessionId",
    "INVALID_SESSION_ID",
    "INVALID_AUTH_HEADER",
    "Bad_OAuth_Token",
    "Missing_OAuth_Token",
  );
}

const say = ({ exceptionCode, exceptionMessage }: Fault): string =>
  redact(exceptionMessage === "" ? exceptionCode : `${exceptionCode}: ${exceptionMessage}`).slice(0, 500);

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

const final = (failure: Failure): { readonly kind: "final"; readonly failure: Failure } => ({ kind: "final", failure });
