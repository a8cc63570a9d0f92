import { checkColumns, type ColumnFinding, type FetchAdapter, type FieldDescription } from "@sfbulk/browser";
import { connectionFor, type Org } from "../org/org.ts";
import type { FieldChoice } from "./map-columns.ts";
import type { LoadPlan } from "./load-plan.ts";

/** What the org says of columns. */
export interface MappingCheck {
  /** Why nothing could be checked; `null` where it was. */
  readonly why: string | null;
  readonly findings: readonly ColumnFinding[];
  /** The fields of the object; empty where the org does not tell. */
  readonly fields: readonly FieldChoice[];
}

/** Checks columns against the fields of the object that they are for. */
export async function checkMapping(
  org: Org,
  { operation, object, externalId }: Pick<LoadPlan, "operation" | "object" | "externalId">,
  targets: readonly string[],
  signal: AbortSignal,
): Promise<MappingCheck> {
  let fields: readonly FieldChoice[] = [];
  const connection = connectionFor(org, `Check the columns for ${object}`, { retry: { attempts: 2 } });
  const fetch = notingFields(connection.fetch ?? globalThis.fetch, object, (found) => (fields = found));
  // Without its key an upsert cannot be checked; what new records need can.
  const known = operation === "upsert" && externalId === "" ? "insert" : operation;
  const named = targets.filter((name) => name !== "");
  const check = await checkColumns(
    { ...connection, fetch },
    { operation: known, object, externalIdFieldName: externalId === "" ? undefined : externalId },
    named.length === 0 ? ["Id"] : named,
    { signal },
  );
  return { why: check.checked ? null : check.why, findings: named.length === 0 ? [] : check.findings, fields };
}

/** Reads the description of the object, which the check asks for, as it comes by. */
function notingFields(next: FetchAdapter, object: string, note: (fields: FieldChoice[]) => void): FetchAdapter {
  const path = `/sobjects/${object}/describe`.toLowerCase();
  return async (url, init) => {
    const response = await next(url, init);
    if (response.ok && new URL(url).pathname.toLowerCase().endsWith(path)) note(await readFields(response.clone()));
    return response;
  };
}

/** What cannot be read is told by the check, which reads the same. */
async function readFields(response: Response): Promise<FieldChoice[]> {
  const { fields } = (await response.json().catch(() => ({}))) as { readonly fields?: readonly FieldDescription[] };
  return (fields ?? []).map((field) => ({
    name: field.name,
    label: field.label,
    type: field.type,
    isKey: field.idLookup || field.externalId,
    isWritable: field.createable || field.updateable,
    isRequired: field.createable && !field.nillable && !field.defaultedOnCreate,
  }));
}
