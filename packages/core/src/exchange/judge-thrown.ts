import { TooLarge } from "../bytes/gzip.ts";
import { copyCause, describeCause } from "../errors/copy-cause.ts";
import { transient, type Verdict } from "./judge-reply.ts";
import { TimeUp } from "./time-limit.ts";

/** Judges what an adapter, or the reading of a body, rejected with. */
export function judgeThrown(error: unknown, token: string): Exclude<Verdict<never>, { readonly kind: "value" }> {
  if (error instanceof TooLarge) {
    const why = `the reply has ${error.message}`;
    return {
      kind: "final",
      failure: { type: "reply", code: "ReplyTooLarge", status: 0, mayHaveApplied: true, why },
    };
  }
  if (error instanceof TimeUp) return transient({ ...noReply, code: error.code, why: error.message, cause: error });
  // Whatever an adapter rejects with is a lost connection: not every runtime has a class of error for it.
  const cause = copyCause(error, token);
  const failure = { ...noReply, why: `no reply came (${describeCause(cause)})`, cause };
  return saysNotSent(error)
    ? { kind: "final", failure: { ...failure, code: "NotSent", mayHaveApplied: false } }
    : transient(failure);
}

const noReply = { type: "network", code: "NoReply", status: 0, mayHaveApplied: true } as const;

/** An adapter says so of a request that it did not even begin. */
const saysNotSent = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "retry" in error && error.retry === false;
