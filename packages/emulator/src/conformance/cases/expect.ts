/** Rejects unless two values are the same data. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [stable(actual), stable(expected)];
  if (is !== should) throw new Error(`${what}: expected ${should}, got ${is}`);
}

/** Rejects unless something is so. */
export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}

/** Gives the error that a promise rejects with, and rejects where it does not. */
export async function expectRejection(
  promise: Promise<unknown>,
  what: string,
): Promise<Record<string, unknown> & Error> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error as Record<string, unknown> & Error;
  }
  throw new Error(`${what}: expected an error, got ${stable(value)}`);
}

/** JSON with the keys in order, so that equal data has equal text. */
const stable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  ) ?? "undefined";
