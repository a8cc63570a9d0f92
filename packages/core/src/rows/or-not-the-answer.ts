import { NotTheAnswer } from "../replies/not-the-answer.ts";
import { Unreadable } from "./unreadable.ts";

/**
 * Reads rows out of a reply. What cannot be read may have been cut, and may come again whole.
 *
 * @throws NotTheAnswer where they cannot be read.
 */
export function orNotTheAnswer<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw new NotTheAnswer(`the rows that were sent cannot be read: ${error.message}`, "UnreadableReply", true);
  }
}
