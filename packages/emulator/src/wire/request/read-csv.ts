import Papa from "papaparse";

/** A CSV file: its header and its rows, all with as many cells. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/**
 * Reads CSV. A file without a header has an empty one.
 *
 * @throws Error for quotes out of place, and for a row with more or fewer cells than the header.
 */
export function readCsv(text: string, delimiter = ","): CsvTable {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, skipEmptyLines: true });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken !== undefined) throw new Error(broken.message);
  const [header = [], ...lines] = data;
  const uneven = lines.find(({ length }) => length !== header.length);
  if (uneven !== undefined) throw new Error(`a row has ${uneven.length} values for ${header.length} columns`);
  return { header, lines };
}
