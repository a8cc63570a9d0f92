import type { ErrorCode } from "../errors/error-code.ts";

/** Says that a body is whole and well-formed, and yet not the answer. The message says why. */
export class NotTheAnswer extends Error {
  override readonly name = "NotTheAnswer" as const;
  /** The code of the error that comes of it. */
  readonly code: ErrorCode;
  /** Whether it may be the first part of the answer, cut where it looks whole: then it is asked for again. */
  readonly isTransient: boolean;

  constructor(message: string, code: ErrorCode = "UnreadableReply", isTransient = false) {
    super(message);
    this.code = code;
    this.isTransient = isTransient;
  }
}
