/** Half of a character: two of them make one in a string. */
const half = /\p{Surrogate}/u;

/** Gives the place of the first half of a character that stands alone, which no encoding can write; -1 where none does. */
export function findLoneHalf(text: string): number {
  // What runtimes have of their own is many times as fast; the language's version that is compiled for does not know it.
  const { isWellFormed } = text as { readonly isWellFormed?: () => boolean };
  return isWellFormed?.call(text) === true ? -1 : text.search(half);
}
