/** What Data Loader says of a row that went well. */
const dataLoaderStatus = /^Item (?:Created|Updated|Deleted|Upserted|Hard Deleted|Undeleted)$/;

/**
 * Finds the columns that a tool has added to a file of results, so that what failed can be mended and loaded again:
 *
 * - sfbulk and the sf CLI: `sf__Id`, `sf__Error` and their like, where the file begins with one.
 * - Salesforce Inspector: `__Status`, `__Id`, `__Action`, `__Errors`.
 * - Jetstream: `_id`, `_success`, `_errors`, where the file begins with all three.
 * - Data Loader: `ERROR` as the last one; `STATUS` as the last one where the first row has a word of its own below it, since
 *   some objects have a field of that name.
 *
 * What it finds is no field: names of fields do not begin with an underline, and only custom ones have two in a row.
 *
 * @param columns - The names in the header line.
 * @param first - The values of the first row.
 * @returns the places of those columns.
 */
export function toolColumns(columns: readonly string[], first: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  const isOwn = columns[0]?.startsWith("sf__") === true;
  const isJetstream = ["_id", "_success", "_errors"].every((name, place) => columns[place] === name);
  for (const [place, name] of columns.entries()) {
    const isTool =
      (isOwn && name.startsWith("sf__")) ||
      ["__Status", "__Id", "__Action", "__Errors"].includes(name) ||
      (isJetstream && place < 3);
    if (isTool) found.add(place);
  }
  const last = columns.length - 1;
  if (last > 0 && columns[last] === "ERROR") found.add(last);
  if (last > 0 && columns[last] === "STATUS" && dataLoaderStatus.test(first[last] ?? "")) found.add(last);
  return found;
}
