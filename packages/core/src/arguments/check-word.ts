/**
 * Checks a word that a caller gave.
 *
 * @throws TypeError that names the known words, or the one that was meant where only the case is wrong.
 */
export function checkWord(name: string, value: unknown, known: readonly string[]): void {
  if (typeof value === "string" && known.includes(value)) return;
  const shown = JSON.stringify(value) ?? "undefined";
  const meant = known.find((word) => word.toLowerCase() === String(value).toLowerCase());
  throw new TypeError(
    meant === undefined
      ? `Cannot use ${name} ${shown}: expected one of ${known.join(", ")}`
      : `Cannot use ${name} ${shown}: it is spelt "${meant}", and the case matters`,
  );
}
