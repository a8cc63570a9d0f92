import type { SortKey } from "./soql-query.ts";
import { expectWord, peek, takeWord, type Tokens, unexpected } from "./soql-reader.ts";
import { type Functions, takeField } from "./take-name.ts";

/** Takes a word with BY behind it, where it is the next one. */
export function takeBy(tokens: Tokens, word: string): boolean {
  if (!takeWord(tokens, word)) return false;
  expectWord(tokens, "BY");
  return true;
}

/** Takes one or more of something, with commas in between. */
export function takeList<T>(tokens: Tokens, take: (tokens: Tokens) => T): T[] {
  const list = [take(tokens)];
  while (takeWord(tokens, ",")) list.push(take(tokens));
  return list;
}

/** Takes ORDER BY and what follows it; nothing where it is not there. */
export const takeSortKeys = (tokens: Tokens, functions: Functions): SortKey[] =>
  takeBy(tokens, "ORDER") ? takeList(tokens, (one) => takeSortKey(one, functions)) : [];

function takeSortKey(tokens: Tokens, functions: Functions): SortKey {
  const field = takeField(tokens, functions);
  const descending = takeWord(tokens, "DESC");
  if (!descending) takeWord(tokens, "ASC");
  // Empty values come first unless it says otherwise, whatever the direction (documented).
  const nullsLast = takeWord(tokens, "NULLS") && !takeWord(tokens, "FIRST");
  if (nullsLast) expectWord(tokens, "LAST");
  return { field, descending, nullsLast };
}

/** Takes how many, or how many not. @throws Refusal for what is no number. */
export function takeLimit(tokens: Tokens): number {
  const count = peek(tokens);
  if (!/^\d+$/.test(count)) throw unexpected(tokens);
  tokens.next++;
  return Number(count);
}
