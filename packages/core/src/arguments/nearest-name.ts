/** What other clients of Salesforce, and earlier habits, call things that have another name here. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  batchsize: ["maxRecords"],
  extidfield: ["externalIdFieldName"],
  externalid: ["externalIdFieldName"],
  externalidfield: ["externalIdFieldName"],
  limit: ["attempts", "concurrency"],
  maxattempts: ["attempts"],
  maxconcurrency: ["concurrency"],
  parallel: ["concurrency"],
  parallelism: ["concurrency"],
  pollinterval: ["minInterval"],
  polltimeout: ["waitTimeout"],
  proxies: ["proxy"],
  retries: ["attempts", "retry"],
  threads: ["concurrency"],
  timeout: ["waitTimeout", "endTimeout", "attemptTimeout", "connectTimeout", "cliTimeout"],
  workers: ["concurrency"],
};

/**
 * Finds the name that was meant: the same in another spelling, what others call it, or one that differs in a few letters.
 *
 * @returns the name, or `undefined` where none is near.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const plain = plainForm(given);
  const translated = Object.hasOwn(otherNames, plain)
    ? otherNames[plain]?.find((name) => known.includes(name))
    : undefined;
  if (translated !== undefined) return translated;
  // Names are short; what is long is a mistake of another kind.
  if (plain.length > 40) return undefined;
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const name of known) {
    const edits = distance(plain, plainForm(name));
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest;
}

/** `max_records` and `MaxRecords` are `maxRecords`. */
const plainForm = (name: string): string => name.replace(/[^A-Za-z0-9]/g, "").toLowerCase();

/** Counts the letters to insert, to delete, to replace, and the neighbours to swap (Damerau and Levenshtein). */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? (before[column - 2] ?? 0) + 1 : Infinity,
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? 0;
}
