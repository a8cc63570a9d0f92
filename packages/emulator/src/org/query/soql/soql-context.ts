/** How much of a line is shown before and behind the place that is meant. */
const shown = 60;

/**
 * Writes the three lines that Salesforce puts before what is wrong with a statement: the line, a caret under the place,
 * and the place in numbers (quoted in many public tests). How a long line is cut is a guess.
 */
export function soqlContext(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", at);
  const from = Math.max(start, at - shown);
  const line = text.slice(from, Math.min(end === -1 ? text.length : end, at + shown));
  const row = text.slice(0, start).split("\n").length;
  return `\n${line}\n${" ".repeat(at - from)}^\nERROR at Row:${row}:Column:${at - start + 1}\n`;
}
