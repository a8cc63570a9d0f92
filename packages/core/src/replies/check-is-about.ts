import { toLongId } from "../protocol/salesforce-id.ts";
import { NotTheAnswer } from "./not-the-answer.ts";

/**
 * Checks that a reply is about what was asked for, by its id in any form. Unlike in `isSameId` the checksum counts: browsers
 * unpack a damaged body without looking at gzip's own, and an id that is off is handed to nobody.
 *
 * @throws NotTheAnswer
 */
export function checkIsAbout(what: "job" | "batch", id: string, asked: string): void {
  if (id === asked || id === asked.slice(0, 15) || id === toLongId(asked)) return;
  throw new NotTheAnswer(`the reply is about another ${what}, "${id}"`, "WrongJob");
}
