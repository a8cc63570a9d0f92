import type { Target } from "../connection/check-connection.ts";
import { maxInfoBytes } from "../requests/api-request.ts";
import { concatenate } from "../bytes/concatenate.ts";
import { Damaged } from "../bytes/damaged.ts";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { decodeBody } from "./decode-body.ts";
import { type Attempt, withoutToken } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import { TooLarge } from "../bytes/gzip.ts";
import { judgeReply, type Verdict } from "./judge-reply.ts";
import { judgeThrown } from "./judge-thrown.ts";
import type { AttemptReport } from "./attempt-report.ts";
import { type OpenResponse, openResponse } from "./open-response.ts";

/** What the next step into a body gave. */
type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "end" }
  /** It broke off, or it is damaged. */
  | { readonly kind: "broken"; readonly failure: Failure };

/** A reply of status 2xx whose body is read piece by piece, decompressed where its bytes are gzip. */
export interface OpenReply {
  readonly status: number;
  readonly headers: Headers;
  /** Throws the caller's abort reason, nothing else. */
  readonly next: () => Promise<Piece>;
  readonly close: () => void;
  /** Tells how the reading of the body ended, and after how many bytes, decompressed. */
  readonly report: ReturnType<AttemptReport["putOff"]>;
}

/** How many bytes tell a page from data. */
const headLength = 1024;

/**
 * Sends once and gives the reply before its body is read. A refusal, a page and an empty body are judged as ever, before
 * there is a reply to read.
 */
export const openReply: Attempt<OpenReply> = async (target, prepared, token, signal, report) => {
  let response: OpenResponse | undefined;
  let verdict: Verdict<OpenReply> | undefined;
  try {
    const parcel = prepared.withSession(token);
    const { stallTimeout } = target;
    response = await openResponse(target.adapter, prepared.url, parcel, { stallTimeout, signal });
    report.received(response.status, 0);
    const head =
      response.status >= 200 && response.status < 300 && !response.opaque
        ? await judgeHead(response, target, token, signal)
        : await judgeWhole(response, await readAll(response));
    verdict = head.kind === "value" ? { kind: "value", value: { ...head.value, report: report.putOff() } } : head;
    return withoutToken(verdict, token);
  } catch (error) {
    signal?.throwIfAborted();
    return judgeThrown(error, token);
  } finally {
    if (verdict?.kind !== "value") response?.close();
  }
};

async function readAll({ read }: OpenResponse): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  for (;;) {
    const bytes = await read();
    if (bytes === undefined) return concatenate(chunks, total);
    total += bytes.length;
    if (total > maxInfoBytes) throw new TooLarge(`more than ${maxInfoBytes} bytes`);
    chunks.push(bytes);
  }
}

const judgeWhole = async (
  { status, headers, opaque }: OpenResponse,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Verdict<OpenReply>> =>
  await judgeReply(
    { status, headers: () => headers, opaque, bytes },
    {
      maxBytes: maxInfoBytes,
      read: () => {
        throw new NotTheAnswer("the reply is not the data that was asked for");
      },
    },
  );

/** Reads as much as tells data from a page, and gives it back as the first piece. */
async function judgeHead(
  response: OpenResponse,
  { decompress }: Target,
  token: string,
  signal: AbortSignal | undefined,
): Promise<Verdict<Omit<OpenReply, "report">>> {
  const { status } = response;
  const body = decodeBody(response, decompress);
  const next = async (): Promise<Piece> => {
    try {
      const { done, value } = await body.next();
      signal?.throwIfAborted();
      return done === true ? { kind: "end" } : { kind: "bytes", bytes: value };
    } catch (error) {
      signal?.throwIfAborted();
      return error instanceof Damaged
        ? {
            kind: "broken",
            failure: {
              type: "reply",
              code: "DamagedReply",
              status,
              mayHaveApplied: true,
              why: `the reply is no use: ${error.message}`,
            },
          }
        : { kind: "broken", failure: judgeThrown(error, token).failure };
    }
  };
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  let after: Piece | undefined;
  while (total < headLength && after === undefined) {
    const piece = await next();
    if (piece.kind === "bytes") {
      chunks.push(piece.bytes);
      total += piece.bytes.length;
    } else after = piece;
  }
  // Even a few bytes before a break are given: what is read again and again need not begin anew each time.
  if (after?.kind === "broken" && total === 0) return { kind: "transient", failure: after.failure, retryAfter: null };
  const head = concatenate(chunks, total);
  const start = new TextDecoder().decode(head.subarray(0, headLength)).trimStart();
  if (start === "" || /^<(?:!doctype html|html|head|body|!--)/i.test(start)) return await judgeWhole(response, head);
  const known: Piece[] = [{ kind: "bytes", bytes: head }, ...(after === undefined ? [] : [after])];
  return {
    kind: "value",
    value: {
      status,
      headers: response.headers,
      next: async () => known.shift() ?? (await next()),
      close: response.close,
    },
  };
}
