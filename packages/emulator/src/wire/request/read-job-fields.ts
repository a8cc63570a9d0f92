import { parseXml, type XmlElement } from "@rgrove/parse-xml";
import { type JobFields, unableToParse, withoutUnset } from "../../org/jobs/job-words.ts";
import { Refusal } from "../../org/state/refusal.ts";
import type { Arrival } from "./arrival.ts";
import { childrenOf, isNil, localName } from "../encoding/xml-element.ts";

/**
 * Reads what a request says of a job: JSON where its Content-Type says so, else XML, also under `text/csv` as in the
 * guide's own sample.
 *
 * @throws Refusal with `InvalidJob`; that broken JSON or XML is refused like a wrong word is a guess.
 */
export function readJobFields({ headers, text }: Arrival): JobFields {
  const type = (headers.get("content-type") ?? "").toLowerCase();
  if (type.includes("json")) return withoutUnset(readJsonFields(text));
  if (type === "" || type.includes("xml") || type.includes("csv")) return withoutUnset(readXml(text));
  throw new Refusal("UnsupportedContentType", `Unsupported content type: ${headers.get("content-type")}`);
}

/**
 * Reads a JSON object.
 *
 * @throws Refusal with `InvalidJob` for anything else.
 */
export function readJsonFields(text: string): JobFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unableToParse();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unableToParse();
  return new Map(Object.entries(value));
}

function readXml(text: string): JobFields {
  const fields = new Map<string, unknown>();
  let root: XmlElement | null;
  try {
    ({ root } = parseXml(text.trim()));
    for (const child of childrenOf(root ?? undefined)) {
      fields.set(localName(child), isNil(child) ? null : child.text.trim());
    }
  } catch {
    throw unableToParse();
  }
  if (root === null || localName(root) !== "jobInfo") throw unableToParse();
  return fields;
}
