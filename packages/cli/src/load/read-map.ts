import { readFile } from "node:fs/promises";
import { shellWord } from "../arguments/shell-word.ts";
import { usageError } from "../arguments/usage-error.ts";
import type { ColumnChoice } from "../csv/choose-columns.ts";

/** Which field each column is for. */
export interface ColumnMap {
  /** By the name of the column; an empty name for one that is left out. */
  readonly fields: ReadonlyMap<string, string>;
  /** Whether columns that are not named are left out, as Data Loader does it. */
  readonly isWhole: boolean;
}

/**
 * Reads what `--map` says: pairs, `Last name=LastName,Phone=`, of which columns that are not named keep their names; or the
 * path of a file of pairs as Data Loader writes it (`.sdl`, Java properties), of which such columns are left out.
 *
 * @throws UsageError.
 */
export async function readMap(given: readonly string[] | undefined): Promise<ColumnMap | undefined> {
  if (given === undefined) return undefined;
  const [first = "", ...others] = given;
  if (!first.includes("=")) {
    if (others.length > 0) throw usageError("Cannot use --map with a file and with anything else");
    return { fields: await readSdl(first), isWhole: true };
  }
  const fields = new Map<string, string>();
  for (const pair of given.flatMap((one) => one.split(","))) {
    const at = pair.indexOf("=");
    if (at < 1) {
      throw usageError(
        `Cannot use --map ${JSON.stringify(pair)}: expected a column and a field, 'Last name=LastName'`,
        "Write several with commas between them; leave a column out with nothing behind the =",
      );
    }
    add(fields, pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return { fields, isWhole: false };
}

/** Reads a mapping file of Data Loader. @see https://developer.salesforce.com/docs/atlas.en-us.dataLoader.meta/dataLoader/loader_mapping.htm */
async function readSdl(path: string): Promise<ReadonlyMap<string, string>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw usageError(
      `Cannot read the mapping ${path}: ${(error as Error).message}`,
      "Name a file, or write pairs: --map 'Last name=LastName'",
    );
  }
  const { parseLines } = await import("dot-properties");
  const fields = new Map<string, string>();
  for (const line of parseLines(text.replace(/^\uFEFF/, ""))) {
    // Comments and empty lines are no pairs.
    if (typeof line === "string") continue;
    const [column = "", field = ""] = line;
    if (column.startsWith('"') && column.endsWith('"')) {
      throw usageError(
        `Cannot use the mapping ${path}: it gives every row the value ${column}, which is none of the file`,
        "Put the value into the file, as a column of its own",
      );
    }
    if (field.includes(",")) {
      throw usageError(
        `Cannot use the mapping ${path}: it sends column ${JSON.stringify(column)} to several fields`,
        "Put the column into the file once for each of them",
      );
    }
    add(fields, column, apiName(field.trim()));
  }
  return fields;
}

/** Data Loader writes a colon between a relationship and the field of the other object, the Bulk API a dot. */
const apiName = (field: string): string => {
  const parts = field.split(":");
  return parts.length === 2 ? parts.join(".") : field;
};

function add(fields: Map<string, string>, column: string, field: string): void {
  if (fields.has(column)) throw usageError(`Cannot map column ${JSON.stringify(column)} twice`);
  fields.set(column, field);
}

/**
 * Makes what names the columns of a file by their fields. Columns are told by their names as they stand; where none has
 * that name, whatever its case.
 *
 * @throws UsageError, where it is used, for a column that the file has not.
 */
export function chooseByMap({ fields, isWhole }: ColumnMap): ColumnChoice {
  return (columns) => {
    const named = new Map<string, string>();
    for (const [column, field] of fields) {
      const place = columns.find((one) => one === column) ?? columns.find((one) => isSame(one, column));
      if (place !== undefined) named.set(place, field);
      // A mapping of Data Loader may serve several files.
      else if (!isWhole) {
        throw usageError(
          `Cannot map column ${JSON.stringify(column)}: the file has ${columns.map((one) => JSON.stringify(one)).join(", ")}`,
        );
      }
    }
    const chosen = columns.map((column) => {
      const field = named.get(column) ?? (isWhole ? "" : column);
      return field === "" ? undefined : field;
    });
    refuseSame(columns, chosen);
    if (columns.length === 0 || chosen.some((one) => one !== undefined)) return chosen;
    throw usageError(
      `Cannot map the file: the mapping leaves out all its columns, ${columns.map((one) => JSON.stringify(one)).join(", ")}`,
    );
  };
}

/** Two columns for one field are the mapping's fault, unless they have the same name in the file already. */
function refuseSame(columns: readonly string[], chosen: readonly (string | undefined)[]): void {
  for (const [index, field] of chosen.entries()) {
    const before = field === undefined ? -1 : chosen.findIndex((one) => one !== undefined && isSame(one, field));
    const [first = "", second = ""] = [columns[before], columns[index]];
    if (before < 0 || before === index || isSame(first, second)) continue;
    throw usageError(
      `Cannot map columns ${JSON.stringify(first)} and ${JSON.stringify(second)} both to ${JSON.stringify(field)}`,
      "Leave one of them out, with nothing behind its =",
    );
  }
}

const isSame = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

/** Writes pairs as `--map` takes them; `undefined` for a name that has a comma or an equals sign in it. */
export function mapWords(pairs: readonly (readonly [column: string, field: string])[]): string | undefined {
  const plain = pairs.filter(([column]) => !/[,=]/.test(column));
  return plain.length === 0 ? undefined : `--map ${shellWord(plain.map((pair) => pair.join("=")).join(","))}`;
}
