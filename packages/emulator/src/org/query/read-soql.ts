import { Refusal } from "../state/refusal.ts";
import type { FieldValue } from "../state/row.ts";
import type { Comparison, Condition, SoqlQuery, SortKey } from "./soql-query.ts";

const tokenPattern = /'(?:[^'\\]|\\.)*'|<=|>=|!=|<>|[=<>(),]|[\w.:+-]+|\S/g;
const comparisons: readonly string[] = ["=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"];

/** The words of a statement, of which the first is the next one. */
interface Tokens {
  readonly all: readonly RegExpMatchArray[];
  readonly text: string;
  next: number;
}

/**
 * Reads `SELECT fields FROM object [WHERE conditions] [ORDER BY fields] [LIMIT n]`. Conditions compare a field with `=`,
 * `!=`, `<`, `<=`, `>`, `>=`, `LIKE`, `IN` or `NOT IN`, joined by AND or OR, with parentheses where both are used.
 *
 * @throws Refusal with `MALFORMED_QUERY` for everything else. The code is Salesforce's, the message is not.
 */
export function readSoql(text: string): SoqlQuery {
  const statement = text.trim().replace(/\s*;$/, "");
  const tokens: Tokens = { all: [...statement.matchAll(tokenPattern)], text: statement, next: 0 };
  expectWord(tokens, "SELECT");
  const fields = [takeName(tokens)];
  while (takeWord(tokens, ",")) fields.push(takeName(tokens));
  expectWord(tokens, "FROM");
  const object = takeName(tokens);
  const whereStart = tokens.next + 1;
  const where = takeWord(tokens, "WHERE") ? takeConditions(tokens) : undefined;
  const whereText = where === undefined ? "" : textBetween(tokens, whereStart, tokens.next);
  const orderBy: SortKey[] = [];
  if (takeWord(tokens, "ORDER")) {
    expectWord(tokens, "BY");
    do orderBy.push(takeSortKey(tokens));
    while (takeWord(tokens, ","));
  }
  const limit = takeWord(tokens, "LIMIT") ? takeLimit(tokens) : undefined;
  if (tokens.next < tokens.all.length) throw unexpected(tokens);
  return { fields, object, where, whereText, orderBy, limit };
}

const peek = (tokens: Tokens): string => tokens.all[tokens.next]?.[0] ?? "";

function takeWord(tokens: Tokens, word: string): boolean {
  if (peek(tokens).toUpperCase() !== word) return false;
  tokens.next++;
  return true;
}

function expectWord(tokens: Tokens, word: string): void {
  if (!takeWord(tokens, word)) throw unexpected(tokens);
}

function unexpected(tokens: Tokens): Refusal {
  const found = peek(tokens) === "" ? "<EOF>" : peek(tokens);
  return new Refusal(
    "MALFORMED_QUERY",
    `unexpected token: '${found}' (the emulator takes SELECT fields FROM object [WHERE conditions] [ORDER BY fields] [LIMIT n])`,
  );
}

const textBetween = ({ all, text }: Tokens, from: number, to: number): string =>
  text.slice(all[from]?.index ?? 0, all[to]?.index ?? text.length).trim();

function takeName(tokens: Tokens): string {
  const name = peek(tokens);
  if (!/^[a-z]\w*(?:\.\w+)*$/i.test(name)) throw unexpected(tokens);
  tokens.next++;
  // A function such as COUNT().
  if (peek(tokens) === "(") {
    tokens.next--;
    throw unexpected(tokens);
  }
  return name;
}

function takeConditions(tokens: Tokens): Condition {
  const parts = [takeCondition(tokens)];
  const word = peek(tokens).toUpperCase();
  if (word !== "AND" && word !== "OR") return parts[0] as Condition;
  while (takeWord(tokens, word)) parts.push(takeCondition(tokens));
  // SOQL, too, wants parentheses where both are used.
  if (["AND", "OR"].includes(peek(tokens).toUpperCase())) throw unexpected(tokens);
  return { kind: word === "AND" ? "and" : "or", parts };
}

function takeCondition(tokens: Tokens): Condition {
  if (takeWord(tokens, "(")) {
    const inner = takeConditions(tokens);
    expectWord(tokens, ")");
    return inner;
  }
  const field = takeName(tokens);
  if (takeWord(tokens, "IN")) return { kind: "comparison", field, comparison: "IN", values: takeList(tokens) };
  if (takeWord(tokens, "NOT")) {
    expectWord(tokens, "IN");
    return { kind: "comparison", field, comparison: "NOT IN", values: takeList(tokens) };
  }
  const comparison = peek(tokens).toUpperCase();
  if (!comparisons.includes(comparison)) throw unexpected(tokens);
  tokens.next++;
  const values = [takeValue(tokens)];
  return { kind: "comparison", field, comparison: comparison === "<>" ? "!=" : (comparison as Comparison), values };
}

function takeList(tokens: Tokens): FieldValue[] {
  expectWord(tokens, "(");
  const values = [takeValue(tokens)];
  while (takeWord(tokens, ",")) values.push(takeValue(tokens));
  expectWord(tokens, ")");
  return values;
}

function takeValue(tokens: Tokens): FieldValue {
  const token = peek(tokens);
  if (!/^(?:'.*'$|[\w+-])/s.test(token)) throw unexpected(tokens);
  tokens.next++;
  if (token.startsWith("'")) return token.slice(1, -1).replace(/\\(.)/g, unescaped);
  if (/^null$/i.test(token)) return null;
  if (/^(?:true|false)$/i.test(token)) return token.toLowerCase() === "true";
  return /^[+-]?\d+(?:\.\d+)?$/.test(token) ? Number(token) : token;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
const unescaped = (_: string, character: string): string => escapes[character.toLowerCase()] ?? character;

function takeSortKey(tokens: Tokens): SortKey {
  const field = takeName(tokens);
  const descending = takeWord(tokens, "DESC");
  if (!descending) takeWord(tokens, "ASC");
  // Empty values come first unless it says otherwise, whatever the direction (documented).
  const nullsLast = takeWord(tokens, "NULLS") && !takeWord(tokens, "FIRST");
  if (nullsLast) expectWord(tokens, "LAST");
  return { field, descending, nullsLast };
}

function takeLimit(tokens: Tokens): number {
  const count = peek(tokens);
  if (!/^\d+$/.test(count)) throw unexpected(tokens);
  tokens.next++;
  return Number(count);
}
