import type { Target } from "../connection/check-connection.ts";
import type { ApiRequest } from "../requests/api-request.ts";
import { createByteHash } from "../bytes/byte-hash.ts";
import { type CallOptions, converse } from "./exchange.ts";
import { type Failure, toError } from "./failure.ts";
import { openReply } from "./open-reply.ts";
import { pause } from "../async/pause.ts";
import { retryDelay } from "./retry-delay.ts";

/** What whoever reads the bytes knows of them. */
export interface StreamOptions {
  /** Says why the bytes up to now cannot be all, `undefined` where they can. It is asked at the end of a body. */
  readonly whyCut: () => string | undefined;
  /**
   * Says why the bytes up to now are fewer than there must be, though they end where they might; `undefined` where they are
   * not. They may have been cut just there. Asked where `whyCut` has nothing to say.
   */
  readonly whyShort?: () => string | undefined;
  /**
   * Says in an error's last words how far the reading had come, `1234 rows were given`; later, where others are to be given
   * before.
   */
  readonly progress: () => string | Promise<string>;
  /** Is shown the headers of each reply before its bytes. What it throws ends the reading. */
  readonly onReply?: (headers: Headers) => void;
}

/** How often a body may end at the same place: then it was not cut there. */
const mostShorts = 3;

/**
 * Reads a body that never changes, in pieces and across broken connections: where it breaks off, it is asked for again,
 * and what was given already is compared by its checksum and left out.
 *
 * It gives up after as many attempts in a row as any exchange, attempts that brought nothing new.
 */
export async function* stream(
  target: Target,
  request: ApiRequest<unknown>,
  { whyCut, whyShort, progress, onReply }: StreamOptions,
  { signal }: CallOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  const given = createByteHash();
  let length = 0;
  let attempts = 0;
  let failures = 0;
  let shorts = 0;
  const fail = async (failure: Failure): Promise<Error> =>
    toError(request.action, failure, { jobId: request.jobId, attempts, note: await progress() });
  for (;;) {
    const outcome = await converse(target, request, openReply, { signal });
    attempts += outcome.attempts;
    if (!outcome.ok) throw await fail(outcome.failure);
    const { next, close, status, headers, report } = outcome.value;
    const before = length;
    const again = createByteHash();
    let toSkip = length;
    let failure: Failure | undefined;
    let isOther = false;
    let received = 0;
    try {
      onReply?.(headers);
      for (;;) {
        const piece = await next();
        if (piece.kind === "broken") failure = piece.failure;
        if (piece.kind !== "bytes") break;
        received += piece.bytes.length;
        const known = piece.bytes.subarray(0, toSkip);
        const fresh = piece.bytes.subarray(toSkip);
        if (known.length > 0) {
          again.add(known);
          toSkip -= known.length;
          if (toSkip === 0 && again.value() !== given.value()) {
            failure = {
              type: "reply",
              code: "ReplyChanged",
              status,
              mayHaveApplied: false,
              why: "it broke off, and what came again is different",
            };
            isOther = true;
            break;
          }
        }
        if (fresh.length > 0) {
          given.add(fresh);
          length += fresh.length;
          yield fresh;
        }
      }
    } finally {
      close();
      report(received, { kind: failure === undefined ? "value" : "transient" });
    }
    if (isOther && failure !== undefined) throw await fail(failure);
    const why = toSkip > 0 ? "it ends before the place where it broke off" : whyCut();
    const short = failure === undefined && why === undefined ? whyShort?.() : undefined;
    if (failure === undefined && why === undefined && short === undefined) return;
    failure ??= {
      type: "reply",
      code: short === undefined ? "DamagedReply" : "RowsMismatch",
      status,
      mayHaveApplied: true,
      why: `the reply is no use: ${why ?? short}`,
    };
    failures = length > before ? 1 : failures + 1;
    if (short !== undefined) shorts = length > before ? 1 : shorts + 1;
    // A body that broke off may come whole another time.
    if (failures >= target.attempts || shorts >= mostShorts) throw await fail({ ...failure, isTransient: true });
    await pause(retryDelay(target, failures, null), signal);
  }
}
