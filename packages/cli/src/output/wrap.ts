import { stripVTControlCharacters } from "node:util";
import { Help } from "commander";

/** Narrower than this, nothing is wrapped. */
const narrowest = 20;
const help = Object.assign(new Help(), { minWidthToWrap: narrowest });

/** Breaks a string between words, so that a terminal does not break it within them. What cannot be broken stays whole. */
export const wrap = (text: string, width: number): string => (width < narrowest ? text : help.boxWrap(text, width));

/**
 * The same line by line, for what may be laid out in columns and end with a command: what goes on in the next line stands below
 * the last column, and a command that does not fit has a line of its own, since one that is broken in two is run as two.
 */
export const wrapLines = (text: string, width: number): string =>
  // A call of curl has many lines, and breaks within its quotes would be part of what is sent.
  Number.isFinite(width) && !stripVTControlCharacters(text).trimStart().startsWith("curl ")
    ? text
        .split("\n")
        .map((line) => (lengthOf(line) <= width ? line : wrapLine(line, width)))
        .join("\n")
    : text;

/** A command within prose, with its options, ids and paths. `sf bulk` is its name inside the sf CLI. */
const mention = /\bsf ?bulk [a-z]+(?: --?[a-z-]+(?: [^\s,;()]+)?| [^\s,;()]*[<\dA-Z./][^\s,;()]*)*/g;
/** One that is all that is left of the line. */
const commandAtEnd = /: (?=(?:sf ?bulk|sf) [a-z](?!.*(?:; | \(or )))/;
/** Stands for a space at which no line is broken. */
const fixedSpace = "\uE000";

function wrapLine(line: string, width: number): string {
  const at = commandAtEnd.exec(line);
  const prose = (at === null ? line : line.slice(0, at.index + 1)).replaceAll(mention, (words) =>
    words.replaceAll(" ", fixedSpace),
  );
  const margin = marginOf(prose, width);
  const wrapped = hang(prose, margin, width).replaceAll(fixedSpace, " ");
  if (at === null) return wrapped;
  const own = line.slice(at.index + at[0].length);
  return `${wrapped}\n${" ".repeat(Math.max(0, Math.min(margin + 2, width - lengthOf(own))))}${own}`;
}

/** In which columns tables and reports begin their last one, at most. */
const lastColumn = 30;

/** Finds out where the text of a line begins, behind its title: two spaces or more are before it. */
function marginOf(line: string, width: number): number {
  const plain = stripVTControlCharacters(line);
  const start = plain.length - plain.trimStart().length;
  const gap = plain.slice(0, lastColumn).trimEnd().lastIndexOf("  ");
  const column = gap < start ? start : gap + 2;
  const longest = Math.max(
    ...plain
      .slice(column)
      .split(" ")
      .map((word) => word.length),
  );
  // A path that has no room there is whole in a line of its own.
  return [column, start, 2].find((margin) => margin <= width / 2 && margin + longest <= width) ?? 0;
}

/** Wraps what is behind a margin, and has all lines begin there. */
function hang(line: string, margin: number, width: number): string {
  let index = 0;
  for (let shown = 0; shown < margin; shown++) index = behindColours(line, index) + 1;
  index = behindColours(line, index);
  const text = wrap(line.slice(index), width - margin);
  return `${line.slice(0, index)}${text.replaceAll("\n", `\n${" ".repeat(margin)}`)}`;
}

/** Passes by what picocolors writes. */
function behindColours(line: string, from: number): number {
  let index = from;
  while (line.startsWith("\u001B[", index)) {
    const end = line.indexOf("m", index);
    if (end === -1) return index;
    index = end + 1;
  }
  return index;
}

const lengthOf = (text: string): number => stripVTControlCharacters(text).length;
