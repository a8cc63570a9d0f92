import * as v from "valibot";
import type { ReplyBody } from "./read-body.ts";

/** Salesforce's refusal in one form, whatever form it came in. */
export interface Fault {
  readonly exceptionCode: string;
  readonly exceptionMessage: string;
}

const asyncFault = v.object({ exceptionCode: v.string(), exceptionMessage: v.nullish(v.string(), "") });
const restFault = v.object({ errorCode: v.string(), message: v.nullish(v.string(), "") });

/**
 * Reads the refusal out of a reply's body: the Bulk API's object, JSON or XML, the REST API's array, or the one word that
 * the identity service says. `undefined` where there is none.
 */
export function readFault(body: ReplyBody): Fault | undefined {
  if (body.kind === "text") {
    const word = body.text.trim();
    return /^\w{3,40}_OAuth_Token$/.test(word) ? { exceptionCode: word, exceptionMessage: "" } : undefined;
  }
  if (body.kind !== "json" && body.kind !== "xml") return undefined;
  const value: unknown = Array.isArray(body.value) ? body.value[0] : body.value;
  const fault = v.safeParse(asyncFault, value);
  if (fault.success) return fault.output;
  const rest = v.safeParse(restFault, value);
  return rest.success ? { exceptionCode: rest.output.errorCode, exceptionMessage: rest.output.message } : undefined;
}

/** Compares exception codes as the guide and the wire spell them: `InvalidXML`, `InvalidXml`. */
export const isCode = (fault: Fault, ...codes: readonly string[]): boolean =>
  codes.some((code) => code.toLowerCase() === fault.exceptionCode.toLowerCase());
