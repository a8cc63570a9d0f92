/** What matters in SOQL to find its FROM: strings, parentheses, words. Each alternative begins differently. */
const token = /'(?:[^'\\]|\\.)*(?:'|\\?$)|[()]|[\w.$]+/gs;

/**
 * Finds the API name of the object that a query reads: the word behind its FROM, outside of parentheses and strings. A query
 * job of Bulk API 1.0 must be told it.
 *
 * @returns `undefined` where there is none.
 * @example
 * ```ts
 * import { objectOfQuery } from "@sfbulk/core";
 *
 * console.log(objectOfQuery("SELECT Id, (SELECT Id FROM Contacts) FROM Account")); // Account
 * ```
 */
export function objectOfQuery(soql: string): string | undefined {
  let depth = 0;
  let isNext = false;
  for (const [word] of soql.matchAll(token)) {
    if (word === "(") depth++;
    else if (word === ")") depth--;
    else if (depth === 0) {
      if (isNext) return /^[A-Za-z]\w{0,79}$/.test(word) ? word : undefined;
      isNext = word.toLowerCase() === "from";
    }
  }
  return undefined;
}
