import * as v from "valibot";
import type { ReplyBody } from "./read-body.ts";

/** Salesforce's refusal in one form, whatever form it came in. */
export interface Fault {
  readonly exceptionCode: string;
  readonly exceptionMessage: string;
}

const asyncFault = v.looseObject({ exceptionCode: v.string(), exceptionMessage: v.nullish(v.string(), "") });
const restFault = v.looseObject({ errorCode: v.string(), message: v.nullish(v.string(), "") });

/**
 * Reads the refusal out of a reply's body: the Bulk API's object, JSON or XML, the REST API's array, or the one word that
 * the identity service says. `undefined` where there is none.
 */
export function readFault(body: ReplyBody): Fault | undefined {
  if (body.kind === "text") {
    const word = body.text.trim();
    return /^\w{3,40}_OAuth_Token$/.test(word) ? faultOf(word, "") : undefined;
  }
  if (body.kind !== "json" && body.kind !== "xml") return undefined;
  const value: unknown = Array.isArray(body.value) ? body.value[0] : body.value;
  const fault = v.safeParse(asyncFault, value);
  if (fault.success) return faultOf(fault.output.exceptionCode, fault.output.exceptionMessage);
  const rest = v.safeParse(restFault, value);
  return rest.success ? faultOf(rest.output.errorCode, rest.output.message) : undefined;
}

const faultOf = (exceptionCode: string, exceptionMessage: string): Fault => ({ exceptionCode, exceptionMessage });

/** Compares exception codes as the guide and the wire spell them: `InvalidXML`, `InvalidXml`. */
export const isCode = (fault: Fault, ...codes: readonly string[]): boolean =>
  codes.some((code) => code.toLowerCase() === fault.exceptionCode.toLowerCase());
