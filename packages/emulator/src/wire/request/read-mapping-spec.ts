import type { MappingSpec } from "../../org/state/mapping-spec.ts";
import { Refusal } from "../../org/state/refusal.ts";
import { readCsv } from "./read-csv.ts";
import { notDecodable } from "./read-rows.ts";

const columns = ["Salesforce Field", "Csv Header", "Value", "Hint"];
const maxCharacters = 8192;

/**
 * Reads a mapping spec.
 *
 * @param text - What was sent; `undefined` where its bytes are not of their charset.
 * @throws Refusal for one of 8,192 characters or more (documented), or without the four columns. The words are guesses.
 */
export function readMappingSpec(text: string | undefined): MappingSpec {
  if (text === undefined) {
    throw new Refusal("InvalidJob", `Failed to parse transformation spec: ${notDecodable}`);
  }
  if (text.length >= maxCharacters) {
    throw new Refusal("InvalidJob", `Transformation spec is too large: ${text.length} (maximum: ${maxCharacters - 1})`);
  }
  let table: ReturnType<typeof readCsv>;
  try {
    table = readCsv(text);
  } catch (error) {
    throw new Refusal("InvalidJob", `Failed to parse transformation spec: ${(error as Error).message}`);
  }
  const indexes = columns.map((column) => table.header.findIndex((name) => isColumn(name, column)));
  if (indexes.includes(-1) || table.lines.length === 0) {
    throw new Refusal("InvalidJob", `Failed to parse transformation spec: expected the columns ${columns.join(",")}`);
  }
  return table.lines
    .map((line) => {
      const [field = "", column = "", value = "", hint = ""] = indexes.map((index) => line[index] ?? "");
      return { field: field.trim(), column, value, hint };
    })
    .filter(({ field }) => field !== "");
}

/** To JavaScript, a byte order mark is a space. */
const isColumn = (name: string, column: string): boolean => name.trim() === column && !name.startsWith("\ufeff");
