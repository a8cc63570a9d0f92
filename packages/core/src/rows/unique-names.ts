/**
 * Makes names for the columns of a header, so that equal ones are two: `Name`, `Name (2)`. A name that a column has of its
 * own is given to no other.
 */
export function uniqueNames(header: readonly string[]): readonly string[] {
  const own = new Set(header);
  if (own.size === header.length) return header;
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return header.map((column) => {
    let name = column;
    while (taken.has(name) || (name !== column && own.has(name))) {
      const count = (counts.get(column) ?? 1) + 1;
      counts.set(column, count);
      name = `${column} (${count})`;
    }
    taken.add(name);
    return name;
  });
}
