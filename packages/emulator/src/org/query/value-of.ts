import type { StoredRecord } from "../state/record-store.ts";
import type { FieldValue } from "../state/row.ts";

/** Gives a field's value of a record; `null` where it is empty. Times are ISO 8601. */
export function valueOf(record: StoredRecord, field: string): FieldValue {
  switch (field) {
    case "Id":
      return record.id;
    case "IsDeleted":
      return record.deleted;
    case "CreatedDate":
      return new Date(record.createdDate).toISOString();
    case "LastModifiedDate":
    case "SystemModstamp":
      return new Date(record.lastModifiedDate).toISOString();
    case "CreatedById":
      return record.createdById;
    case "LastModifiedById":
      return record.lastModifiedById;
    case "Name":
      return record.values.get("Name") ?? fullName(record);
    default:
      return record.values.get(field) ?? null;
  }
}

/** Gives the name of a person: the first one before the last one. */
function fullName({ values }: StoredRecord): string | null {
  const names = [values.get("FirstName"), values.get("LastName")].filter((name) => name !== undefined && name !== null);
  return names.length === 0 ? null : names.join(" ");
}
