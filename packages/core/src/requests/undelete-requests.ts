import * as v from "valibot";
import { NotTheAnswer } from "../replies/not-the-answer.ts";
import type { ReplyBody } from "../replies/read-body.ts";
import { valueReader } from "../replies/read-value.ts";
import { type ApiRequest, maxInfoBytes } from "./api-request.ts";

/** What became of a record that was to be taken out of the recycle bin. */
export interface UndeleteOutcome {
  readonly success: boolean;
  /** Why not: Salesforce's code and words; empty where it went well. */
  readonly statusCode: string;
  readonly message: string;
}

/** How many records may be taken out of the recycle bin at once (documented). */
export const mostUndeleted = 200;

/**
 * Takes records out of the recycle bin, by the SOAP API: no other one has that. The session stands in the body there.
 *
 * @param ids - 200 at most.
 * @see https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_undelete.htm
 */
export const undeleteRequest = (ids: readonly string[]): ApiRequest<readonly UndeleteOutcome[]> => ({
  action: "undelete records",
  method: "POST",
  service: "soap",
  path: "",
  contentType: "text/xml; charset=UTF-8",
  headers: { soapaction: '""' },
  bodyOf: (token) =>
    `<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"><env:Header><SessionHeader><sessionId>${escapeXml(token)}</sessionId></SessionHeader></env:Header><env:Body><undelete>${ids.map((id) => `<ids>${escapeXml(id)}</ids>`).join("")}</undelete></env:Body></env:Envelope>`,
  // A second time it says of each record that it is not there any more: who asks looks where it is.
  idempotent: true,
  unwrap: openEnvelope,
  maxBytes: maxInfoBytes,
  read: (body) => {
    const { result } = readReply(body);
    if (result.length === ids.length) return result;
    throw new NotTheAnswer(`the reply is about ${result.length} records, and ${ids.length} were named`);
  },
});

/** Gives what is in the body of a SOAP envelope; a fault in the form that refusals of the other APIs have. */
function openEnvelope(reply: ReplyBody): ReplyBody {
  if (reply.kind !== "xml" || reply.root !== "Envelope") return reply;
  const body = childOf(reply.value, "Body");
  const [root] = typeof body === "object" && body !== null ? Object.keys(body) : [];
  if (root === undefined) return { kind: "damaged", why: "its envelope is empty" };
  const value = childOf(body, root);
  if (root !== "Fault") return { ...reply, root, value };
  const code = textIn(value, "faultcode");
  const exceptionCode = code.slice(code.indexOf(":") + 1);
  const words = textIn(value, "faultstring");
  const exceptionMessage = words.startsWith(`${exceptionCode}: `) ? words.slice(exceptionCode.length + 2) : words;
  return { ...reply, root, value: { exceptionCode, exceptionMessage } };
}

const childOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

function textIn(value: unknown, name: string): string {
  const text = childOf(value, name);
  return typeof text === "string" ? text : "";
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const escapeXml = (text: string): string => text.replaceAll(/[&<>]/g, (one) => entities[one] ?? "");

/** One of them is no list in XML. */
const listOf = <T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T[]> =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (value === undefined ? [] : [value].flat())),
    v.array(item),
  );

const errorSchema = v.object({ message: v.nullish(v.string(), ""), statusCode: v.nullish(v.string(), "") });

const outcomeSchema: v.GenericSchema<unknown, UndeleteOutcome> = v.pipe(
  v.object({ success: v.string(), errors: v.optional(listOf(errorSchema), []) }),
  v.transform(({ success, errors }) => ({
    success: success === "true",
    statusCode: errors[0]?.statusCode ?? "",
    message: errors[0]?.message ?? "",
  })),
);

const replySchema: v.GenericSchema<unknown, { result: UndeleteOutcome[] }> = v.object({
  result: listOf(outcomeSchema),
});

const readReply = valueReader(replySchema, "what became of records that were undeleted", "undeleteResponse");
