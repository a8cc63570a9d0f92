import { allOrNothing } from "../../org/state/record-store.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { standBack, turnEnd } from "../../wire/encoding/in-turns.ts";
import { isObject } from "../../wire/request/read-rows.ts";
import { notFound } from "../context/rest-reply.ts";
import { answerCollection } from "./answer-collection.ts";
import { answerQuery } from "./answer-query.ts";
import { answerRecord } from "./answer-record.ts";
import { checkNames, objectIn, pathSegments, type RestAnswer, type RestCall, wrongMethod } from "./rest-call.ts";

/** One of the requests, as it stands in the body. */
interface Part {
  readonly method: string;
  readonly url: string;
  readonly referenceId: string;
  readonly body?: unknown;
}

/** What became of one, as it is answered. */
interface PartAnswer {
  readonly body: unknown;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly httpStatusCode: number;
  readonly referenceId: string;
}

/** How many requests there may be, and how many of them queries and collections (both documented). */
const maxParts = 25;
const maxHeavyParts = 5;

/**
 * Answers `composite`: requests that are done one after the other, of which later ones name what earlier ones gave,
 * `@{account.id}`. Queries and everything about records may be among them.
 */
export async function answerComposite(call: RestCall): Promise<RestAnswer> {
  if (call.method !== "POST") throw wrongMethod(call.method, "POST");
  const body = objectIn(call.body);
  checkNames(body, "compositeRequest", "allOrNone", "collateSubrequests");
  const { compositeRequest, allOrNone } = body;
  const parts = partsOf(compositeRequest);
  const answers = allOrNone === true ? answerTogether(call, parts) : await answerInTurns(call, parts);
  return { status: 200, body: { compositeResponse: answers } };
}

/** Each for itself, so that others may be answered in between. */
async function answerInTurns(call: RestCall, parts: readonly Part[]): Promise<PartAnswer[]> {
  const answers: PartAnswer[] = [];
  let isOver = turnEnd();
  for (const part of parts) {
    if (isOver()) {
      await standBack();
      isOver = turnEnd();
    }
    answers.push(answerPart(call, part, answers));
  }
  return answers;
}

/** All of them at one go, since nobody may see what is taken back. */
function answerTogether(call: RestCall, parts: readonly Part[]): PartAnswer[] {
  const answers: PartAnswer[] = [];
  allOrNothing(call.org.records, call.org.objects, () => {
    for (const part of parts) answers.push(answerPart(call, part, answers));
    return answers.every(isGood);
  });
  return answers.every(isGood)
    ? answers
    : answers.map((answer) => (isGood(answer) ? halted(answer, rolledBack) : answer));
}

const isGood = ({ httpStatusCode }: PartAnswer): boolean => httpStatusCode < 300;

/** The words are documented. */
const rolledBack = "The transaction was rolled back since another operation in the same transaction failed.";

const halted = ({ referenceId }: Pick<PartAnswer, "referenceId">, message: string): PartAnswer => ({
  body: [{ errorCode: "PROCESSING_HALTED", message }],
  httpHeaders: {},
  httpStatusCode: 400,
  referenceId,
});

/** The limits are documented; codes and words of these refusals are guesses. */
function partsOf(value: unknown): readonly Part[] {
  if (!Array.isArray(value) || !value.every(isPart)) {
    throw new Refusal(
      "JSON_PARSER_ERROR",
      "Expected an array compositeRequest of objects with method, url and referenceId",
    );
  }
  for (const part of value) checkNames(part, "method", "url", "referenceId", "body", "httpHeaders");
  if (value.length > maxParts) throw new Refusal("LIMIT_EXCEEDED", `The limit of ${maxParts} subrequests is exceeded`);
  if (value.filter(({ url }) => /\/v[\d.]+\/(?:query|composite\/)/.test(url)).length > maxHeavyParts) {
    throw new Refusal("LIMIT_EXCEEDED", `The limit of ${maxHeavyParts} queries and collections is exceeded`);
  }
  const ids = new Set(value.map(({ referenceId }) => referenceId));
  if (ids.size < value.length) throw new Refusal("INVALID_INPUT", "Each referenceId must be unique");
  return value;
}

const isPart = (value: unknown): value is Part & Readonly<Record<string, unknown>> =>
  isObject(value) && ["method", "url", "referenceId"].every((name) => typeof value[name] === "string");

function answerPart(call: RestCall, part: Part, before: readonly PartAnswer[]): PartAnswer {
  const { referenceId } = part;
  let answer: RestAnswer;
  try {
    const filled = fillIn({ url: part.url, body: part.body }, before) as { url: string; body: unknown };
    const url = new URL(filled.url, "https://emulator.invalid");
    const [, version = ""] = /^\/services\/data\/(v\d{1,2}\.0)\/./.exec(url.pathname) ?? [];
    if (version === "") throw notFound();
    const path = pathSegments(url.pathname, version);
    answer = answerAlone({ ...call, version, method: part.method, path, query: url.searchParams, body: filled.body });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, exceptionCode, message } = error;
    answer = { status, body: [{ errorCode: exceptionCode, message }] };
  }
  const { status, body, location } = answer;
  const httpHeaders = location === undefined ? {} : { Location: location };
  return { body, httpHeaders, httpStatusCode: status, referenceId };
}

function answerAlone(call: RestCall): RestAnswer {
  const [first, second] = call.path;
  if (first === "query" || first === "queryAll") return answerQuery(call);
  if (first === "composite" && second === "sobjects") return answerCollection(call);
  if (first === "sobjects" && second !== undefined) return answerRecord(call);
  throw notFound();
}

/** Deeper than this nobody writes records. */
const maxDepth = 20;

/** A reference has no braces in it, so that looking for one takes linear time. */
const reference = /@\{([^{}]{1,200})\}/g;

/** Puts what earlier requests gave in the place of the references to it. */
function fillIn(value: unknown, before: readonly PartAnswer[], depth = 0): unknown {
  if (depth > maxDepth) throw new Refusal("JSON_PARSER_ERROR", `More than ${maxDepth} levels are not taken`);
  if (typeof value === "string") return value.replace(reference, (_, path: string) => referred(path, before));
  if (Array.isArray(value)) return value.map((one) => fillIn(one, before, depth + 1));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillIn(member, before, depth + 1)]));
}

/** The words are documented. */
function referred(path: string, before: readonly PartAnswer[]): string {
  const [referenceId = "", ...steps] = path.split(/[.[\]]/).filter((step) => step !== "");
  const answer = before.find((one) => one.referenceId === referenceId);
  let value: unknown = answer !== undefined && isGood(answer) ? answer.body : undefined;
  for (const step of steps) {
    value =
      typeof value === "object" && value !== null && Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
  }
  if (["string", "number", "boolean"].includes(typeof value)) return String(value);
  throw new Refusal("PROCESSING_HALTED", `Invalid reference specified. No value for ${path} found in ${referenceId}`);
}
