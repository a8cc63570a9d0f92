import type { Refusal } from "../../state/refusal.ts";
import { soqlContext } from "./soql-context.ts";
import { malformed, type Token } from "./soql-tokens.ts";

/** The words of a statement, of which `next` is the number of the next one. */
export interface Tokens {
  readonly all: readonly Token[];
  readonly text: string;
  next: number;
}

/** Gives the next word, which stays the next one; none at the end. */
export const peek = ({ all, next }: Tokens): string => all[next]?.text ?? "";

/** Tells where the next word stands. */
export const place = ({ all, next, text }: Tokens): number => all[next]?.at ?? text.length;

/** Takes a word, whatever its case, where it is the next one. */
export function takeWord(tokens: Tokens, word: string): boolean {
  if (peek(tokens).toUpperCase() !== word) return false;
  tokens.next++;
  return true;
}

/** Takes a word. @throws Refusal where it is not the next one. */
export function expectWord(tokens: Tokens, word: string): void {
  if (!takeWord(tokens, word)) throw unexpected(tokens);
}

/** Makes the refusal of the next word. */
export function unexpected(tokens: Tokens): Refusal {
  const found = peek(tokens) === "" ? "<EOF>" : peek(tokens).slice(0, 100);
  return malformed(
    `${soqlContext(tokens.text, place(tokens))}unexpected token: '${found}' (the emulator takes SELECT fields FROM object [WHERE conditions] [GROUP BY fields [HAVING conditions]] [ORDER BY fields] [LIMIT n] [OFFSET n])`,
  );
}

/** Gives what stands from one word up to another one. */
export const textBetween = ({ all, text }: Tokens, from: number, to: number): string =>
  text.slice(all[from]?.at ?? text.length, all[to]?.at ?? text.length).trim();
