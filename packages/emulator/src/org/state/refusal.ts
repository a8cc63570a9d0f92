/**
 * Says no as the Bulk API does: an HTTP status and the two strings of its error body. Every recorded error of this API has
 * status 400.
 */
export class Refusal extends Error {
  override readonly name = "Refusal" as const;
  readonly exceptionCode: string;
  readonly status: number;

  constructor(exceptionCode: string, exceptionMessage: string, status = 400) {
    super(exceptionMessage);
    this.exceptionCode = exceptionCode;
    this.status = status;
  }
}
