/**
 * Tells whether a field of a listed job is as wanted; `undefined` where the list says what cannot be, so that nobody can tell.
 *
 * @param wanted - Where it is `undefined`, any value will do.
 * @param is - The field, as the reading of the list gives it: the empty string stands for what is odd.
 */
export function judgeField<T>(
  wanted: T | undefined,
  is: string | null,
  fits: (wanted: T, is: string) => boolean,
): boolean | undefined {
  if (wanted === undefined) return true;
  return is === "" ? undefined : is !== null && fits(wanted, is);
}
