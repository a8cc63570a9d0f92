import { toLongId } from "../protocol/salesforce-id.ts";
import * as v from "valibot";
import { redactStart } from "../errors/redact.ts";
import { NotTheAnswer } from "./not-the-answer.ts";
import type { Read } from "./read.ts";
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
    if (body.kind !== "json" && (body.kind !== "xml" || body.root !== root)) {
      const found = body.kind === "xml" ? `XML of "${redactStart(body.root, 40)}"` : kindOf(body);
      throw new NotTheAnswer(`the reply is ${found}, expected ${what}`);
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

/** Makes a reader of one certain job: a reply about another one is not the answer. */
export const certainJob =
  <T extends { readonly id: string }>(read: (body: ReplyBody) => T, jobId: string) =>
  (body: ReplyBody): T => {
    const job = read(body);
    checkIsAbout("job", job.id, jobId);
    return job;
  };

/**
 * Makes a reader of a job or a batch that says of a reply which has lost a count that it is damaged, so that it is asked for
 * again. What is left out is 0, as in old versions: where a name was changed on its way, a load would be one without failed
 * rows, and a query whose rows nobody counts. The counts of what is done come together with the times, by Bulk API 1.0 since version 19.0.
 */
export const counted =
  <T>(read: Read<T>, counts: readonly string[] = countsOfLoads): Read<T> =>
  (body, headers) => {
    const value = read(body, headers);
    checkCounts((body as { readonly value?: unknown }).value, counts);
    return value;
  };

/** What a job or a batch counts into which rows go; a query job of Bulk API 2.0 has no failed ones. */
const countsOfLoads = ["numberRecordsProcessed", "numberRecordsFailed"];

/** Checks the counts of one of a list likewise. @throws NotTheAnswer */
export function checkCounts(value: unknown, counts: readonly string[] = countsOfLoads): void {
  const fields = value as Readonly<Record<string, unknown>> | null | undefined;
  // Of a job of Bulk API 2.0 that is not complete, nobody has written down what it has.
  if (
    /Complete|Closed/.test(fields?.["state"] as string) &&
    fields?.["totalProcessingTime"] !== undefined &&
    counts.some((name) => fields[name] === undefined)
  ) {
    throw new NotTheAnswer("the reply has lost a count", "DamagedReply", true);
  }
}
