/** How many an error names. */
const mostNamed = 3;

/** Names the first few of many in an error's words, and says how many more there are. */
export function nameSome(words: readonly string[]): string {
  const more = words.length > mostNamed ? `; and ${words.length - mostNamed} more` : "";
  return words.slice(0, mostNamed).join("; ") + more;
}
