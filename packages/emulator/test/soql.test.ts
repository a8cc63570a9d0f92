import { describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { dateLiteralOf, timeRangeOf } from "../src/org/query/soql/date-literals.ts";
import { likePattern } from "../src/org/query/like-pattern.ts";
import { readSoql } from "../src/org/query/soql/read-soql.ts";
import { rest, restErrorOf, still } from "./call.ts";

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
    ["WHERE Name LIKE '100\\%'", ["100%"]],
    ["WHERE Name LIKE '100_'", ["100%"]],
    ["WHERE Name LIKE '%\\_1'", ["Zeta_1"]],
    ["WHERE Name LIKE '%A%t%O'", ["acme two"]],
    ["WHERE Name LIKE ''", []],
    ["WHERE Name = '\\u0041cme'", ["Acme"]],
    ["WHERE CreatedDate = TODAY", ["Acme", "acme two", "Beta's", "100%", "Zeta_1"]],
    ["WHERE CreatedDate > yesterday LIMIT 1", ["Acme"]],
    ["WHERE CreatedDate != TODAY", []],
    ["WHERE SystemModstamp >= LAST_N_DAYS:3 AND LastModifiedDate < TOMORROW LIMIT 1", ["Acme"]],
    ["WHERE CreatedDate IN (YESTERDAY, TODAY) LIMIT 1", ["Acme"]],
    ["WHERE CreatedById = '0058Z000000Emu1' LIMIT 1", ["Acme"]],
    ["WHERE Industry = 'Energy' AND AnnualRevenue = 100", ["Beta's"]],
    ["WHERE Phone = '1' OR Phone = '5'", ["Acme", "Zeta_1"]],
    ["WHERE NOT Phone = '1'", ["acme two", "Beta's", "100%", "Zeta_1"]],
    ["WHERE NOT (Phone = '1' OR AnnualRevenue > 5)", ["100%", "Zeta_1"]],
    ["WHERE (NOT Name LIKE 'acme%') AND Phone != null", ["100%", "Zeta_1"]],
    ["a WHERE a.Phone = '1' ORDER BY a.Name", ["Acme"]],
    ["AS Acc WHERE (NOT acc.Phone = null) AND acc.AnnualRevenue < 0", ["Zeta_1"]],
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
    ["SELECT COUNT(), Id FROM Account", ","],
    ["SELECT COUNT(Id, Name) FROM Account", ","],
    ["SELECT toLabel(Industry) FROM Account", "toLabel"],
    ["SELECT SUM(CALENDAR_YEAR(CreatedDate)) FROM Account", "CALENDAR_YEAR"],
    ["SELECT Id FROM Account WHERE COUNT(Id) > 1", "COUNT"],
    ["SELECT Id FROM Account ORDER BY COUNT(Id)", "COUNT"],
    ["SELECT Id FROM Account WHERE CALENDAR_DAY(CreatedDate) = 1", "CALENDAR_DAY"],
    ["SELECT Name FROM Account GROUP BY ROLLUP(Name)", "ROLLUP"],
    ["SELECT Id FROM Contact c, Account a", "Account"],
    ["SELECT Id FROM Contact c, d.Account a", "d.Account"],
    ["SELECT Id FROM Contact c, c.Account", "<EOF>"],
    ["SELECT Id FROM Account AS WHERE", "WHERE"],
    ["SELECT Id FROM Account a.b", "a.b"],
    ["SELECT Id FROM Account a b", "b"],
    ["SELECT FIELDS(ALL) FROM Account", "FIELDS"],
    ["SELECT Id, (SELECT Id FROM Contacts) FROM Account", "("],
    ["SELECT Id FROM Account OFFSET 1 LIMIT 1", "LIMIT"],
    ["SELECT Id FROM Account OFFSET x", "x"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'", "OR"],
    ["SELECT Id FROM Account WHERE NOT Name = 'a' AND Name = 'b'", "AND"],
    ["SELECT Id FROM Account WHERE Name = 'a' AND NOT Name = 'b'", "Name"],
    ["SELECT Id FROM Account WHERE NOT NOT Name = 'a'", "Name"],
    ["SELECT Id FROM Account WHERE Name", "<EOF>"],
    ["SELECT Id FROM Account WHERE Name = 'a", "'a"],
    ["SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)", "SELECT"],
    ["SELECT Id FROM Account ORDER Name", "Name"],
    ["SELECT Id FROM", "<EOF>"],
    ["", "<EOF>"],
  ])("%s is malformed", (soql, token) => {
    expect(() => readSoql(soql)).toThrow(`unexpected token: '${token}`);
  });
});

describe("what the org understands in no other way than Salesforce", () => {
  test.each([
    "Name = foo",
    "Name = Foo__c",
    "Name = TODAYS",
    "CreatedDate = LAST_N_DAYS",
    "CreatedDate = TODAY:1",
    "CreatedDate = LAST_N_DAYS:x",
    "CreatedDate = N_DAYS:3",
    "CreatedDate = LAST_N_DAYS_AGO:3",
    "CreatedDate = 2026-02-30",
    "CreatedDate = 2026-13-01T00:00:00Z",
    "CreatedDate > 2026-02-12T12:00:00",
    "CreatedDate > 2026-02-12T25:00:00Z",
    "Name = 'a\\qb'",
    "AnnualRevenue = 1e5x",
    "AnnualRevenue = -",
    "Name = :name",
  ])("WHERE %s is malformed", async (where) => {
    const reply = await rest(still(), `query?q=${encodeURIComponent(`SELECT Id FROM Account WHERE ${where}`)}`);
    expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "MALFORMED_QUERY"]);
  });

  test.each([
    ["Account", "Name = 1", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"],
    ["Account", "Name = TODAY", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"],
    ["Account", "Name = 2026-02-12", "INVALID_FIELD", "must be of type string and should be enclosed in quotes"],
    ["Account", "AnnualRevenue = '1'", "INVALID_FIELD", "must be of type double and should not be enclosed in quotes"],
    ["Account", "NumberOfEmployees = 1.5", "INVALID_FIELD", "must be of type int and should not"],
    ["Account", "IsDeleted = 'false'", "INVALID_FIELD", "must be of type boolean and should not"],
    ["Account", "CreatedDate = '2026-02-12'", "INVALID_FIELD", "must be of type dateTime and should not"],
    ["Account", "CreatedDate = 2026-02-12", "INVALID_FIELD", "must be of type dateTime and should not"],
    ["Contact", "Birthdate = 2026-02-12T00:00:00Z", "INVALID_FIELD", "must be of type date and should not"],
    ["Account", "Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: x"],
    ["Account", "Id LIKE '001%'", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on reference field"],
    ["Account", "IsDeleted > false", "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field"],
    ["Account", "Description = 'x'", "INVALID_FIELD", "field 'Description' can not be filtered in a query call"],
    [
      "Account",
      "Name = 'x' ORDER BY Description",
      "INVALID_FIELD",
      "field 'Description' can not be sorted in a query call",
    ],
  ])("FROM %s WHERE %s: %s", async (object, where, code, message) => {
    const reply = await rest(still(), `query?q=${encodeURIComponent(`SELECT Id FROM ${object} WHERE ${where}`)}`);
    const [status, found, words] = restErrorOf(reply);
    expect([status, found]).toEqual([400, code]);
    expect(words).toMatch(/^\nSELECT Id FROM .*\n *\^\nERROR at Row:1:Column:\d+\n/);
    expect(words).toContain(message);
  });

  test("a string that looks like a number, an id or a date is a string", async () => {
    const emulator = still();
    const content = "Name\nabcdefghijklmnoAAA\nabcdefghijklmnoBBB\n2026-02-12\n2026-02-12T00:00:00Z\n";
    await emulator.control.addIngestJob({ state: "UploadComplete", content });
    await emulator.control.advance(500);
    expect(await names(emulator, "WHERE Name = 'abcdefghijklmnoAAA'")).toEqual(["abcdefghijklmnoAAA"]);
    expect(await names(emulator, "WHERE Name = '2026-02-12'")).toEqual(["2026-02-12"]);
  });
});

describe("date literals, on a Thursday in the middle of a quarter", () => {
  const now = Date.parse("2026-02-12T12:00:00Z");
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  test.each([
    ["YESTERDAY", "2026-02-11", "2026-02-12"],
    ["TODAY", "2026-02-12", "2026-02-13"],
    ["TOMORROW", "2026-02-13", "2026-02-14"],
    ["LAST_WEEK", "2026-02-01", "2026-02-08"],
    ["THIS_WEEK", "2026-02-08", "2026-02-15"],
    ["NEXT_WEEK", "2026-02-15", "2026-02-22"],
    ["LAST_MONTH", "2026-01-01", "2026-02-01"],
    ["THIS_MONTH", "2026-02-01", "2026-03-01"],
    ["NEXT_MONTH", "2026-03-01", "2026-04-01"],
    ["THIS_QUARTER", "2026-01-01", "2026-04-01"],
    ["LAST_FISCAL_QUARTER", "2025-10-01", "2026-01-01"],
    ["THIS_YEAR", "2026-01-01", "2027-01-01"],
    ["NEXT_FISCAL_YEAR", "2027-01-01", "2028-01-01"],
    ["NEXT_90_DAYS", "2026-02-13", "2026-05-14"],
    ["NEXT_N_DAYS:3", "2026-02-13", "2026-02-16"],
    ["N_DAYS_AGO:3", "2026-02-09", "2026-02-10"],
    ["LAST_N_WEEKS:2", "2026-01-25", "2026-02-08"],
    ["NEXT_N_WEEKS:2", "2026-02-15", "2026-03-01"],
    ["N_WEEKS_AGO:2", "2026-01-25", "2026-02-01"],
    ["LAST_N_MONTHS:2", "2025-12-01", "2026-02-01"],
    ["N_MONTHS_AGO:12", "2025-02-01", "2025-03-01"],
    ["NEXT_N_QUARTERS:1", "2026-04-01", "2026-07-01"],
    ["LAST_N_FISCAL_QUARTERS:1", "2025-10-01", "2026-01-01"],
    ["LAST_N_YEARS:2", "2024-01-01", "2026-01-01"],
    ["N_FISCAL_YEARS_AGO:1", "2025-01-01", "2026-01-01"],
  ])("%s", (literal, from, to) => {
    const [word = "", count] = literal.split(":");
    expect(dateLiteralOf(word)).toBe(count === undefined ? "alone" : "with a number");
    const range = timeRangeOf(word, Number(count ?? 0), now);
    expect([day(range.from), day(range.to)]).toEqual([from, to]);
    expect([range.from % 86_400_000, range.to % 86_400_000]).toEqual([0, 0]);
  });

  test.each([
    ["LAST_90_DAYS", 0, "2025-11-14"],
    ["LAST_N_DAYS", 3, "2026-02-09"],
  ])("%s goes on to this moment", (word, count, from) => {
    const range = timeRangeOf(word, count, now);
    expect([day(range.from), range.to]).toEqual([from, now + 1]);
  });
});

describe("the time that a query takes", () => {
  // Each of these took minutes or for ever when it grew with the square of the length, or worse.
  test.each([
    ["60,000 spaces", `SELECT Id FROM Account${" ".repeat(60_000)}WHERE Name = 'a'`, undefined],
    ["spaces before a semicolon", `SELECT Id FROM Account ${" ".repeat(90_000)};`, undefined],
    ["40 kB of parentheses", `SELECT Id FROM Account WHERE ${"(".repeat(40_000)}`, "too many parentheses"],
    ["quotes that nothing closes", `SELECT Id FROM Account WHERE Name = '${"\\'".repeat(40_000)}`, "not closed"],
    ["backslashes", `SELECT Id FROM Account WHERE Name = '${"\\\\".repeat(40_000)}'`, undefined],
    ["many conditions", `SELECT Id FROM Account WHERE ${"Name='a' OR ".repeat(8000)} Name='b'`, undefined],
    ["too long", `SELECT Id FROM Account ${" ".repeat(100_000)}WHERE`, "cannot be longer than 100000 characters"],
    ["an unknown field far behind", `SELECT ${"Id ".repeat(20_000)}`, "unexpected token"],
  ])("does not run away: %s", (_, soql, message) => {
    const read = (): unknown => readSoql(soql);
    if (message === undefined) expect(read()).toBeDefined();
    else expect(read).toThrow(message);
  });

  test("LIKE does not run away", () => {
    const worst = "a".repeat(131_072);
    expect(likePattern("%a%a%a%a%a%a%a%a%b")(worst.slice(0, 20_000))).toBe(false);
    expect(likePattern("%")(worst)).toBe(true);
    expect(likePattern("a%".repeat(1000))(worst)).toBe(true);
    expect(likePattern("%_")("")).toBe(false);
    expect(likePattern("_%_")("a")).toBe(false);
    expect(likePattern("_%_")("ab")).toBe(true);
    expect(likePattern("%ab%")("aab")).toBe(true);
    expect(likePattern("a\\\\%")("A\\x")).toBe(true);
  });

  test("what goes wrong with one batch or job is its own business", async () => {
    const emulator = still();
    const soql = `SELECT Id FROM Account WHERE ${"(".repeat(40_000)}`;
    const { id } = await emulator.control.addJob({ operation: "query", batches: [soql, "SELECT Id FROM Account"] });
    await emulator.control.advance(500);
    expect((await emulator.control.batches(id)).map(({ state }) => state)).toEqual(["Failed", "Completed"]);
    expect((await rest(emulator, "limits")).status).toBe(200);
  });
});
