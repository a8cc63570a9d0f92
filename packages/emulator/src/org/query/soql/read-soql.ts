import { isAggregate } from "./functions.ts";
import type { Selected, SoqlQuery } from "./soql-query.ts";
import { expectWord, peek, takeWord, textBetween, type Tokens, unexpected } from "./soql-reader.ts";
import { malformed, soqlTokens } from "./soql-tokens.ts";
import { takeConditions } from "./take-conditions.ts";
import { takeBy, takeLimit, takeList, takeSortKeys } from "./take-ends.ts";
import { type Functions, takeField, takeName } from "./take-name.ts";
import { withoutAliases } from "./without-aliases.ts";

/**
 * Reads `SELECT fields FROM object [alias] [WHERE conditions] [GROUP BY fields [HAVING conditions]] [ORDER BY fields] [LIMIT n]
 * [OFFSET n]`. In the place of fields may be `COUNT()`. Conditions compare a field with `=`, `!=`, `<`, `<=`, `>`, `>=`, `LIKE`,
 * `IN` or `NOT IN`, joined by AND or OR, or turned round by NOT, with parentheses where several of these are used; values are
 * strings, numbers, times, `true`, `false`, `null` and date literals. Functions are those of dates and those of many values.
 *
 * @throws Refusal with `MALFORMED_QUERY` for everything else. The code is Salesforce's, the message is not.
 */
export function readSoql(statement: string): SoqlQuery {
  const whole = statement.trim();
  const text = whole.endsWith(";") ? whole.slice(0, -1).trimEnd() : whole;
  const tokens: Tokens = { all: soqlTokens(text), text, next: 0 };
  expectWord(tokens, "SELECT");
  const isCount = takeCount(tokens);
  const fields = isCount ? [] : takeList(tokens, takeSelected);
  expectWord(tokens, "FROM");
  const fromStart = tokens.next;
  const object = takeName(tokens);
  const alias = takeAlias(tokens);
  const aliases = new Map(alias === undefined ? [] : [[alias.toLowerCase(), ""]]);
  // `FROM Contact c, c.Account a` names what a record is related to.
  while (takeWord(tokens, ",")) takeRelatedAlias(tokens, aliases);
  const fromText = textBetween(tokens, fromStart, tokens.next);
  const whereStart = tokens.next + 1;
  const where = takeWord(tokens, "WHERE") ? takeConditions(tokens, "date") : undefined;
  const whereText = where === undefined ? "" : textBetween(tokens, whereStart, tokens.next);
  const groupBy = takeBy(tokens, "GROUP") ? takeList(tokens, (one) => takeField(one, "date")) : [];
  const having = takeWord(tokens, "HAVING") ? takeConditions(tokens, "date or aggregate") : undefined;
  const isGrouped = groupBy.length > 0 || fields.some(({ call }) => isAggregate(call));
  const sortable: Functions = isGrouped ? "date or aggregate" : "date";
  const orderBy = takeSortKeys(tokens, sortable);
  // Both are documented, the words are a guess.
  if (isCount && groupBy.length + orderBy.length > 0) throw malformed("COUNT() takes neither GROUP BY nor ORDER BY");
  const limit = takeWord(tokens, "LIMIT") ? takeLimit(tokens) : undefined;
  const offset = takeWord(tokens, "OFFSET") ? takeLimit(tokens) : undefined;
  if (tokens.next < tokens.all.length) throw unexpected(tokens);
  const counted = { text, fields, object, fromText, where, whereText, groupBy, having };
  return withoutAliases({ ...counted, isGrouped, orderBy, limit, offset }, aliases);
}

/** Takes `COUNT()`, where it stands alone. */
function takeCount(tokens: Tokens): boolean {
  const [word, open, close] = tokens.all.slice(tokens.next, tokens.next + 3);
  if (word?.text.toUpperCase() !== "COUNT" || open?.text !== "(" || close?.text !== ")") return false;
  tokens.next += 3;
  return true;
}

/** Takes something to be selected, with the name that its value is to have. */
function takeSelected(tokens: Tokens): Selected {
  const field = takeField(tokens, "date or aggregate");
  const word = peek(tokens);
  if (word.toUpperCase() === "FROM" || !/^[a-z]\w*$/i.test(word)) return field;
  tokens.next++;
  return { ...field, alias: word };
}

/** Words that begin another clause. Some are not taken here. */
const clauses: readonly string[] = [
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "OFFSET",
  "WITH",
  "USING",
  "FOR",
  "ALL",
  "UPDATE",
];

/** Takes the short name that an object may have after FROM. */
function takeAlias(tokens: Tokens): string | undefined {
  const asked = takeWord(tokens, "AS");
  const word = peek(tokens);
  const isClause = clauses.includes(word.toUpperCase());
  if (!asked && (isClause || !/^[a-z]\w*$/i.test(word))) return undefined;
  if (isClause) throw unexpected(tokens);
  const { name } = takeName(tokens);
  if (name.includes(".")) throw unexpected({ ...tokens, next: tokens.next - 1 });
  return name;
}

function takeRelatedAlias(tokens: Tokens, aliases: Map<string, string>): void {
  const start = tokens.next;
  const [first = "", ...steps] = takeName(tokens).name.split(".");
  const before = aliases.get(first.toLowerCase());
  const alias = takeAlias(tokens);
  if (before === undefined || steps.length === 0) throw unexpected({ ...tokens, next: start });
  if (alias === undefined) throw unexpected(tokens);
  aliases.set(alias.toLowerCase(), `${before}${steps.join(".")}.`);
}
