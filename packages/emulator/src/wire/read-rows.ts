import { parseXml, type XmlElement, type XmlNode } from "@rgrove/parse-xml";
import Papa from "papaparse";
import { isColumn } from "../org/check-row.ts";
import type { BatchContent } from "../org/job.ts";
import type { ObjectSchema } from "../org/object-schema.ts";
import type { FieldValue, Row } from "../org/row.ts";
import { isNil } from "./is-nil.ts";

/**
 * Reads the rows of a batch. One that cannot be read is accepted all the same and fails when it is processed, as
 * Salesforce does; where the text of its `stateMessage` is not recorded, it is a guess.
 */
export function readRows(contentType: string, text: string, schema: ObjectSchema): BatchContent {
  try {
    const rows =
      contentType === "CSV" ? csvRows(text, schema) : contentType === "JSON" ? jsonRows(text) : xmlRows(text);
    if (typeof rows === "string") return unusable(rows);
    // Recorded as a stateMessage.
    return rows.length === 0 ? unusable("Records not found") : { kind: "rows", rows };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "";
    return unusable(`Failed to parse ${contentType}: ${why}`);
  }
}

const unusable = (why: string): BatchContent => ({ kind: "unusable", stateMessage: `InvalidBatch : ${why}` });

function csvRows(text: string, schema: ObjectSchema): Row[] | string {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: ",", skipEmptyLines: true });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken !== undefined) throw new Error(broken.message);
  const [header, ...lines] = data;
  if (header === undefined) return "Records not found";
  const uneven = lines.find(({ length }) => length !== header.length);
  if (uneven !== undefined) throw new Error(`a row has ${uneven.length} values for ${header.length} columns`);
  const unknown = header.find((column) => !isColumn(schema, column));
  if (unknown !== undefined) return `Field name not found : ${unknown}`;
  return lines.map((line) => {
    const row = new Map<string, FieldValue>();
    // An empty cell leaves its field alone, "#N/A" empties it (documented).
    line.forEach((cell, index) => {
      if (cell !== "") row.set(header[index] ?? "", cell === "#N/A" ? null : cell);
    });
    return row;
  });
}

function jsonRows(text: string): Row[] | string {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || !value.every(isObject)) return "Failed to parse JSON: expected an array of objects";
  return value.map((record) => {
    const row = new Map<string, FieldValue>();
    for (const [field, member] of Object.entries(record)) {
      if (field === "attributes") continue;
      if (!isObject(member)) row.set(field, toFieldValue(member));
      else {
        for (const [inner, leaf] of Object.entries(member)) {
          if (inner !== "attributes") row.set(`${field}.${inner}`, toFieldValue(leaf));
        }
      }
    }
    return row;
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toFieldValue = (value: unknown): FieldValue =>
  value === null || ["string", "number", "boolean"].includes(typeof value)
    ? (value as FieldValue)
    : JSON.stringify(value);

function xmlRows(text: string): Row[] | string {
  const { root } = parseXml(text.trim());
  if (root === null || localName(root) !== "sObjects") return "Failed to parse XML: expected the element sObjects";
  return childrenOf(root)
    .filter((child) => localName(child) === "sObject")
    .map((record) => {
      const row = new Map<string, FieldValue>();
      for (const field of childrenOf(record)) {
        const [related] = childrenOf(field);
        if (related === undefined) {
          // The element that names a record's type is not a field.
          if (localName(field) !== "type") row.set(localName(field), textOf(field));
        } else {
          for (const inner of childrenOf(related)) {
            if (localName(inner) !== "type") row.set(`${localName(field)}.${localName(inner)}`, textOf(inner));
          }
        }
      }
      return row;
    });
}

const textOf = (element: XmlElement): string | null => (isNil(element) ? null : element.text);

const childrenOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((node: XmlNode): node is XmlElement => node.type === "element");

const localName = (element: XmlElement): string => element.name.slice(element.name.indexOf(":") + 1);
