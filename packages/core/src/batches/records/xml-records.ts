import { argumentError } from "../../errors/argument-error.ts";
import type { Field } from "./flatten-record.ts";
import type { RecordFormat } from "./record-format.ts";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** What no XML document may have, not even escaped. */
// oxlint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u;

/** Writes records as `sObjects`. */
export const xmlRecords = (): RecordFormat => ({
  head: () =>
    '<?xml version="1.0" encoding="UTF-8"?><sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
  separator: "",
  tail: "</sObjects>",
  write: (fields, row) => {
    const own = fields.filter(({ relation }) => relation === undefined);
    const relations = new Set(fields.flatMap(({ relation }) => (relation === undefined ? [] : [relation])));
    const related = [...relations].map((name) => {
      const inner = fields.filter(({ relation }) => relation === name);
      const type = inner[0]?.type;
      const typed = type === undefined ? "" : element({ name: "type", value: type }, row);
      return `<${name}><sObject>${typed}${elements(inner, row)}</sObject></${name}>`;
    });
    return `<sObject>${elements(own, row)}${related.join("")}</sObject>`;
  },
});

const elements = (fields: readonly Field[], row: number): string => fields.map((field) => element(field, row)).join("");

function element({ name, value }: Pick<Field, "name" | "value">, row: number): string {
  if (value === null) return `<${name} xsi:nil="true"/>`;
  const text = String(value);
  if (unwritable.test(text)) {
    throw argumentError("InvalidRow", `Cannot add row ${row}: field "${name}" has a character that XML cannot hold`);
  }
  return `<${name}>${text.replace(/[&<>\r]/g, (character) => entities[character] ?? character)}</${name}>`;
}
