import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareRows } from "../src/rows/compare-rows.ts";

const csv = 'Name,Phone\nAcme,1\n"Glo,bex",2\n"Line\nbreak",3\n';

describe("the rows that a batch has, compared with those that were sent", () => {
  test.each([
    ["as sent", csv],
    ["with a byte order mark", `\uFEFF${csv}`],
    ["with other line ends", csv.replaceAll("\n", "\r\n")],
    ["with all values quoted", '"Name","Phone"\n"Acme","1"\n"Glo,bex","2"\n"Line\nbreak","3"\n'],
    ["without the last line end", csv.trimEnd()],
  ])("are the same %s", (_, held) => expect(compareRows("CSV", csv, held)).toBe("same"));

  test("are the same, and so is what was sent, where it cannot be read", () => {
    const broken = "Name,Phone\nAcme\n";
    expect(compareRows("CSV", broken, broken)).toBe("same");
    expect(compareRows("CSV", broken, csv)).toBe("unclear");
  });
  test("are the same whatever kind of line break comes back within a value", () => {
    const held = csv.replaceAll("\n", "\r\n").replace("Acme,1", '"Acme",1');
    expect(compareRows("CSV", csv, held)).toBe("same");
    expect(compareRows("SELECT", "SELECT Id\nFROM Account", "SELECT Id\r\nFROM Account")).toBe("same");
  });

  test.each([
    ["another row", 'Name,Phone\nAcme,1\nInitech,2\n"Line\nbreak",3\n'],
    ["another first row, and no more", "Name,Phone\nInitech,1\n"],
  ])("are another batch's with %s", (_, held) => expect(compareRows("CSV", csv, held)).toBe("different"));

  test.each([
    ["nothing", ""],
    ["white space", " \n"],
    ["a header alone", "Name,Phone\n"],
    ["the first rows of ours", "Name,Phone\nAcme,1\n"],
    ["ours and more", `${csv}Initech,4\n`],
    ["other columns", "Name,Fax\nInitech,1\n"],
    ["columns in another order", "Phone,Name\n1,Initech\n"],
    ["a page", "<!DOCTYPE html><html><head><title>Sign in</title></head></html>"],
    ["an open quote", 'Name,Phone\n"Initech,1\n'],
    ["a row with a value too many", "Name,Phone\nInitech,1,2\n"],
    ["{}", "{}"],
    ["null", "null"],
  ])("are undecided with %s", (_, held) => expect(compareRows("CSV", csv, held)).toBe("unclear"));

  test("any part of what was sent is no other batch", () => {
    for (let cut = 0; cut < csv.length; cut++) expect(compareRows("CSV", csv, csv.slice(0, cut))).not.toBe("different");
  });

  const json = '[{"Name":"Acme","Phone":null},{"Name":"Globex"}]';
  test.each([
    ["same", '[{"Phone":null,"Name":"Acme"}, {"Name":"Globex"}]'],
    ["different", '[{"Name":"Initech"}]'],
    ["unclear", '[{"Name":"Acme","Phone":null}]'],
    ["unclear", "[]"],
    ["unclear", "{}"],
    ["unclear", "null"],
    ["unclear", "[null]"],
    ["unclear", '[{"Name":"Ac'],
    ["unclear", '[{"errorCode":"INVALID_SESSION_ID","message":"Session expired"}]'],
    ["unclear", "[{}]"],
    ["different", '[{"Name":"Initech","Fax":"1"}]'],
  ])("JSON: %s for %s", (comparison, held) => expect(compareRows("JSON", json, held)).toBe(comparison));

  test("JSON: long numbers are other ones where a digit is, beyond those that JavaScript's numbers hold", () => {
    expect(compareRows("JSON", '[{"Key__c":9007199254740993}]', '[{"Key__c":9007199254740992}]')).toBe("different");
    expect(compareRows("JSON", '[{"Key__c":9007199254740993}]', '[ {"Key__c":9007199254740993} ]')).toBe("same");
  });

  const xml = (...names: readonly string[]): string =>
    `<?xml version="1.0"?><sObjects xmlns="http://www.force.com/2009/06/asyncapi/dataload">${names.map((name) => `<sObject><Name>${name}</Name></sObject>`).join("")}</sObjects>`;
  test.each([
    ["same", `${xml("Acme", "Globex").replace("><sObject", ">\n<sObject")}\n`],
    ["different", xml("Initech", "Globex")],
    ["unclear", xml("Acme")],
    ["unclear", xml()],
    ["unclear", "<html><body>Sign in</body></html>"],
  ])("XML: %s for %s", (comparison, held) => expect(compareRows("XML", xml("Acme", "Globex"), held)).toBe(comparison));

  test.each([
    ["same", "SELECT Id FROM Account\n"],
    ["different", "SELECT Id FROM Contact"],
    ["unclear", "SELEC"],
  ])("a query: %s for %s", (comparison, held) =>
    expect(compareRows("CSV", "SELECT Id FROM Account", held)).toBe(comparison),
  );

  test("a cut is never taken for another batch, whatever the rows", () => {
    const cell = fc.string({ maxLength: 6, unit: fc.constantFrom("a", "b", ",", '"', "\n", "ü", " ") });
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 });
    const write = (rows: readonly (readonly string[])[]): string =>
      rows.map((row) => `${row.map((one) => `"${one.replaceAll('"', '""')}"`).join(",")}\n`).join("");
    fc.assert(
      fc.property(table, fc.nat(), (rows, at) => {
        const text = `A,B\n${write(rows)}`;
        expect(compareRows("CSV", text, text.slice(0, at % text.length))).not.toBe("different");
      }),
      { numRuns: 2000 },
    );
  });
});
