import type { QueryRecord } from "@sfbulk/core";
import fc from "fast-check";

// What a query found, in each format that Salesforce writes it in.

export const csvOf = (rows: readonly string[][], columns: readonly string[]): string =>
  [columns, ...rows].map((row) => `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\n`).join("");

const escapeXml = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");

const xmlOf = (rows: readonly string[][], columns: readonly string[]): string => {
  const records = rows.map(
    (row) =>
      ` <records xsi:type="sObject">${row.map((cell, at) => `<${columns[at]}>${escapeXml(cell)}</${columns[at]}>`).join("")}</records>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><queryResult xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="x>y">\n${records.join("")}</queryResult>`;
};

export const columns = ["Id", "Name", "Note__c"];
export const objects = (rows: readonly string[][]): QueryRecord[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]])));

export const writers = {
  CSV: (rows: readonly string[][]) => csvOf(rows, columns),
  JSON: (rows: readonly string[][]) => JSON.stringify(objects(rows)),
  XML: (rows: readonly string[][]) => xmlOf(rows, columns),
};

export const cell = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    'say "hi"',
    "two\nlines",
    "cr\r\nlf",
    ",",
    "]}",
    "{[",
    "<b>&amp;",
    "</records>",
    "Zoë 🎉",
    "\\",
    '\\"',
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((value) => !/[\p{Cc}\uFEFF\p{Cs}\uFFFE\uFFFF]/u.test(value)),
);
export const table = fc.array(fc.tuple(fc.constant("001"), cell, cell), { minLength: 1, maxLength: 12 });
