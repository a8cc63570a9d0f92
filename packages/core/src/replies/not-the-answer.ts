/** Says that a body is whole and well-formed, and yet not the answer. The message says why. */
export class NotTheAnswer extends Error {
  override readonly name = "NotTheAnswer" as const;
}
