import type { ErrorCode } from "../errors/error-code.ts";

/** Says that a body is whole and well-formed, and yet not the answer. The message says why. */
export class NotTheAnswer extends Error {
  override readonly name = "NotTheAnswer" as const;
  /** The code of the error that comes of it. */
  readonly code: ErrorCode;

  constructor(message: string, code: ErrorCode = "UnreadableReply") {
    super(message);
    this.code = code;
  }
}
