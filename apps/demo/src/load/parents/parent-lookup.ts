import type { ColumnFinding, FieldDescription } from "@sfbulk/browser";

/** What is done with rows for which no parent is found, or several: `stop` is that nothing is loaded. */
export interface ParentChoice {
  readonly ifNone: "stop" | "empty" | "leave-out";
  readonly ifSeveral: "stop" | "first" | "empty" | "leave-out";
}

/** A column whose values are a field of the parent by which Salesforce finds none: the page looks the ids up before the load. */
export interface ParentLookup {
  /** As it is mapped: `Account.Name`. */
  readonly target: string;
  /** The field that is filled with the parent's id: `AccountId`. */
  readonly field: string;
  /** The object of the parent: `Account`. */
  readonly object: string;
  /** The field of the parent that the values are of: `Name`. */
  readonly by: string;
}

/** The fields of objects, by the object's name in small letters. */
export type KnownFields = ReadonlyMap<string, readonly FieldDescription[]>;

/** What nothing is said of is in the way of a load: a wrong parent is worse than none. */
export const safeChoice: ParentChoice = { ifNone: "stop", ifSeveral: "stop" };

/** The types of fields whose values are compared with `=` as text. */
const textual: ReadonlySet<string> = new Set(["string", "email", "phone", "url", "picklist", "combobox"]);

/** Gives the lookup that makes a column usable of which it was found that Salesforce finds no parent by it. */
export function lookupFor(
  { kind, column }: ColumnFinding,
  object: string,
  known: KnownFields,
): ParentLookup | undefined {
  if (kind !== "NotAnExternalId" || column === null) return undefined;
  // The form that Salesforce documents: `Account.Name`, `Lead:Who.Company`.
  const [, type, relation = "", by = ""] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(column.trim()) ?? [];
  const reference = fieldsOf(known, object).find((one) => isSame(one.relationshipName, relation));
  const parent = reference?.referenceTo.find((one) => type === undefined || isSame(one, type));
  if (reference === undefined || parent === undefined) return undefined;
  const field = fieldsOf(known, parent).find(({ name }) => isSame(name, by));
  if (field === undefined || !textual.has(field.type)) return undefined;
  return { target: column, field: reference.name, object: parent, by: field.name };
}

const fieldsOf = (known: KnownFields, object: string): readonly FieldDescription[] =>
  known.get(object.toLowerCase()) ?? [];

const isSame = (one: string | null, other: string): boolean => one?.toLowerCase() === other.toLowerCase();
