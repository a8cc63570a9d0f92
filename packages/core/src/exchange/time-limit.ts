import type { Target } from "../connection/check-connection.ts";
import type { ErrorCode } from "../errors/error-code.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import type { PreparedRequest } from "./prepare-request.ts";

/** Says that the reply did not come in time, or that nothing moved any more. */
export class TimeUp extends Error {
  override readonly name = "TimeUp" as const;
  readonly code: ErrorCode;

  constructor(code: "ReplyTimeout" | "Stalled", message: string) {
    super(message);
    this.code = code;
  }
}

/** How long one attempt may take. Times are in milliseconds. */
export interface TimeLimit {
  /** Whether it is the time in which nothing moves, or the time in all. */
  readonly kind: "silence" | "whole";
  readonly milliseconds: number;
  /** How much longer the silence may be until something of a body is known to have gone out. */
  readonly upload: number;
}

/**
 * How many bytes of a body go out in a millisecond at least, where its adapter cannot tell: 16 kB a second, so that 10 MB
 * may take ten minutes. It is only to tell a dead line from a slow one.
 */
const slowestLine = 16;

/** Says how long an attempt may take: where rows go up or come down, time counts while nothing moves. */
export const timeLimitOf = (
  { attemptTimeout, stallTimeout }: Target,
  { carriesRows = false }: Pick<ApiRequest<unknown>, "carriesRows">,
  { bodyBytes }: PreparedRequest,
): TimeLimit =>
  carriesRows
    ? { kind: "silence", milliseconds: stallTimeout, upload: Math.ceil(bodyBytes / slowestLine) }
    : { kind: "whole", milliseconds: attemptTimeout, upload: 0 };

/** Watches the time of an attempt. */
export interface Watch {
  /** Notes that something has moved. */
  readonly moved: () => void;
  readonly stop: () => void;
}

/** Calls `onTimeUp` once when the time is over. */
export function watchTime(limit: TimeLimit, onTimeUp: (reason: TimeUp) => void): Watch {
  const { kind, milliseconds, upload } = limit;
  if (kind === "whole") {
    const why = `no complete reply within ${milliseconds} ms`;
    const timer = setTimeout(() => onTimeUp(new TimeUp("ReplyTimeout", why)), milliseconds);
    return { moved: nothing, stop: () => clearTimeout(timer) };
  }
  // Noting a time is all that a piece of a body costs: the timer looks at it when it fires.
  let since = performance.now();
  let allowed = milliseconds + upload;
  let timer: ReturnType<typeof setTimeout>;
  const look = (): void => {
    const left = since + allowed - performance.now();
    if (left > 0) timer = setTimeout(look, Math.ceil(left));
    else onTimeUp(new TimeUp("Stalled", `nothing moved for ${Math.round(allowed)} ms`));
  };
  timer = setTimeout(look, allowed);
  return {
    moved: () => {
      since = performance.now();
      if (allowed === milliseconds) return;
      allowed = milliseconds;
      clearTimeout(timer);
      timer = setTimeout(look, allowed);
    },
    stop: () => clearTimeout(timer),
  };
}

const nothing = (): void => undefined;
