import { allFieldsOf, anyField } from "../../options/all-fields.ts";
import { findByName, type ObjectSchema, relationshipNameOf } from "../../options/object-schema.ts";
import type { Org } from "../state/org.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import type { FieldValue } from "../state/row.ts";
import { valueOf } from "./value-of.ts";

/** Where a relationship leads to. */
interface Related {
  /** Its name as it is spelt, `Account`. */
  readonly relationship: string;
  /** The field with the id. */
  readonly field: string;
  readonly object: string;
  readonly schema: ObjectSchema;
}

const known = new WeakMap<ObjectSchema, ReadonlyMap<string, string>>();

/** Gives the fields with ids by the names of their relationships, in lower case. */
function relationshipsOf(schema: ObjectSchema): ReadonlyMap<string, string> {
  let fields = known.get(schema);
  if (fields === undefined) {
    const references = Object.entries(allFieldsOf(schema)).filter(
      ([name, { type }]) => type === "reference" && name !== "Id",
    );
    fields = new Map(references.map(([name]) => [relationshipNameOf(name).toLowerCase(), name]));
    known.set(schema, fields);
  }
  return fields;
}

/**
 * Finds where a relationship of an object leads to, whatever its case. One that may lead to several object types leads to
 * the first of them that the org has, a simplification.
 */
export function relatedBy(
  objects: Readonly<Record<string, ObjectSchema>>,
  schema: ObjectSchema,
  relationship: string,
): Related | undefined {
  const field = relationshipsOf(schema).get(relationship.toLowerCase());
  if (field === undefined) return undefined;
  for (const name of anyField(schema, field)?.value.referenceTo ?? []) {
    const target = findByName(objects, name);
    if (target !== undefined) {
      return { relationship: relationshipNameOf(field), field, object: target.name, schema: target.value };
    }
  }
  return undefined;
}

/** A record that was reached through relationships. */
interface Reached {
  readonly object: string;
  readonly schema: ObjectSchema;
  readonly record: StoredRecord;
}

/** Follows one relationship; a deleted record is not reached. */
function follow(org: Org, schema: ObjectSchema, record: StoredRecord, relationship: string): Reached | undefined {
  const related = relatedBy(org.objects, schema, relationship);
  if (related === undefined) return undefined;
  const id = String(valueOf(record, related.field) ?? "").slice(0, 15);
  const found = recordsOf(org.records, related.object).byId.get(id);
  return found === undefined || found.deleted ? undefined : { ...related, record: found };
}

/** Gives the value of a record's field, or of one of a record that it is related to: `null` where there is none. */
export function relatedValue(org: Org, schema: ObjectSchema, record: StoredRecord, path: string): FieldValue {
  if (!path.includes(".")) return valueOf(record, path);
  const steps = path.split(".");
  const field = steps.pop() ?? "";
  let reached: Pick<Reached, "schema" | "record"> | undefined = { schema, record };
  for (const step of steps) {
    reached = reached && follow(org, reached.schema, reached.record, step);
  }
  return reached === undefined ? null : valueOf(reached.record, field);
}

/**
 * Gives copies of records that have the values of related records among their own: under `Account.Name` the value, and
 * under `Account` where the record is, `Account/001…`.
 */
export function withRelated(
  org: Org,
  schema: ObjectSchema,
  records: readonly StoredRecord[],
  fields: readonly string[],
): readonly StoredRecord[] {
  const paths = fields.filter((field) => field.includes("."));
  if (paths.length === 0) return records;
  return records.map((record) => {
    const values = new Map(record.values);
    // Where each path leads to is found once, although several fields may be asked for there.
    const reached = new Map<string, Pick<Reached, "schema" | "record"> | undefined>([["", { schema, record }]]);
    for (const path of paths) {
      const steps = path.split(".");
      const field = steps.pop() ?? "";
      let place = "";
      for (const step of steps) {
        const from = reached.get(place);
        place = place === "" ? step : `${place}.${step}`;
        if (reached.has(place)) continue;
        const next = from && follow(org, from.schema, from.record, step);
        reached.set(place, next);
        values.set(place, next === undefined ? null : `${next.object}/${next.record.id}`);
      }
      const last = reached.get(place);
      values.set(path, last === undefined ? null : valueOf(last.record, field));
    }
    return { ...record, values };
  });
}
