import { toLongId } from "../protocol/salesforce-id.ts";
import * as v from "valibot";
import { redactStart } from "../errors/redact.ts";
import { NotTheAnswer } from "./not-the-answer.ts";
import type { ReplyBody } from "./read-body.ts";

/**
 * Makes a reader of one kind of value.
 *
 * @param what - The value in words, `a job`.
 * @param root - The name of its root element in XML, `jobInfo`.
 * @returns a function that gives the value, or throws {@link NotTheAnswer} with the field and what is wrong with it.
 */
export function valueReader<T>(
  schema: v.GenericSchema<unknown, T>,
  what: string,
  root: string,
): (body: ReplyBody) => T {
  return (body) => {
    if (body.kind !== "json" && body.kind !== "xml")
      throw new NotTheAnswer(`the reply is ${kindOf(body)}, expected ${what}`);
    if (body.kind === "xml" && body.root !== root) {
      throw new NotTheAnswer(`the reply is XML of "${redactStart(body.root, 40)}", expected ${what}`);
    }
    const result = v.safeParse(schema, body.value);
    if (result.success) return result.output;
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    throw new NotTheAnswer(
      `the reply is not ${what}: ${path === null ? "" : `${path}: `}${redactStart(issue.message, 160)}`,
    );
  };
}

/** Says what a body is that should have been something else. */
export const kindOf = (body: ReplyBody): string =>
  body.kind === "text" ? "plain text" : body.kind === "json" ? "JSON" : body.kind;

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
