/** Makes what makes records of the values of these columns: as `Object.fromEntries` does, in a fraction of the time. */
export function recordMaker(columns: readonly string[]): (values: readonly string[]) => Record<string, string> {
  // Assigning to this name does something else.
  if (columns.includes("__proto__")) {
    return (values) => Object.fromEntries(columns.map((column, index) => [column, values[index] ?? ""]));
  }
  return (values) => {
    const record: Record<string, string> = {};
    for (let index = 0; index < columns.length; index++) record[columns[index] ?? ""] = values[index] ?? "";
    return record;
  };
}
