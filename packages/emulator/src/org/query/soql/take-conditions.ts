import { literalOf } from "./literal-of.ts";
import { soqlContext } from "./soql-context.ts";
import type { Comparison, Literal, WrittenCondition } from "./soql-query.ts";
import { expectWord, peek, place, takeWord, type Tokens, unexpected } from "./soql-reader.ts";
import { malformed } from "./soql-tokens.ts";
import { type Functions, takeField } from "./take-name.ts";

const comparisons: readonly string[] = ["=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"];

/** How deep parentheses may be in one another. That there is such a limit, and where, is a guess. */
const maxDepth = 100;

/**
 * Takes what follows WHERE or HAVING.
 *
 * @param functions - Which functions may be compared.
 */
export function takeConditions(tokens: Tokens, functions: Functions, depth: number = 0): WrittenCondition {
  // NOT turns one condition round, and stands alone unless there are parentheses (documented in the grammar).
  if (takeWord(tokens, "NOT")) {
    const part = takeCondition(tokens, functions, depth);
    if (["AND", "OR"].includes(peek(tokens).toUpperCase())) throw unexpected(tokens);
    return { kind: "not", parts: [part] };
  }
  const first = takeCondition(tokens, functions, depth);
  const word = peek(tokens).toUpperCase();
  if (word !== "AND" && word !== "OR") return first;
  const parts = [first];
  while (takeWord(tokens, word)) parts.push(takeCondition(tokens, functions, depth));
  // SOQL, too, wants parentheses where both are used.
  if (["AND", "OR"].includes(peek(tokens).toUpperCase())) throw unexpected(tokens);
  return { kind: word === "AND" ? "and" : "or", parts };
}

function takeCondition(tokens: Tokens, functions: Functions, depth: number): WrittenCondition {
  if (peek(tokens) === "(") {
    if (depth >= maxDepth) throw malformed(`${soqlContext(tokens.text, place(tokens))}too many parentheses`);
    tokens.next++;
    const inner = takeConditions(tokens, functions, depth + 1);
    expectWord(tokens, ")");
    return inner;
  }
  const field = takeField(tokens, functions);
  if (takeWord(tokens, "IN")) return { kind: "comparison", field, comparison: "IN", values: takeList(tokens) };
  if (takeWord(tokens, "NOT")) {
    expectWord(tokens, "IN");
    return { kind: "comparison", field, comparison: "NOT IN", values: takeList(tokens) };
  }
  const comparison = peek(tokens).toUpperCase();
  if (!comparisons.includes(comparison)) throw unexpected(tokens);
  tokens.next++;
  const values = [takeValue(tokens, comparison === "LIKE")];
  return { kind: "comparison", field, comparison: comparison === "<>" ? "!=" : (comparison as Comparison), values };
}

function takeList(tokens: Tokens): Literal[] {
  expectWord(tokens, "(");
  const values = [takeValue(tokens)];
  while (takeWord(tokens, ",")) values.push(takeValue(tokens));
  expectWord(tokens, ")");
  return values;
}

/** Takes a value. What is none of those that SOQL knows is refused: a bare word must not be taken for a string. */
function takeValue(tokens: Tokens, isPattern = false): Literal {
  const token = peek(tokens);
  const at = place(tokens);
  const literal = literalOf(token, at, isPattern);
  if (literal === undefined) throw unexpected(tokens);
  tokens.next++;
  return literal;
}
