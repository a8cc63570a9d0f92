import type { FieldSchema, ObjectSchema } from "../../options/object-schema.ts";
import { findByName } from "../../options/object-schema.ts";
import type { MappingSpec } from "../state/mapping-spec.ts";
import { readHintedDate } from "./read-hinted-date.ts";

/** A table of strings under the names of its columns. */
interface Table {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** Turns the columns of a file into fields as a mapping spec says. */
export function mapColumns(spec: MappingSpec, table: Table, schema: ObjectSchema, now: number): Table {
  const mappings = spec.map((mapping) => ({
    ...mapping,
    index: mapping.column === "" ? -1 : table.header.indexOf(mapping.column),
    type: findByName(schema.fields, mapping.field)?.value.type ?? "string",
    isFullName: /^name$/i.test(mapping.field) && findByName(schema.fields, "LastName") !== undefined,
  }));
  return {
    header: mappings.flatMap(({ field, isFullName }) => (isFullName ? ["LastName", "FirstName"] : [field])),
    lines: table.lines.map((line) =>
      mappings.flatMap(({ index, value, hint, type, isFullName }) => {
        const cell = line[index] ?? "";
        const text = cell === "" ? value : cell;
        return isFullName ? splitName(text) : [interpret(text, hint, type, now)];
      }),
    ),
  };
}

/** Both forms are in the guide's sample: `Cat, Tom` and `Jerry Mouse`. */
function splitName(text: string): [string, string] {
  const comma = text.indexOf(",");
  if (comma !== -1) return [text.slice(0, comma), text.slice(comma + 1).trim()];
  const whole = text.trim();
  const space = Math.max(whole.lastIndexOf(" "), whole.lastIndexOf("\t"), whole.lastIndexOf("\n"));
  return [whole.slice(space + 1), whole.slice(0, Math.max(0, space)).trim()];
}

function interpret(text: string, hint: string, type: FieldSchema["type"], now: number): string {
  if (hint === "" || text === "" || text === "#N/A") return text;
  if (type === "boolean") return String(isTrue(text, hint));
  return type === "date" || type === "datetime" ? (readHintedDate(text, hint, now) ?? text) : text;
}

function isTrue(text: string, hint: string): boolean {
  if (!takesLinearTime(hint)) return false;
  try {
    // oxlint-disable-next-line patterns/linear -- just checked
    return new RegExp(`^(?:${hint})$`).test(text);
  } catch {
    // A pattern that JavaScript does not know, although Java may.
    return false;
  }
}

/**
 * Tells whether a pattern is tried in a time that grows as the text does: one repetition in each of its alternatives or,
 * where it has groups, in all of it, and none of a group. Other patterns are as good as unknown here: one of them could hold the whole process.
 */
function takesLinearTime(pattern: string): boolean {
  const signs = pattern.replace(/\\[^\d]|\[[^\]]*(?:\]|$)|\(\?(?:[:i]|i\))/g, "x");
  const hasGroups = pattern.includes("(");
  const alternatives = hasGroups ? [signs] : signs.split("|");
  if (signs.includes("\\") || /\)[*+{]/.test(signs)) return false;
  return alternatives.every((one) => one.split(/[*+?{]/).length <= 2);
}
