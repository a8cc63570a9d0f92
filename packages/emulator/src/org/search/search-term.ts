import { likePattern } from "../query/like-pattern.ts";
import { soqlContext } from "../query/soql/soql-context.ts";
import { Refusal } from "../state/refusal.ts";

/** Tells whether words, in lower case, have what is searched for. */
export type Matches = (words: readonly string[]) => boolean;

/** Refuses a search. The code is Salesforce's; where nothing else is said, the message is not. */
export const malformedSearch = (message: string): Refusal => new Refusal("MALFORMED_SEARCH", message);

/** A word of a term: a phrase, an operator or a parenthesis. */
interface Part {
  readonly kind: "phrase" | "AND" | "OR" | "NOT" | "(" | ")";
  /** What the words of a phrase are like, in their order. */
  readonly words: readonly ((word: string) => boolean)[];
}

/** How deep parentheses may be in one another: a guess. */
const maxDepth = 20;

/** Letters and digits make words; everything else stands between them, but for what stands for other letters. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}*?]+/gu) ?? [];

/** Takes the words of a text. */
export const textWords = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Reads what stands in the braces of FIND: words and "phrases", which all must be there unless OR or AND NOT is between them, with
 * `*` for any letters and `?` for one.
 *
 * @param start - Where it begins in the statement.
 * @throws Refusal with `MALFORMED_SEARCH`. Its words are recorded for signs that want a backslash before them.
 */
export function searchTerm(statement: string, start: number, end: number): Matches {
  const parts = partsOf(statement, start, end);
  const text = statement.slice(start, end);
  const letters = text.replace(/[^\p{L}\p{N}]/gu, "");
  // Quoted by several people.
  if (letters.length < 2) throw malformedSearch(`search term must be longer than one character: ${text}`);
  let next = 0;
  const matches = takeOr(0);
  if (next < parts.length) throw malformedSearch(`unexpected token: '${parts[next]?.kind}'`);
  return matches;

  function takeOr(depth: number): Matches {
    if (depth > maxDepth) throw malformedSearch("too many parentheses");
    const choices = [takeAnd(depth)];
    while (parts[next]?.kind === "OR") {
      next++;
      choices.push(takeAnd(depth));
    }
    return (words) => choices.some((choice) => choice(words));
  }

  function takeAnd(depth: number): Matches {
    const all = [takeOne(depth)];
    for (let kind = parts[next]?.kind; kind !== undefined && kind !== "OR" && kind !== ")"; kind = parts[next]?.kind) {
      if (kind === "AND") next++;
      const isNot = kind === "AND" && parts[next]?.kind === "NOT";
      if (isNot) next++;
      const one = takeOne(depth);
      all.push(isNot ? (words) => !one(words) : one);
    }
    return (words) => all.every((one) => one(words));
  }

  function takeOne(depth: number): Matches {
    const part = parts[next++];
    if (part?.kind === "(") {
      const inner = takeOr(depth + 1);
      if (parts[next++]?.kind !== ")") throw malformedSearch("unexpected token: '<EOF>'");
      return inner;
    }
    if (part?.kind !== "phrase") throw malformedSearch(`unexpected token: '${part?.kind ?? "<EOF>"}'`);
    const wanted = part.words;
    return (words) => words.some((_, at) => wanted.every((isLike, index) => isLike(words[at + index] ?? "")));
  }
}

/** Signs that must have a backslash before them. */
const reserved = "&|!{}[]^~:'+-";

function partsOf(statement: string, start: number, end: number): Part[] {
  const parts: Part[] = [];
  let word = "";
  const finish = (): void => {
    if (/^(?:AND|OR|NOT)$/i.test(word)) parts.push({ kind: word.toUpperCase() as "AND", words: [] });
    else addPhrase(word);
    word = "";
  };
  const addPhrase = (text: string): void => {
    const words = wordsOf(text).map((one) => likePattern(one.replaceAll("*", "%").replaceAll("?", "_")));
    if (words.length > 0) parts.push({ kind: "phrase", words });
  };
  for (let at = start; at < end; at++) {
    const sign = statement.charAt(at);
    if (sign === "\\") {
      word += ` ${statement.charAt(++at)}`.trimEnd();
    } else if (sign === '"') {
      finish();
      const close = statement.indexOf('"', at + 1);
      if (close === -1 || close >= end) throw mismatched(statement, at);
      addPhrase(statement.slice(at + 1, close));
      at = close;
    } else if (sign === "(" || sign === ")" || /\s/.test(sign)) {
      finish();
      if (sign === "(" || sign === ")") parts.push({ kind: sign, words: [] });
    } else if (reserved.includes(sign)) {
      throw mismatched(statement, at);
    } else {
      word += sign;
    }
  }
  finish();
  return parts;
}

/** Recorded for `|` and `-`, in these words; the column is one less than that of a query would be. */
function mismatched(statement: string, at: number): Refusal {
  const line = statement.slice(0, at).split("\n");
  const place = `line ${line.length}:${line.at(-1)?.length ?? 0}`;
  return malformedSearch(
    `${soqlContext(statement, at - 1)}${place} mismatched character '${statement.charAt(at)}' expecting '}'`,
  );
}
