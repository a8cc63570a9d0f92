import type { AttemptInfo } from "../connection/attempt-info.ts";
import type { Target } from "../connection/check-connection.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { Verdict } from "./judge-reply.ts";
import type { PreparedRequest } from "./prepare-request.ts";

/** Takes in what becomes of one attempt, for `onAttempt` of the connection. */
export interface AttemptReport {
  /** Notes the head of a reply, and how many bytes of its body came with it. */
  readonly received: (status: number, bytes: number) => void;
  /** Puts off the end: the body is still to be read. The function that it gives ends it, with the bytes that came. */
  readonly putOff: () => (bytes: number, verdict: Pick<Verdict<unknown>, "kind">) => void;
  /** Tells of it, unless its end was put off. */
  readonly end: (verdict: Verdict<unknown>, pause: number | undefined) => void;
}

/** Makes the reports of one conversation. They cost nothing where nobody listens. */
export function reportAttempts(
  { onAttempt }: Target,
  { action, jobId, method }: ApiRequest<unknown>,
  { url, bodyBytes }: PreparedRequest,
): { readonly begin: (attempt: number) => AttemptReport } {
  if (onAttempt === undefined) return { begin: () => silent };
  return {
    begin: (attempt) => {
      const began = performance.now();
      let status = 0;
      let bytesReceived = 0;
      let isPutOff = false;
      const tell = (
        kind: Verdict<unknown>["kind"],
        verdict: Verdict<unknown> | undefined,
        pause: number | undefined,
      ): void => {
        const failure = verdict === undefined || verdict.kind === "value" ? undefined : verdict.failure;
        notify(onAttempt, {
          action,
          jobId,
          method,
          path: new URL(url).pathname,
          attempt,
          verdict: kind === "value" ? "ok" : kind,
          status: failure?.status ?? status,
          code: failure?.code,
          exceptionCode: failure?.fault?.exceptionCode,
          pause,
          bytesSent: bodyBytes,
          bytesReceived,
          milliseconds: performance.now() - began,
        });
      };
      return {
        received: (received, bytes) => {
          status = received;
          bytesReceived += bytes;
        },
        putOff: () => {
          isPutOff = true;
          return (bytes, { kind }) => {
            bytesReceived += bytes;
            tell(kind, undefined, undefined);
          };
        },
        end: (verdict, pause) => {
          if (!isPutOff) tell(verdict.kind, verdict, pause);
        },
      };
    },
  };
}

/** A listener that throws is dropped, as `onAttempt` says: watching harms nothing. */
function notify(listener: (attempt: AttemptInfo) => void, attempt: AttemptInfo): void {
  try {
    listener(attempt);
  } catch {
    // What it threw is its own; a call must not fail for being watched.
  }
}

const nothing = (): void => undefined;
const silent: AttemptReport = { received: nothing, putOff: () => nothing, end: nothing };
