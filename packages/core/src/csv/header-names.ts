import { argumentError } from "../errors/argument-error.ts";
import { quote } from "../bytes/csv-bytes.ts";

/**
 * Reads the names of a header line.
 *
 * @param record - The line without its end; its quotes stand right.
 * @param line - The line's number, for errors.
 * @throws TypeError with the names, for a column without one, and for one that is there twice. Case makes no difference, since
 *   it makes none to Salesforce.
 */
export function headerNames(record: Uint8Array, delimiter: number, line: number): string[] {
  const names = valuesOf(record, delimiter);
  const seen = new Map<string, string>();
  const twice = new Set<string>();
  for (const name of names) {
    const key = name.trim().toLowerCase();
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, name);
    else if (key !== "")
      twice.add(earlier === name ? JSON.stringify(name) : `${JSON.stringify(earlier)} and ${JSON.stringify(name)}`);
  }
  const empty = names.flatMap((name, index) => (name.trim() === "" ? [index + 1] : []));
  const faults = [
    ...(empty.length === 0 ? [] : [`no name for column ${shortened(empty)} of ${names.length}`]),
    ...(twice.size === 0 ? [] : [`the same column twice: ${shortened([...twice])}`]),
  ];
  if (faults.length === 0) return names;
  throw argumentError(
    "InvalidHeader",
    `Cannot read the CSV: its header line (line ${line}) has ${faults.join(", and ")}`,
  );
}

function valuesOf(record: Uint8Array, delimiter: number): string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const values: string[] = [];
  let start = 0;
  let isQuoted = false;
  const end = (index: number): void => {
    const value = decoder.decode(record.subarray(start, index));
    values.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    start = index + 1;
  };
  for (const [index, byte] of record.entries()) {
    if (byte === quote) isQuoted = !isQuoted;
    else if (byte === delimiter && !isQuoted) end(index);
  }
  end(record.length);
  return values;
}

const shortened = (all: readonly (string | number)[]): string =>
  all.length > 10 ? `${all.slice(0, 10).join(", ")}, …` : all.join(", ");
