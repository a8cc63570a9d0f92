/** A field that a column may be for. */
export interface FieldChoice {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  /** Whether an upsert may name records by it. */
  readonly isKey: boolean;
  /** Whether this user may write it. */
  readonly isWritable: boolean;
  /** Whether a new record cannot do without it. */
  readonly isRequired: boolean;
  /** The name under which a column leads through it to a parent; `undefined` where it leads to none, or to one of several kinds. */
  readonly parent: string | undefined;
}

/** Columns that results have and no object. */
const ofResults: ReadonlySet<string> = new Set(["sf__id", "sf__created", "sf__error"]);

/**
 * Finds for each column the field that it is for: as it was mapped by hand before, else by the field's name, else by its
 * label. A column that fits none keeps its name, so that it is said what is wrong with it.
 */
export function mapColumns(
  columns: readonly string[],
  fields: readonly FieldChoice[],
  operation: string,
  saved: Readonly<Record<string, string>>,
): string[] {
  const byName = new Map(fields.map(({ name }) => [name.toLowerCase(), name]));
  const byLabel = new Map(fields.map(({ label, name }) => [label.trim().toLowerCase(), name]));
  const isEnding = operation === "delete" || operation === "hardDelete";
  return columns.map((column) => {
    const plain = column.trim().toLowerCase();
    if (ofResults.has(plain)) return "";
    const found = saved[column] ?? byName.get(plain) ?? byLabel.get(plain) ?? column;
    // Salesforce refuses whatever else stands beside the id.
    return isEnding && found.toLowerCase() !== "id" ? "" : found;
  });
}

const keyOf = (object: string): string => `sfbulk-mapping ${object.toLowerCase()}`;

/** Gives what was mapped by hand for an object: names of columns and fields, nothing of rows. */
export function savedMapping(object: string): Readonly<Record<string, string>> {
  const text = localStorage.getItem(keyOf(object));
  return text === null ? {} : (JSON.parse(text) as Record<string, string>);
}

/** Keeps what was mapped by hand for an object. */
export function saveMapping(object: string, column: string, target: string): void {
  localStorage.setItem(keyOf(object), JSON.stringify({ ...savedMapping(object), [column]: target }));
}
