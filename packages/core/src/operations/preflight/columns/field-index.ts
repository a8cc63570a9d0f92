import { nearestName } from "../../../arguments/nearest-name.ts";
import type { FieldDescription, ObjectDescription } from "../../../protocol/object-description.ts";

/** An object's fields, to be found by what people call them. */
export interface FieldIndex {
  readonly description: ObjectDescription;
  /** Finds a field by its API name. Salesforce does not mind the case of these names. */
  readonly byName: (name: string) => FieldDescription | undefined;
  /** Finds the reference that a column leads through, `Owner`. */
  readonly byRelationship: (name: string) => FieldDescription | undefined;
  /** Says which field was meant by a name that none has. */
  readonly meant: (name: string) => MeantField | undefined;
  /** Says which relationship was meant by a name that none has. */
  readonly meantRelationship: (name: string) => FieldDescription | undefined;
}

/** A field that was probably meant: `label`: it is called so, and several may be; `near`: it has a similar name. */
type MeantField =
  | { readonly because: "label"; readonly names: readonly string[] }
  | { readonly because: "near"; readonly names: readonly [string] };

/** Names are compared letter by letter with up to 800 others: more than these are not looked for. */
const mostLookedFor = 100;

/** Makes an index of an object's fields. */
export function indexFields(description: ObjectDescription): FieldIndex {
  const { fields } = description;
  const names = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const relations = new Map(
    fields.flatMap((field) =>
      field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field] as const],
    ),
  );
  const labels = new Map<string, FieldDescription[]>();
  for (const field of fields) {
    const label = plain(field.label);
    labels.set(label, [...(labels.get(label) ?? []), field]);
  }
  let lookedFor = 0;
  const nearest = (name: string, known: readonly string[]): string | undefined =>
    ++lookedFor > mostLookedFor ? undefined : nearestName(name, known);
  return {
    description,
    byName: (name) => names.get(name.toLowerCase()),
    byRelationship: (name) => relations.get(name.toLowerCase()),
    meant: (name) => {
      const labelled = labels.get(plain(name));
      if (labelled !== undefined) return { because: "label", names: labelled.map((field) => field.name) };
      const near = nearest(
        name,
        fields.map((field) => field.name),
      );
      return near === undefined ? undefined : { because: "near", names: [near] };
    },
    meantRelationship: (name) => relations.get(nearest(name, [...relations.keys()]) ?? ""),
  };
}

/** The label as people type it: `Last name *`. */
const plain = (label: string): string => label.replaceAll(/\s/g, " ").replaceAll("*", "").trim().toLowerCase();

/** Tells whether records can be named by a field. */
export const namesRecords = (field: FieldDescription): boolean =>
  field.externalId || field.idLookup || field.type === "id";
