import { soqlContext } from "../query/soql/soql-context.ts";
import type { Name, SortKey, WrittenCondition } from "../query/soql/soql-query.ts";
import { expectWord, peek, place, takeWord, type Tokens } from "../query/soql/soql-reader.ts";
import { soqlTokens } from "../query/soql/soql-tokens.ts";
import { takeConditions } from "../query/soql/take-conditions.ts";
import { takeLimit, takeSortKeys } from "../query/soql/take-ends.ts";
import { takeName } from "../query/soql/take-name.ts";
import { Refusal } from "../state/refusal.ts";
import { malformedSearch, type Matches, searchTerm } from "./search-term.ts";

/** Which fields are searched. */
export type SearchGroup = "ALL" | "NAME" | "EMAIL" | "PHONE" | "SIDEBAR";

/** What is wanted of one object type. */
export interface Returning {
  readonly object: Name;
  /** None where only ids are. */
  readonly fields: readonly Name[];
  readonly where: WrittenCondition | undefined;
  readonly orderBy: readonly SortKey[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

/** A search as it was written. */
export interface SoslSearch {
  readonly text: string;
  readonly matches: Matches;
  readonly group: SearchGroup;
  /** Nothing where all object types are searched. */
  readonly returning: readonly Returning[] | undefined;
  readonly limit: number | undefined;
}

const groups: readonly string[] = ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"];

/**
 * Reads `FIND {term} [IN group FIELDS] [RETURNING object [(fields [WHERE conditions] [ORDER BY fields] [LIMIT n] [OFFSET n])], …]
 * [LIMIT n]`.
 *
 * @throws Refusal with `MALFORMED_SEARCH` for everything else.
 */
export function readSosl(statement: string): SoslSearch {
  const text = statement.trim();
  const [head = ""] = /^FIND\s*\{/i.exec(text) ?? [];
  // Recorded.
  const close = head === "" ? -1 : endOfTerm(text, head.length);
  if (close === -1) throw malformedSearch("No search term found. The search term must be enclosed in braces.");
  const matches = searchTerm(text, head.length, close);
  try {
    // What stands before is blank, so that places are those in the statement.
    const tokens: Tokens = { all: soqlTokens(" ".repeat(close + 1) + text.slice(close + 1)), text, next: 0 };
    const group = takeWord(tokens, "IN") ? takeGroup(tokens) : "ALL";
    const returning = takeWord(tokens, "RETURNING") ? takeReturning(tokens) : undefined;
    const limit = takeWord(tokens, "LIMIT") ? takeLimit(tokens) : undefined;
    if (tokens.next < tokens.all.length) throw malformedToken(tokens);
    return { text, matches, group, returning, limit };
  } catch (error) {
    if (!(error instanceof Refusal) || error.exceptionCode !== "MALFORMED_QUERY") throw error;
    throw malformedSearch(error.message);
  }
}

function endOfTerm(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "\\") at++;
    else if (sign === "}") return at;
  }
  return -1;
}

/** Recorded for a group that there is not, with its column. */
const malformedToken = (tokens: Tokens): Refusal =>
  malformedSearch(
    `${soqlContext(tokens.text, place(tokens) - 1)}Malformed search token: ${peek(tokens).slice(0, 100)}`,
  );

function takeGroup(tokens: Tokens): SearchGroup {
  const group = peek(tokens).toUpperCase();
  if (!groups.includes(group)) throw malformedToken(tokens);
  tokens.next++;
  if (!takeWord(tokens, "FIELDS")) throw malformedToken(tokens);
  return group as SearchGroup;
}

function takeReturning(tokens: Tokens): Returning[] {
  const all: Returning[] = [];
  do {
    const at = place(tokens);
    const name = peek(tokens);
    if (!/^[a-z]\w*$/i.test(name)) throw malformedToken(tokens);
    tokens.next++;
    all.push({ object: { name, at }, ...takeDetails(tokens) });
  } while (takeWord(tokens, ","));
  return all;
}

function takeDetails(tokens: Tokens): Omit<Returning, "object"> {
  if (!takeWord(tokens, "(")) {
    return { fields: [], where: undefined, orderBy: [], limit: undefined, offset: undefined };
  }
  const fields: Name[] = [takeName(tokens)];
  while (takeWord(tokens, ",")) fields.push(takeName(tokens));
  const where = takeWord(tokens, "WHERE") ? takeConditions(tokens, "date") : undefined;
  const orderBy = takeSortKeys(tokens, "date");
  const limit = takeWord(tokens, "LIMIT") ? takeLimit(tokens) : undefined;
  const offset = takeWord(tokens, "OFFSET") ? takeLimit(tokens) : undefined;
  expectWord(tokens, ")");
  return { fields, where, orderBy, limit, offset };
}
