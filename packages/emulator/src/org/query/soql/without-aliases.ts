import type { Name, SoqlQuery, WrittenCondition } from "./soql-query.ts";

/**
 * Puts the paths of fields in the place of short names: of `FROM Contact c, c.Account a`, `c.Email` is `Email` and `a.Name` is
 * `Account.Name`.
 *
 * @param aliases - What stands for each short name in lower case, with a point at its end.
 */
export function withoutAliases(query: SoqlQuery, aliases: ReadonlyMap<string, string>): SoqlQuery {
  if (aliases.size === 0) return query;
  const bare = <T extends Name>(field: T): T => {
    const [first = "", ...rest] = field.name.split(".");
    const path = rest.length === 0 ? undefined : aliases.get(first.toLowerCase());
    return path === undefined ? field : { ...field, name: path + rest.join(".") };
  };
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
    groupBy: query.groupBy.map((field) => bare(field)),
    having: query.having === undefined ? undefined : bareIn(query.having),
    orderBy: query.orderBy.map((key) => ({ ...key, field: bare(key.field) })),
  };
}
