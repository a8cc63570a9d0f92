import { NotTheAnswer } from "../../replies/not-the-answer.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { hasEnd } from "../../rows/read-request-rows.ts";

/** What makes it certain that nothing of a batch's text is missing. */
export interface TextProof<T> {
  /** Makes the value of the text. Throws NotTheAnswer where it cannot be all. */
  readonly read: (text: string) => T;
  /** Whether `read` counts its rows. */
  readonly isCounted: boolean;
  /** What came earlier. */
  readonly before?: string;
  /** Is told each text that comes. */
  readonly onText: (text: string) => void;
}

/**
 * Asks for what was sent as a batch, until it is certain that all of it came: JSON and XML have an end, a reply may have a
 * length, and rows may be counted, the last one up to its line end. Where nothing of that is there, what comes twice is all.
 */
export function wholeTextRequest<T>(
  jobId: string,
  batchId: string,
  { read, isCounted, before, onText }: TextProof<T>,
): ApiRequest<T> {
  let previous = before;
  return {
    ...readBatchRowsRequest(jobId, batchId),
    asText: true,
    read: (body, headers) => {
      if (body.kind !== "text") throw new NotTheAnswer("the reply is not the rows of a batch");
      const { text } = body;
      onText(text);
      const value = read(text);
      const isWhole = hasEnd(text) || (isCounted && /[\r\n]$/.test(text)) || hasLength(text, headers());
      if (isWhole || text === previous) return value;
      previous = text;
      throw new NotTheAnswer("the reply may break off where a row ends or inside the last one", "DamagedReply", true);
    },
  };
}

/** Tells whether a reply says how long it is, and is so long. Of a decoded one it says another length. */
const hasLength = (text: string, headers: Headers): boolean =>
  !headers.has("content-encoding") &&
  Number(headers.get("content-length") ?? 0) === new TextEncoder().encode(text).length;
