import { describe, expect, test } from "vitest";
import { readSoql } from "../src/org/query/read-soql.ts";
import type { Emulator } from "@sfbulk/emulator";
import { rest, still } from "./call.ts";

const csv = [
  "Name,Phone,AnnualRevenue,Industry",
  "Acme,1,10,Chemicals",
  "acme two,2,9,",
  "Beta's,,100,Energy",
  "100%,4,,Energy",
  "Zeta_1,5,-1.5,chemicals",
  "",
].join("\n");

async function names(emulator: Emulator, rest_: string): Promise<string[]> {
  const { id } = await emulator.control.addQueryJob({ query: `SELECT Name FROM Account ${rest_}` });
  await emulator.control.advance(500);
  const { text } = await rest(emulator, `jobs/query/${id}/results`);
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.slice(1, -1));
}

async function loaded(): Promise<Emulator> {
  const emulator = still();
  await emulator.control.addIngestJob({ state: "UploadComplete", content: csv });
  await emulator.control.advance(500);
  return emulator;
}

describe("the subset of SOQL", () => {
  test.each([
    ["WHERE Name = 'ACME'", ["Acme"]],
    ["WHERE Name != 'acme'", ["acme two", "Beta's", "100%", "Zeta_1"]],
    ["WHERE Name <> 'acme' AND Phone != null", ["acme two", "100%", "Zeta_1"]],
    ["WHERE Name = 'Beta\\'s'", ["Beta's"]],
    ["WHERE AnnualRevenue > 9", ["Acme", "Beta's"]],
    ["WHERE AnnualRevenue >= 9", ["Acme", "acme two", "Beta's"]],
    ["WHERE AnnualRevenue < 10", ["acme two", "Zeta_1"]],
    ["WHERE AnnualRevenue <= -1.5", ["Zeta_1"]],
    ["WHERE AnnualRevenue = null", ["100%"]],
    ["WHERE Phone = null", ["Beta's"]],
    ["WHERE Phone IN ('1', '4')", ["Acme", "100%"]],
    ["WHERE Phone NOT IN ('1', '4')", ["acme two", "Beta's", "Zeta_1"]],
    ["WHERE Name LIKE 'acme%'", ["Acme", "acme two"]],
    ["WHERE Name LIKE '_cme'", ["Acme"]],
    ["WHERE Name LIKE '100.'", []],
    ["WHERE Industry = 'Energy' AND AnnualRevenue = 100", ["Beta's"]],
    ["WHERE Phone = '1' OR Phone = '5'", ["Acme", "Zeta_1"]],
    ["WHERE (Phone = '1' OR Phone = '5') AND AnnualRevenue < 0", ["Zeta_1"]],
    ["WHERE CreatedDate < 2026-02-13T00:00:00Z LIMIT 1", ["Acme"]],
    ["WHERE CreatedDate > 2026-02-12T12:00:01+00:00", []],
    ["WHERE Id > '0018Z0000000000' LIMIT 2", ["Acme", "acme two"]],
    ["ORDER BY Name", ["100%", "Acme", "acme two", "Beta's", "Zeta_1"]],
    ["ORDER BY AnnualRevenue", ["100%", "Zeta_1", "acme two", "Acme", "Beta's"]],
    ["ORDER BY AnnualRevenue DESC", ["100%", "Beta's", "Acme", "acme two", "Zeta_1"]],
    ["ORDER BY AnnualRevenue DESC NULLS LAST LIMIT 1", ["Beta's"]],
    ["ORDER BY Industry ASC NULLS LAST, Name DESC", ["Zeta_1", "Acme", "Beta's", "100%", "acme two"]],
    ["LIMIT 0", []],
    ["limit 2;", ["Acme", "acme two"]],
  ])("%s", async (soql, expected) => {
    expect(await names(await loaded(), soql)).toEqual(expected);
  });

  test.each([
    ["SELECT COUNT() FROM Account", "COUNT"],
    ["SELECT FIELDS(ALL) FROM Account", "FIELDS"],
    ["SELECT Id, (SELECT Id FROM Contacts) FROM Account", "("],
    ["SELECT Id FROM Account GROUP BY Name", "GROUP"],
    ["SELECT Id FROM Account LIMIT 1 OFFSET 1", "OFFSET"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "OR"],
    ["SELECT Id FROM Account WHERE NOT Name = 'a'", "Name"],
    ["SELECT Id FROM Account WHERE Name", "<EOF>"],
    ["SELECT Id FROM Account WHERE Name = 'a", "'"],
    ["SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)", "AccountId"],
    ["SELECT Id FROM Account ORDER Name", "Name"],
    ["SELECT Id FROM", "<EOF>"],
    ["", "<EOF>"],
  ])("%s is malformed", (soql, token) => {
    expect(() => readSoql(soql)).toThrow(`unexpected token: '${token}'`);
  });
});
