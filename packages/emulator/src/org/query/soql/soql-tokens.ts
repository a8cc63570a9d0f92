import { Refusal } from "../../state/refusal.ts";

/** A word of a statement, and where it stands. */
export interface Token {
  readonly text: string;
  readonly at: number;
}

/** How long a statement may be (documented). */
const maxLength = 100_000;

const signs = /<=|>=|!=|<>|[=<>(),]/y;
const words = /[\w.:+-]+/y;
const spaces = /\s+/y;

/**
 * Takes a statement apart, in a time that grows as its length does.
 *
 * @throws Refusal with `MALFORMED_QUERY` for a string that nothing closes, and for a statement that is too long.
 */
export function soqlTokens(text: string): Token[] {
  if (text.length > maxLength) {
    throw malformed(`SOQL statement cannot be longer than ${maxLength} characters`);
  }
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const end = endOf(spaces, text, at);
    if (end !== undefined) {
      at = end;
      continue;
    }
    const next = text.charAt(at) === "'" ? endOfString(text, at) : (endOf(signs, text, at) ?? endOf(words, text, at));
    const token = { text: text.slice(at, next ?? at + 1), at };
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") at++;
    else if (sign === "'") return at + 1;
  }
  // The words are a guess.
  throw malformed(`unexpected token: '${text.slice(start, start + 40)}' (the string is not closed)`);
}

/** Refuses a statement. The code is Salesforce's; where nothing else is said, the message is not. */
export const malformed = (message: string): Refusal => new Refusal("MALFORMED_QUERY", message);
