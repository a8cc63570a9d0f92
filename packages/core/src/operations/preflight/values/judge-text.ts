import type { FieldDescription } from "../../../protocol/object-description.ts";
import type { ValueFindingKind } from "../../../protocol/value-finding.ts";

/**
 * Says whether a text is too long. Whether Salesforce counts a character beyond U+FFFF as one or two is not known, and
 * spaces at the ends it may cut off: what may be short enough is.
 */
export function judgeLength(text: string, length: number): ValueFindingKind | undefined {
  if (text.length <= length) return undefined;
  let characters = 0;
  for (const _ of text.trim()) if (++characters > length) return "TooLong";
  return undefined;
}

/** Says what is wrong with an e-mail address: only what no address can be. */
export function judgeEmail(text: string, length: number): ValueFindingKind | undefined {
  const at = text.lastIndexOf("@");
  const isQuoted = text.startsWith('"');
  if (at < 1 || (!isQuoted && text.indexOf("@") !== at)) return "InvalidEmail";
  const dot = text.indexOf(".", at);
  if (dot <= at + 1 || text.endsWith(".")) return "InvalidEmail";
  for (let index = isQuoted ? at : 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // A space, and what stands between two addresses.
    if (code <= 0x20 || code === 0x2c || code === 0x3b || code === 0xa0) return "InvalidEmail";
  }
  return judgeLength(text, length);
}

/** What the Bulk API takes for true and false, in any case (a vendor's table of both APIs; `yes` is Data Loader's own). */
export function judgeBoolean(text: string): ValueFindingKind | undefined {
  if (text === "true" || text === "false" || text === "1" || text === "0") return undefined;
  const lower = text.length < 6 ? text.toLowerCase() : "";
  return lower === "true" || lower === "false" ? undefined : "InvalidBoolean";
}

/** Makes the judge of a picklist that takes its own values alone. That their case does not matter is a guess. */
export function picklistJudge({
  type,
  picklistValues,
}: Pick<FieldDescription, "type" | "picklistValues">): (text: string) => ValueFindingKind | undefined {
  const active = picklistValues.filter((one) => one.active).map(({ value }) => value);
  const known = new Set([...active, ...active.map((value) => value.toLowerCase())]);
  const isKnown = (value: string): boolean => known.has(value) || known.has(value.trim().toLowerCase());
  if (type === "picklist") return (text) => (isKnown(text) ? undefined : "NotInPicklist");
  return (text) => (text.split(";").every((value) => value === "" || isKnown(value)) ? undefined : "NotInPicklist");
}
