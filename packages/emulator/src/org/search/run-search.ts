import { allFieldsOf } from "../../options/all-fields.ts";
import { findByName, type ObjectSchema } from "../../options/object-schema.ts";
import { sortBy } from "../query/sort-by.ts";
import { meetsCondition } from "../query/meets-condition.ts";
import { relatedValue } from "../query/related-by.ts";
import { type Asked, fieldOf, operandOf, resolveCondition } from "../query/resolve-condition.ts";
import { unknownObject } from "../query/run-query.ts";
import { valueOf } from "../query/value-of.ts";
import type { Org } from "../state/org.ts";
import { recordsOf, type StoredRecord } from "../state/record-store.ts";
import type { FieldValue } from "../state/row.ts";
import { readSosl, type Returning, type SearchGroup } from "./read-sosl.ts";
import { textWords } from "./search-term.ts";

/** What was found of one object type. */
export interface SearchAnswer {
  readonly object: string;
  readonly schema: ObjectSchema;
  readonly fields: readonly string[];
  readonly records: readonly StoredRecord[];
}

/** How many records a search finds at most, of all object types together (documented). */
const maxFound = 2000;

/** The types that hold text. */
const textTypes: readonly string[] = ["string", "email", "picklist", "multipicklist"];

/**
 * Searches the records of an org. A record is found where one of its fields has what is searched for: that words may not stand in
 * several of them is a simplification, and that what was just written is found at once another one.
 *
 * @param pause - Called after each record, so that others have their turn.
 * @throws Refusal for a statement that cannot be read, and for unknown names.
 */
export async function runSearch(
  org: Org,
  sosl: string,
  pause: () => Promise<void> | undefined,
): Promise<SearchAnswer[]> {
  const search = readSosl(sosl);
  const all = (): Returning[] => Object.keys(org.objects).map((name) => ({ ...onlyIds, object: { name, at: 0 } }));
  const prepared = (search.returning ?? all()).map((returning) => prepare(org, search.text, search.group, returning));
  const answers: SearchAnswer[] = [];
  let left = Math.min(search.limit ?? maxFound, maxFound);
  for (const { object, schema, fields, searched, meets, sort, limit, offset } of prepared) {
    const found: StoredRecord[] = [];
    for (const record of recordsOf(org.records, object).byId.values()) {
      await pause();
      if (record.deleted || !meets((field) => relatedValue(org, schema, record, field))) continue;
      const isFound = searched.some((field) => search.matches(wordsIn(valueOf(record, field))));
      if (isFound) found.push(record);
    }
    const records = sort(found).slice(offset, offset + Math.min(limit, left));
    left -= records.length;
    answers.push({ object, schema, fields, records });
  }
  return answers;
}

const onlyIds = { fields: [], where: undefined, orderBy: [], limit: undefined, offset: undefined } as const;

const wordsIn = (value: FieldValue): readonly string[] => (typeof value === "string" ? textWords(value) : []);

/** What is searched for in one object type, its names understood. */
interface Prepared extends Omit<SearchAnswer, "records"> {
  readonly searched: readonly string[];
  readonly meets: ReturnType<typeof meetsCondition>;
  readonly sort: (found: readonly StoredRecord[]) => StoredRecord[];
  readonly limit: number;
  readonly offset: number;
}

function prepare(org: Org, text: string, group: SearchGroup, returning: Returning): Prepared {
  const { object, where, orderBy, limit = Number.POSITIVE_INFINITY, offset = 0 } = returning;
  const known = findByName(org.objects, object.name);
  if (known === undefined) throw unknownObject({ text, object });
  const { name, value: schema } = known;
  const asked: Asked = { object: name, schema, objects: org.objects, text };
  const fields = [...new Set(returning.fields.map((field) => fieldOf(asked, field).name))];
  const keys = orderBy.map((key) => {
    const { name: field, call, type } = operandOf(asked, key.field, "sorted");
    return { ...key, field, call, type };
  });
  const condition = where === undefined ? undefined : resolveCondition(asked, where, org.clock.now());
  return {
    object: name,
    schema,
    fields: fields.length === 0 ? ["Id"] : fields,
    searched: searchedFields(schema, group),
    meets: condition === undefined ? () => true : meetsCondition(condition),
    sort: (found) => sortBy(found, keys, (record, field) => relatedValue(org, schema, record, field)),
    limit,
    offset,
  };
}

/** Fields are told by their types, names by what they are called: which fields Salesforce takes for a group is a guess. */
function searchedFields(schema: ObjectSchema, group: SearchGroup): string[] {
  return Object.entries(allFieldsOf(schema))
    .filter(([name, { type = "string" }]) => {
      if (!textTypes.includes(type)) return false;
      if (group === "NAME") return /^(?:First|Last)?Name$/.test(name);
      if (group === "EMAIL") return type === "email";
      if (group === "PHONE") return /phone|fax/i.test(name);
      return true;
    })
    .map(([name]) => name);
}
