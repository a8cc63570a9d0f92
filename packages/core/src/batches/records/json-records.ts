import type { Field } from "./flatten-record.ts";
import type { RecordFormat } from "./record-format.ts";

/** Writes records as a JSON array. */
export const jsonRecords = (): RecordFormat => ({
  head: () => "[",
  separator: ",",
  tail: "]",
  write: (fields) => {
    // Without a prototype, a field named "constructor" is a name like any other.
    const whole = Object.create(null) as Record<string, object | Field["value"]>;
    for (const { name, relation, type, value } of fields) {
      if (relation === undefined) whole[name] = value;
      else {
        whole[relation] ??= type === undefined ? {} : { attributes: { type } };
        Object.assign(whole[relation], { [name]: value });
      }
    }
    return JSON.stringify(whole);
  },
});
