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
  const [last = "", first] = text.split(/,\s*/, 2);
  if (first !== undefined) return [last, first];
  const [, before = "", name = text] = /^(.*)\s+(\S+)$/.exec(text) ?? [];
  return [name, before];
}

function interpret(text: string, hint: string, type: FieldSchema["type"], now: number): string {
  if (hint === "" || text === "" || text === "#N/A") return text;
  if (type === "boolean") return String(isTrue(text, hint));
  return type === "date" || type === "datetime" ? (readHintedDate(text, hint, now) ?? text) : text;
}

function isTrue(text: string, hint: string): boolean {
  try {
    return new RegExp(`^(?:${hint})$`).test(text);
  } catch {
    // A pattern that JavaScript does not know, although Java may.
    return false;
  }
}
