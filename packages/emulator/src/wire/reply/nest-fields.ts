import type { StoredRecord } from "../../org/state/record-store.ts";
import type { FieldValue } from "../../org/state/row.ts";
import { valueOf } from "../../org/query/value-of.ts";

/** What a record is, and where. */
interface Attributes {
  readonly type: string;
  /** Absent of what is no record. */
  readonly url?: string;
}

/** A record as JSON has it, with related ones inside. */
export interface NestedRecord {
  readonly attributes: Attributes;
  readonly [name: string]: FieldValue | NestedRecord | Attributes;
}

/**
 * Makes a record with its address and the fields that were asked for. Those of a related record, `Account.Name`, are in an
 * object of its own, which is `null` where there is no such record.
 *
 * @param version - As in the address: `v68.0`.
 * @param convert - How a value is written.
 */
export function nestFields(
  version: string,
  object: string,
  record: StoredRecord,
  fields: readonly string[],
  convert: (value: FieldValue) => FieldValue,
): NestedRecord {
  const base = `/services/data/${version}/sobjects`;
  return nest({ type: object, url: `${base}/${object}/${record.id}` }, "", fields);

  function nest(attributes: Attributes, prefix: string, paths: readonly string[]): NestedRecord {
    const members: Record<string, FieldValue | NestedRecord> = {};
    for (const path of paths) {
      const [name = "", ...more] = path.split(".");
      const whole = prefix + name;
      if (more.length === 0) members[name] = convert(valueOf(record, whole));
      else if (!(name in members)) {
        const place = valueOf(record, whole);
        const inside = paths.filter((one) => one.startsWith(`${name}.`)).map((one) => one.slice(name.length + 1));
        members[name] =
          place === null
            ? null
            : nest({ type: String(place).split("/")[0] ?? "", url: `${base}/${place}` }, `${whole}.`, inside);
      }
    }
    return { attributes, ...members };
  }
}
