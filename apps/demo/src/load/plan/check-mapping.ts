import { checkColumns, type ColumnFinding, type FetchAdapter, type FieldDescription } from "@sfbulk/browser";
import { connectionFor, type Org } from "../../org/org.ts";
import type { FieldChoice } from "./map-columns.ts";
import type { LoadPlan } from "./load-plan.ts";
import { lookupFor, type ParentLookup } from "../parents/parent-lookup.ts";

/** What the org says of columns. */
export interface MappingCheck {
  /** Why nothing could be checked; `null` where it was. */
  readonly why: string | null;
  readonly findings: readonly ColumnFinding[];
  /** The fields of the object; empty where the org does not tell. */
  readonly fields: readonly FieldChoice[];
  /** The columns of which the org finds no parent by itself: the page looks for them. */
  readonly lookups: readonly ParentLookup[];
}

/** Checks columns against the fields of the object that they are for. */
export async function checkMapping(
  org: Org,
  { operation, object, externalId }: Pick<LoadPlan, "operation" | "object" | "externalId">,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<MappingCheck> {
  const known = new Map<string, readonly FieldDescription[]>();
  const connection = connectionFor(org, `Check the columns for ${object}`, { retry: { attempts: 2 } });
  const fetch = notingFields(connection.fetch ?? globalThis.fetch, (name, fields) =>
    known.set(name.toLowerCase(), fields),
  );
  // Without its key an upsert cannot be checked; what new records need can.
  const checked = operation === "upsert" && externalId === "" ? "insert" : operation;
  const named = targets.filter((name) => name !== "");
  const check = await checkColumns(
    { ...connection, fetch },
    { operation: checked, object, externalIdFieldName: externalId === "" ? undefined : externalId },
    named.length === 0 ? ["Id"] : named,
    { signal },
  );
  const why = check.checked ? null : check.why;
  const fields = choicesOf(known.get(object.toLowerCase()) ?? []);
  if (named.length === 0) return { why, findings: [], fields, lookups: [] };
  const found = check.findings.map((finding) => ({ finding, lookup: lookupFor(finding, object, known) }));
  return {
    why,
    findings: found.flatMap(({ finding, lookup }) => (lookup === undefined ? [finding] : [])),
    fields,
    lookups: found.flatMap(({ lookup }) => lookup ?? []),
  };
}

/** Reads the descriptions of objects, which the check asks for, as they come by. */
function notingFields(
  next: FetchAdapter,
  note: (object: string, fields: readonly FieldDescription[]) => void,
): FetchAdapter {
  return async (url, init) => {
    const response = await next(url, init);
    if (!response.ok || !new URL(url).pathname.endsWith("/describe")) return response;
    // What cannot be read is told by the check, which reads the same.
    const { name, fields } = (await response
      .clone()
      .json()
      .catch(() => ({}))) as { readonly name?: string; readonly fields?: readonly FieldDescription[] };
    if (name !== undefined && fields !== undefined) note(name, fields);
    return response;
  };
}

const choicesOf = (fields: readonly FieldDescription[]): FieldChoice[] =>
  fields.map((field) => ({
    name: field.name,
    label: field.label,
    type: field.type,
    isKey: field.idLookup || field.externalId,
    isWritable: field.createable || field.updateable,
    isRequired: field.createable && !field.nillable && !field.defaultedOnCreate,
    parent: field.relationshipName === null || field.referenceTo.length !== 1 ? undefined : field.relationshipName,
  }));
