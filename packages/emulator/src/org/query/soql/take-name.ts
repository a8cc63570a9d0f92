import { dateFunction, isAggregate } from "./functions.ts";
import type { Name } from "./soql-query.ts";
import { expectWord, peek, place, takeWord, type Tokens, unexpected } from "./soql-reader.ts";

/** Takes the name of a field or an object. */
export function takeName(tokens: Tokens): Name {
  const name = peek(tokens);
  const at = place(tokens);
  if (!/^[a-z]\w*(?:\.\w+)*$/i.test(name)) throw unexpected(tokens);
  tokens.next++;
  // A function that is not for this place.
  if (peek(tokens) === "(") {
    tokens.next--;
    throw unexpected(tokens);
  }
  return { name, at };
}

/** Which functions may stand in a place: those of a date, those of many values. */
export type Functions = "date" | "date or aggregate";

/** Takes the name of a field, or a function of one: `CALENDAR_YEAR(CreatedDate)`. */
export function takeField(tokens: Tokens, functions: Functions): Name {
  const call = peek(tokens).toUpperCase();
  if (tokens.all[tokens.next + 1]?.text !== "(") return takeName(tokens);
  const isDate = dateFunction(call) !== undefined;
  if (!isDate && !(functions === "date or aggregate" && isAggregate(call))) throw unexpected(tokens);
  const at = place(tokens);
  tokens.next += 2;
  // Into the user's time zone, which is GMT: it is as it was.
  const isConverted = isDate && takeWord(tokens, "CONVERTTIMEZONE");
  if (isConverted) expectWord(tokens, "(");
  const { name } = takeName(tokens);
  if (isConverted) expectWord(tokens, ")");
  expectWord(tokens, ")");
  return { name, at, call };
}
