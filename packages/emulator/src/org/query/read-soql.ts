import type { Refusal } from "../state/refusal.ts";
import { dateLiteralOf } from "./date-literals.ts";
import { soqlContext } from "./soql-context.ts";
import type { Comparison, Literal, Name, SoqlQuery, SortKey, WrittenCondition } from "./soql-query.ts";
import { malformed, soqlTokens, type Token } from "./soql-tokens.ts";

const comparisons: readonly string[] = ["=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"];

/** How deep parentheses may be in one another. That there is such a limit, and where, is a guess. */
const maxDepth = 100;

/** The words of a statement, of which `next` is the number of the next one. */
interface Tokens {
  readonly all: readonly Token[];
  readonly text: string;
  next: number;
}

/**
 * Reads `SELECT fields FROM object [alias] [WHERE conditions] [ORDER BY fields] [LIMIT n] [OFFSET n]`. In the place of
 * fields may be `COUNT()`. Conditions compare a field with `=`, `!=`, `<`, `<=`, `>`, `>=`, `LIKE`, `IN` or `NOT IN`, joined
 * by AND or OR, or turned round by NOT, with parentheses where several of these are used; values are strings, numbers,
 * times, `true`, `false`, `null` and date literals.
 *
 * @throws Refusal with `MALFORMED_QUERY` for everything else. The code is Salesforce's, the message is not.
 */
export function readSoql(statement: string): SoqlQuery {
  const whole = statement.trim();
  const text = whole.endsWith(";") ? whole.slice(0, -1).trimEnd() : whole;
  const tokens: Tokens = { all: soqlTokens(text), text, next: 0 };
  expectWord(tokens, "SELECT");
  const fields = takeCount(tokens) ? [] : takeNames(tokens);
  expectWord(tokens, "FROM");
  const object = takeName(tokens);
  const alias = takeAlias(tokens);
  const whereStart = tokens.next + 1;
  const where = takeWord(tokens, "WHERE") ? takeConditions(tokens, 0) : undefined;
  const whereText = where === undefined ? "" : textBetween(tokens, whereStart, tokens.next);
  const orderBy: SortKey[] = [];
  if (takeWord(tokens, "ORDER")) {
    expectWord(tokens, "BY");
    do orderBy.push(takeSortKey(tokens));
    while (takeWord(tokens, ","));
  }
  const limit = takeWord(tokens, "LIMIT") ? takeLimit(tokens) : undefined;
  const offset = takeWord(tokens, "OFFSET") ? takeLimit(tokens) : undefined;
  if (tokens.next < tokens.all.length) throw unexpected(tokens);
  const written = { text, fields, object, where, whereText, orderBy, limit, offset };
  return alias === undefined ? written : withoutAlias(written, alias);
}

const peek = (tokens: Tokens): string => tokens.all[tokens.next]?.text ?? "";
const place = (tokens: Tokens): number => tokens.all[tokens.next]?.at ?? tokens.text.length;

function takeWord(tokens: Tokens, word: string): boolean {
  if (peek(tokens).toUpperCase() !== word) return false;
  tokens.next++;
  return true;
}

function expectWord(tokens: Tokens, word: string): void {
  if (!takeWord(tokens, word)) throw unexpected(tokens);
}

function unexpected(tokens: Tokens): Refusal {
  const found = peek(tokens) === "" ? "<EOF>" : peek(tokens).slice(0, 100);
  return malformed(
    `${soqlContext(tokens.text, place(tokens))}unexpected token: '${found}' (the emulator takes SELECT fields FROM object [WHERE conditions] [ORDER BY fields] [LIMIT n] [OFFSET n])`,
  );
}

const textBetween = ({ all, text }: Tokens, from: number, to: number): string =>
  text.slice(all[from]?.at ?? 0, all[to]?.at ?? text.length).trim();

function takeName(tokens: Tokens): Name {
  const name = peek(tokens);
  const at = place(tokens);
  if (!/^[a-z]\w*(?:\.\w+)*$/i.test(name)) throw unexpected(tokens);
  tokens.next++;
  // A function such as COUNT().
  if (peek(tokens) === "(") {
    tokens.next--;
    throw unexpected(tokens);
  }
  return { name, at };
}

/** Takes `COUNT()`, where it stands alone. */
function takeCount(tokens: Tokens): boolean {
  const [word, open, close] = tokens.all.slice(tokens.next, tokens.next + 3);
  if (word?.text.toUpperCase() !== "COUNT" || open?.text !== "(" || close?.text !== ")") return false;
  tokens.next += 3;
  return true;
}

const clauses: readonly string[] = ["WHERE", "ORDER", "LIMIT", "OFFSET"];
/** Words that begin what is not taken here. */
const otherClauses: readonly string[] = ["GROUP", "HAVING", "WITH", "USING", "FOR", "ALL", "UPDATE"];

/** Takes the short name that an object may have after FROM. */
function takeAlias(tokens: Tokens): string | undefined {
  const asked = takeWord(tokens, "AS");
  const word = peek(tokens);
  const isClause = [...clauses, ...otherClauses].includes(word.toUpperCase());
  if (!asked && (isClause || !/^[a-z]\w*$/i.test(word))) return undefined;
  if (isClause) throw unexpected(tokens);
  const { name } = takeName(tokens);
  if (name.includes(".")) throw unexpected({ ...tokens, next: tokens.next - 1 });
  return name;
}

/** Takes the short name of the object off the names of its fields. */
function withoutAlias(query: SoqlQuery, alias: string): SoqlQuery {
  const prefix = `${alias.toLowerCase()}.`;
  const bare = (field: Name): Name =>
    field.name.toLowerCase().startsWith(prefix) ? { ...field, name: field.name.slice(prefix.length) } : field;
  const bareIn = (condition: WrittenCondition): WrittenCondition =>
    condition.kind === "comparison"
      ? { ...condition, field: bare(condition.field) }
      : condition.kind === "not"
        ? { ...condition, parts: [bareIn(condition.parts[0])] }
        : { ...condition, parts: condition.parts.map((part) => bareIn(part)) };
  return {
    ...query,
    fields: query.fields.map((field) => bare(field)),
    where: query.where === undefined ? undefined : bareIn(query.where),
    orderBy: query.orderBy.map((key) => ({ ...key, field: bare(key.field) })),
  };
}

function takeNames(tokens: Tokens): Name[] {
  const names = [takeName(tokens)];
  while (takeWord(tokens, ",")) names.push(takeName(tokens));
  return names;
}

function takeConditions(tokens: Tokens, depth: number): WrittenCondition {
  // NOT turns one condition round, and stands alone unless there are parentheses (documented in the grammar).
  if (takeWord(tokens, "NOT")) {
    const part = takeCondition(tokens, depth);
    if (["AND", "OR"].includes(peek(tokens).toUpperCase())) throw unexpected(tokens);
    return { kind: "not", parts: [part] };
  }
  const first = takeCondition(tokens, depth);
  const word = peek(tokens).toUpperCase();
  if (word !== "AND" && word !== "OR") return first;
  const parts = [first];
  while (takeWord(tokens, word)) parts.push(takeCondition(tokens, depth));
  // SOQL, too, wants parentheses where both are used.
  if (["AND", "OR"].includes(peek(tokens).toUpperCase())) throw unexpected(tokens);
  return { kind: word === "AND" ? "and" : "or", parts };
}

function takeCondition(tokens: Tokens, depth: number): WrittenCondition {
  if (peek(tokens) === "(") {
    if (depth >= maxDepth) throw malformed(`${soqlContext(tokens.text, place(tokens))}too many parentheses`);
    tokens.next++;
    const inner = takeConditions(tokens, depth + 1);
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

const datePattern = /^\d{4}-\d\d-\d\d$/;
const dateTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/i;

function literalOf(token: string, at: number, isPattern: boolean): Literal | undefined {
  if (token.startsWith("'")) {
    const value = unescapeString(token.slice(1, -1), isPattern);
    return value === undefined ? undefined : { kind: "value", value, at };
  }
  const word = token.toUpperCase();
  if (word === "NULL") return { kind: "value", value: null, at };
  if (word === "TRUE" || word === "FALSE") return { kind: "value", value: word === "TRUE", at };
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(token)) return { kind: "value", value: Number(token), at };
  if (datePattern.test(token) && isDay(token)) return { kind: "date", value: token, at };
  if (dateTimePattern.test(token) && isDay(token.slice(0, 10))) {
    // A runtime's own reader wants the colon in the offset.
    const value = word.replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
    return Number.isNaN(Date.parse(value)) ? undefined : { kind: "datetime", value, at };
  }
  const [, range = "", count] = /^([A-Z]\w*)(?::(\d{1,6}))?$/.exec(word) ?? [];
  const expected = count === undefined ? "alone" : "with a number";
  return dateLiteralOf(range) === expected ? { kind: "range", word: range, count: Number(count ?? 0), at } : undefined;
}

/** The 30th of February is none, although a runtime's own reader takes it for another day. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/**
 * Gives what a string stands for. In a pattern, the signs of LIKE keep the backslash before them.
 *
 * @returns nothing for a backslash before what it does not belong to (documented as an error).
 */
function unescapeString(text: string, isPattern: boolean): string | undefined {
  let isRight = true;
  const value = text.replace(/\\(?:u([\da-f]{4})|([^]))/gi, (whole, code: string | undefined, sign = "") => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (isPattern && "%_\\".includes(sign)) return whole;
    if (`%_\\'"`.includes(sign)) return sign;
    const control = escapes[String(sign).toLowerCase()];
    isRight &&= control !== undefined;
    return control ?? "";
  });
  return isRight ? value : undefined;
}

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
