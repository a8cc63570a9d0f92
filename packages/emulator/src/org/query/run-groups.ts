import { Refusal } from "../state/refusal.ts";
import type { FieldValue } from "../state/row.ts";
import { applied, doesAggregate, isAggregate } from "./soql/functions.ts";
import { compareValues, meetsCondition } from "./meets-condition.ts";
import { type Asked, comparisonOf, fieldOf, isComparable, operandOf } from "./resolve-condition.ts";
import { sortBy } from "./sort-by.ts";
import { soqlContext } from "./soql/soql-context.ts";
import type { Condition, Name, Selected, SoqlQuery, WrittenCondition } from "./soql/soql-query.ts";
import { malformed } from "./soql/soql-tokens.ts";

/** What is asked of each group: a field that its records share, or a function of them all. */
interface Column {
  /** The same for the same thing, however it was written. */
  readonly key: string;
  readonly field: string;
  readonly call?: string | undefined;
  readonly type: string;
}

/** A column as it is selected. */
export interface NamedColumn extends Column {
  /** Its name in the answer: the alias, the field's own, or `expr0`, `expr1` … */
  readonly name: string;
}

/** What a query for groups comes to. */
export interface Groups<Item> {
  readonly columns: readonly NamedColumn[];
  /** Gives the groups of records, each as its values by the names of the columns. */
  readonly group: (
    items: readonly Item[],
    read: (item: Item, field: string) => FieldValue,
  ) => Record<string, FieldValue>[];
}

/**
 * Gets ready to group records, by `GROUP BY` or all as one. Names, codes and most words are Salesforce's: a field that is in no
 * group, a function that is not for a field, LIMIT without groups.
 *
 * @throws Refusal for what cannot be grouped.
 */
export function prepareGroups<Item>(asked: Asked, query: SoqlQuery, now: number): Groups<Item> {
  const grouped = query.groupBy.map((written) => groupedColumn(asked, written));
  if (grouped.length === 0 && query.limit !== undefined) {
    throw malformed("Non-grouped query that uses overall aggregate functions cannot also use LIMIT");
  }
  const columnOf = (written: Name, words: string): Column => {
    if (isAggregate(written.call)) return aggregateColumn(asked, written);
    const { key } = keyOf(asked, written);
    const found = grouped.find((one) => one.key === key);
    if (found !== undefined) return found;
    throw malformed(`${soqlContext(asked.text, written.at)}${words}: ${written.name}`);
  };
  const columns = named(
    query.fields,
    query.fields.map((written) => columnOf(written, "Field must be grouped or aggregated")),
  );
  const having = query.having === undefined ? undefined : resolve(query.having);
  const sorted = query.orderBy.map((sort) => columnOf(sort.field, "Ordered field must be grouped or aggregated"));
  const orderBy = query.orderBy.map((sort, index) => {
    const { key = "", type = "string" } = sorted[index] ?? {};
    return { ...sort, field: key, type };
  });
  const meets = having === undefined ? () => true : meetsCondition(having.condition);
  const wanted = unique([...grouped, ...columns, ...(having?.columns ?? []), ...sorted]);

  return {
    columns,
    group: (items, read) => {
      const groups = new Map<string, Item[]>(grouped.length === 0 ? [["", []]] : []);
      for (const item of items) {
        // Strings that differ in their case alone are one.
        const key = JSON.stringify(grouped.map(({ field, call }) => foldCase(applied(call, read(item, field)))));
        const group = groups.get(grouped.length === 0 ? "" : key);
        if (group === undefined) groups.set(key, [item]);
        else group.push(item);
      }
      const all = [...groups.values()].map(
        (group) => new Map(wanted.map((column) => [column.key, valueOfGroup(column, group, read)])),
      );
      const { offset = 0, limit = Number.POSITIVE_INFINITY } = query;
      const rows = all.filter((row) => meets((key) => row.get(key) ?? null));
      return sortBy(rows, orderBy, (row, key) => row.get(key) ?? null)
        .slice(offset, offset + limit)
        .map((row) => Object.fromEntries(columns.map(({ name, key }) => [name, row.get(key) ?? null])));
    },
  };

  function resolve(condition: WrittenCondition): { condition: Condition; columns: readonly Column[] } {
    if (condition.kind === "comparison") {
      const column = columnOf(condition.field, "Field must be grouped or aggregated");
      const { key, type } = column;
      return { condition: comparisonOf(asked, { field: key, type }, condition, now), columns: [column] };
    }
    const parts = condition.parts.map((part) => resolve(part));
    const [first] = parts;
    const inside = parts.map((part) => part.condition);
    const resolved: Condition =
      condition.kind === "not" && first !== undefined
        ? { kind: "not", parts: [first.condition] }
        : { kind: condition.kind === "or" ? "or" : "and", parts: inside };
    return { condition: resolved, columns: parts.flatMap((part) => part.columns) };
  }
}

function keyOf(asked: Asked, { name, at, call }: Name): { key: string; name: string } {
  const found = fieldOf(asked, { name, at }).name;
  return { key: call === undefined ? found : `${call}(${found})`, name: found };
}

function groupedColumn(asked: Asked, written: Name): Column {
  const { name, call, type } = operandOf(asked, written, "grouped");
  return { key: keyOf(asked, written).key, field: name, call, type };
}

function aggregateColumn(asked: Asked, written: Name): Column {
  const { key, name } = keyOf(asked, written);
  const { value } = fieldOf(asked, written);
  const { type = "string" } = value;
  const call = written.call ?? "";
  if (!isComparable(value) || !doesAggregate(call, type)) {
    throw malformed(`${soqlContext(asked.text, written.at)}field ${name} does not support aggregate operator ${call}`);
  }
  const isCount = call.startsWith("COUNT");
  return { key, field: name, call, type: isCount ? "integer" : call === "AVG" ? "number" : type };
}

/** Gives the columns their names; two of one name are refused. */
function named(fields: readonly Selected[], columns: readonly Column[]): NamedColumn[] {
  let unnamed = 0;
  const names = new Set<string>();
  return columns.map((column, index) => {
    const alias = fields[index]?.alias;
    const name = alias ?? (column.call === undefined ? (column.field.split(".").at(-1) ?? "") : `expr${unnamed++}`);
    if (names.has(name.toLowerCase())) throw malformed(`duplicate alias: ${name}`);
    names.add(name.toLowerCase());
    return { ...column, name };
  });
}

const unique = (columns: readonly Column[]): Column[] => [...new Map(columns.map((one) => [one.key, one])).values()];

const foldCase = (value: FieldValue): FieldValue => (typeof value === "string" ? value.toLowerCase() : value);

function valueOfGroup<Item>(
  { field, call, type }: Column,
  group: readonly Item[],
  read: (item: Item, field: string) => FieldValue,
): FieldValue {
  const [first] = group;
  if (!isAggregate(call)) return first === undefined ? null : applied(call, read(first, field));
  const values = group.map((item) => read(item, field)).filter((value) => value !== null && value !== "");
  switch (call) {
    case "COUNT":
      return values.length;
    case "COUNT_DISTINCT":
      return new Set(values.map((value) => foldCase(value))).size;
    case "SUM":
    case "AVG": {
      if (values.length === 0) return null;
      const sum = values.reduce<number>((total, value) => total + Number(value), 0);
      return call === "SUM" ? sum : sum / values.length;
    }
    default: {
      const sign = call === "MIN" ? -1 : 1;
      return values.reduce<FieldValue>(
        (best, value) => (best === null || sign * compareValues(value, best, type) > 0 ? value : best),
        null,
      );
    }
  }
}

/** Refuses groups beyond a page: there are no further ones (the words are quoted by several people). */
export const tooManyGroups = (): Refusal =>
  new Refusal(
    "EXCEEDED_ID_LIMIT",
    "Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch",
  );
