import { describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { dateFunction } from "../src/org/query/soql/functions.ts";
import { call, noon, parsed, rest, restErrorOf, still } from "./call.ts";

const accounts = [
  "Name,Industry,AnnualRevenue,NumberOfEmployees,Phone",
  "Acme,Energy,10,1,1",
  "Beta,energy,30,,2",
  "Gamma,Media,5,3,1",
  "Delta,,,,",
  "",
].join("\n");

async function loaded(): Promise<Emulator> {
  const emulator = still();
  await emulator.control.addIngestJob({ state: "UploadComplete", content: accounts });
  await emulator.control.advance(500);
  const [{ Id: account } = {}] = await emulator.control.records("Account");
  const content = `LastName,Birthdate,AccountId\nOne,2001-12-31,${String(account)}\nTwo,2004-02-29,\n`;
  await emulator.control.addIngestJob({ object: "Contact", state: "UploadComplete", content });
  await emulator.control.advance(500);
  return emulator;
}

/** Gives what a query answers, without the attributes of its records. */
async function ask(emulator: Emulator, soql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const reply = await rest(emulator, `query?q=${encodeURIComponent(soql)}`);
  expect(restErrorOf(reply)).toEqual([200, undefined, undefined]);
  const { records, totalSize, done } = parsed(reply) as unknown as {
    records: ({ attributes: unknown } & Record<string, unknown>)[];
    totalSize: number;
    done: boolean;
  };
  expect([totalSize, done]).toEqual([records.length, true]);
  return records.map((record) => Object.fromEntries(Object.entries(record).filter(([name]) => name !== "attributes")));
}

describe("date functions", () => {
  // A Tuesday, the 60th day of a leap year.
  const date = new Date("2028-02-29T23:59:59.999Z");
  test.each([
    ["CALENDAR_MONTH", 2],
    ["CALENDAR_QUARTER", 1],
    ["CALENDAR_YEAR", 2028],
    ["DAY_IN_MONTH", 29],
    ["DAY_IN_WEEK", 3],
    ["DAY_IN_YEAR", 60],
    ["DAY_ONLY", "2028-02-29"],
    ["FISCAL_MONTH", 2],
    ["FISCAL_QUARTER", 1],
    ["FISCAL_YEAR", 2028],
    ["HOUR_IN_DAY", 23],
    ["WEEK_IN_MONTH", 5],
    ["WEEK_IN_YEAR", 9],
  ])("%s", (name, expected) => {
    expect(dateFunction(name)?.apply(date)).toBe(expected);
  });

  test.each([
    ["CALENDAR_YEAR(Birthdate) = 2001", ["One"]],
    ["calendar_year(Birthdate) > 2001", ["Two"]],
    ["CALENDAR_MONTH(Birthdate) IN (2, 3)", ["Two"]],
    ["(NOT DAY_IN_MONTH(Birthdate) = 31) AND Name != null", ["Two"]],
    ["DAY_ONLY(CreatedDate) = 2026-02-12", ["One", "Two"]],
    ["DAY_ONLY(CreatedDate) = TODAY AND DAY_ONLY(CreatedDate) < TOMORROW", ["One", "Two"]],
    ["HOUR_IN_DAY(convertTimezone(CreatedDate)) = 12", ["One", "Two"]],
    ["HOUR_IN_DAY(CreatedDate) != 12", []],
    ["CALENDAR_YEAR(Account.CreatedDate) = 2026", ["One"]],
    ["CALENDAR_YEAR(Account.CreatedDate) = null", ["Two"]],
    ["Id != null ORDER BY CALENDAR_MONTH(Birthdate)", ["Two", "One"]],
  ])("WHERE %s", async (where, expected) => {
    const found = await ask(await loaded(), `SELECT LastName FROM Contact WHERE ${where}`);
    expect(found.map(({ LastName }) => LastName)).toEqual(expected);
  });

  test("are there in the Bulk API, and in the chunks of PK chunking", async () => {
    const emulator = await loaded();
    const soql = "SELECT c.LastName FROM Contact c WHERE CALENDAR_YEAR(c.Birthdate) = 2004";
    const { id } = await emulator.control.addQueryJob({ query: soql });
    const created = await call(emulator, "job", {
      type: "application/json",
      body: '{"operation":"query","object":"Contact","contentType":"CSV"}',
      headers: { "Sforce-Enable-PKChunking": "chunkSize=1" },
    });
    const job = String(parsed(created)["id"]);
    await call(emulator, `job/${job}/batch`, { type: "text/csv", body: soql });
    await emulator.control.advance(1000);
    expect((await rest(emulator, `jobs/query/${id}/results`)).text).toBe('"LastName"\n"Two"\n');
    const batches = await emulator.control.batches(job);
    expect(batches.map(({ state, numberRecordsProcessed }) => [state, numberRecordsProcessed])).toEqual([
      ["NotProcessed", 0],
      ["Completed", 0],
      ["Completed", 1],
    ]);
  });

  test.each([
    ["CALENDAR_YEAR(LastName) = 2001", "INVALID_FIELD", "field 'LastName' is not for the function CALENDAR_YEAR()"],
    ["HOUR_IN_DAY(Birthdate) = 1", "INVALID_FIELD", "field 'Birthdate' is not for the function HOUR_IN_DAY()"],
    ["CALENDAR_YEAR(Birthdate) = '2001'", "INVALID_FIELD", "must be of type int and should not be enclosed in quotes"],
    ["CALENDAR_YEAR(Nothing) = 2001", "INVALID_FIELD", "No such column 'Nothing' on entity 'Contact'"],
  ])("WHERE %s is refused", async (where, code, words) => {
    const soql = `SELECT Id FROM Contact WHERE ${where}`;
    const [status, found, message] = restErrorOf(await rest(still(), `query?q=${encodeURIComponent(soql)}`));
    expect([status, found]).toEqual([400, code]);
    expect(message).toContain(words);
  });
});

describe("functions of many values", () => {
  const all =
    "COUNT(Id), COUNT(Phone) phones, COUNT_DISTINCT(Phone) numbers, SUM(AnnualRevenue), AVG(AnnualRevenue) mean";
  test.each<[string, readonly Readonly<Record<string, unknown>>[]]>([
    [`SELECT ${all} FROM Account`, [{ expr0: 4, phones: 3, numbers: 2, expr1: 45, mean: 15 }]],
    ["SELECT MIN(Name) a, MAX(Name) z, MAX(AnnualRevenue) FROM Account", [{ a: "Acme", z: "Gamma", expr0: 30 }]],
    [
      "SELECT COUNT(Id), SUM(AnnualRevenue), MIN(Name) FROM Account WHERE Name = 'x'",
      [{ expr0: 0, expr1: null, expr2: null }],
    ],
    [
      "SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry ORDER BY COUNT(Id) DESC, Industry NULLS LAST",
      [
        { Industry: "Energy", n: 2 },
        { Industry: "Media", n: 1 },
        { Industry: null, n: 1 },
      ],
    ],
    ["SELECT Industry FROM Account GROUP BY Industry HAVING COUNT(Id) > 1", [{ Industry: "Energy" }]],
    [
      "SELECT Industry i FROM Account GROUP BY Industry HAVING (NOT Industry = null) AND SUM(AnnualRevenue) < 10",
      [{ i: "Media" }],
    ],
    ["SELECT Phone, COUNT(Id) FROM Account GROUP BY Phone ORDER BY Phone LIMIT 1 OFFSET 1", [{ Phone: "1", expr0: 2 }]],
    [
      "SELECT CALENDAR_YEAR(Birthdate) y, COUNT(Id) FROM Contact GROUP BY CALENDAR_YEAR(Birthdate) ORDER BY CALENDAR_YEAR(Birthdate)",
      [
        { y: 2001, expr0: 1 },
        { y: 2004, expr0: 1 },
      ],
    ],
    [
      "SELECT a.Name, COUNT(c.Id) FROM Contact c, c.Account a WHERE a.Name != null GROUP BY a.Name",
      [{ Name: "Acme", expr0: 1 }],
    ],
    ["SELECT MAX(CreatedDate) FROM Account", [{ expr0: "2026-02-12T12:00:00.000+0000" }]],
  ])("%s", async (soql, expected) => {
    expect(new Date(noon).getUTCHours()).toBe(12);
    const found = await ask(await loaded(), soql);
    // Rows are written half a second later.
    expect(JSON.parse(JSON.stringify(found).replace(":00.500+", ":00.000+"))).toEqual(expected);
  });

  test("are of no record, and say so in the description of their columns", async () => {
    const emulator = await loaded();
    const soql = encodeURIComponent("SELECT Industry, COUNT(Id) n FROM Account GROUP BY Industry");
    const reply = parsed(await rest(emulator, `query?q=${soql}`)) as { records: { attributes: unknown }[] };
    expect(reply.records[0]?.attributes).toEqual({ type: "AggregateResult" });
    expect(parsed(await rest(emulator, `query?columns=true&q=${soql}`))).toMatchObject({
      groupBy: true,
      idSelected: false,
      columnMetadata: [
        { columnName: "Industry", aggregate: false, apexType: "String" },
        { columnName: "n", aggregate: true, apexType: "Integer" },
      ],
    });
  });

  const field = "Field must be grouped or aggregated: Name";
  test.each([
    ["SELECT Name, COUNT(Id) FROM Account", "MALFORMED_QUERY", field],
    ["SELECT Name FROM Account GROUP BY Industry", "MALFORMED_QUERY", field],
    ["SELECT COUNT(Id) FROM Account GROUP BY Industry HAVING Name = 'x'", "MALFORMED_QUERY", field],
    [
      "SELECT COUNT(Id) FROM Account GROUP BY Industry ORDER BY Name",
      "MALFORMED_QUERY",
      "Ordered field must be grouped or aggregated: Name",
    ],
    ["SELECT COUNT(Id) FROM Account LIMIT 1", "MALFORMED_QUERY", "cannot also use LIMIT"],
    ["SELECT SUM(Name) FROM Account", "MALFORMED_QUERY", "field Name does not support aggregate operator SUM"],
    [
      "SELECT MAX(IsDeleted) FROM Account",
      "MALFORMED_QUERY",
      "field IsDeleted does not support aggregate operator MAX",
    ],
    [
      "SELECT COUNT(Description) FROM Account",
      "MALFORMED_QUERY",
      "field Description does not support aggregate operator COUNT",
    ],
    [
      "SELECT COUNT(Id) FROM Account GROUP BY Description",
      "INVALID_FIELD",
      "field 'Description' can not be grouped in a query call",
    ],
    ["SELECT COUNT(Id) a, SUM(AnnualRevenue) A FROM Account", "MALFORMED_QUERY", "duplicate alias: A"],
    ["SELECT COUNT(Nothing) FROM Account", "INVALID_FIELD", "No such column 'Nothing'"],
    ["SELECT COUNT(Id) FROM Account GROUP BY Industry HAVING COUNT(Id) = 'x'", "INVALID_FIELD", "must be of type int"],
    ["SELECT Name n FROM Account", "MALFORMED_QUERY", "only aggregate expressions use field aliasing"],
    ["SELECT CALENDAR_YEAR(CreatedDate) FROM Account", "MALFORMED_QUERY", "CALENDAR_YEAR() must be grouped"],
    ["SELECT Name FROM Account HAVING Name = 'x'", "MALFORMED_QUERY", "HAVING"],
  ])("%s is refused", async (soql, code, words) => {
    const [status, found, message] = restErrorOf(await rest(still(), `query?q=${encodeURIComponent(soql)}`));
    expect([status, found]).toEqual([400, code]);
    expect(message).toContain(words);
  });

  test("are not there in the Bulk API", async () => {
    const emulator = still();
    for (const query of ["SELECT COUNT(Id) FROM Account", "SELECT Name FROM Account GROUP BY Name"]) {
      const reply = await rest(emulator, "jobs/query", { method: "POST", body: { operation: "query", query } });
      expect(reply.status).toBe(400);
      expect(reply.text).toContain("Aggregate queries are not supported in Bulk Query");
    }
  });

  test("groups beyond a page are refused", async () => {
    const emulator = still();
    const content = `Name\n${Array.from({ length: 2001 }, (_, index) => `A${index}`).join("\n")}\n`;
    await emulator.control.addIngestJob({ state: "UploadComplete", content });
    await emulator.control.advance(500);
    const soql = "SELECT Name FROM Account GROUP BY Name";
    const reply = await rest(emulator, `query?q=${encodeURIComponent(soql)}`);
    expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "EXCEEDED_ID_LIMIT"]);
    expect(await ask(emulator, `${soql} LIMIT 2000`)).toHaveLength(2000);
  });
});
