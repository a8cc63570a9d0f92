import { answer } from "../model/answer.ts";
import { type ModelRequest, readModelRequest, writeModelReply } from "../model/model-http.ts";
import type { ModelOrg } from "../model/model-org.ts";
import { maybeCompressed } from "./carry.ts";

/** Answers the bytes of a request; what is not whole is heard by nobody. */
export function serveBytes(
  org: ModelOrg,
  bytes: Buffer,
  isCompressed: boolean,
  note: (request: ModelRequest) => void = () => undefined,
): Buffer {
  const read = readModelRequest(bytes);
  if (read === undefined) return Buffer.alloc(0);
  note(read.request);
  const reply = answer(org, read.request);
  const accepted = isCompressed ? read.request.headers.get("accept-encoding") : undefined;
  return writeModelReply(maybeCompressed(reply, accepted));
}
