import { NotTheAnswer } from "../../replies/not-the-answer.ts";
import type { ApiRequest } from "../../requests/api-request.ts";
import { readBatchRowsRequest } from "../../requests/batch-requests.ts";
import { hasEnd } from "../../rows/read-request-rows.ts";

/** What was made of a batch's text. */
interface ReadText<T> {
  readonly value: T;
  /** Whether it is certain that nothing is missing: the rows were counted, and the last one has its line end. */
  readonly isWhole: boolean;
}

/** How a batch's text is read. */
export interface TextReading<T> {
  /** Makes the value of the text, which is there in UTF-8 as well. Throws NotTheAnswer where it cannot be all. */
  readonly read: (text: string, bytes: Uint8Array) => ReadText<T> | Promise<ReadText<T>>;
}

/**
 * Asks for what was sent as a batch, until it is certain that all of it came: JSON and XML have an end, a reply may have a
 * length, and rows may be counted. Where nothing of that is there, what comes twice is all.
 */
export function wholeTextRequest<T>(jobId: string, batchId: string, { read }: TextReading<T>): ApiRequest<T> {
  let previous: string | undefined;
  return {
    ...readBatchRowsRequest(jobId, batchId),
    asText: true,
    read: async (body, headers) => {
      if (body.kind !== "text") throw new NotTheAnswer("the reply is not the rows of a batch");
      const { text, bytes } = body;
      const { value, isWhole } = await read(text, bytes);
      if (isWhole || hasEnd(text) || hasLength(text, headers()) || text === previous) return value;
      previous = text;
      throw new NotTheAnswer("the reply may break off where a row ends or inside the last one", "DamagedReply", true);
    },
  };
}

/** Tells whether a reply says how long it is, and is so long. Of a decoded one it says another length. */
const hasLength = (text: string, headers: Headers): boolean =>
  !headers.has("content-encoding") &&
  Number(headers.get("content-length") ?? 0) === new TextEncoder().encode(text).length;
