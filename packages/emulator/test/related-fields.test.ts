import { beforeEach, describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { addCsv, call, json, parsed, rest, restErrorOf, still, idIn } from "./call.ts";

let emulator: Emulator;
let acme = "";
let ann = "";

/** An account, a contact of it whom another one reports to, and one that stands alone. */
beforeEach(async () => {
  emulator = still();
  acme = idIn(await rest(emulator, "sobjects/Account", { body: { Name: "Acme" } }));
  ann = idIn(await rest(emulator, "sobjects/Contact", { body: { LastName: "Ann", AccountId: acme } }));
  await rest(emulator, "sobjects/Contact", { body: { LastName: "Bob", ReportsToId: ann } });
  await rest(emulator, "sobjects/Contact", { body: { LastName: "Cid" } });
});

const ask = (soql: string, kind = "query"): ReturnType<typeof rest> =>
  rest(emulator, `${kind}?q=${encodeURIComponent(soql)}`);
const found = async (soql: string): Promise<unknown> => parsed(await ask(soql))["records"];

describe("fields of related records", () => {
  test("are in objects of their own, with their address; null where there is no such record", async () => {
    const base = "/services/data/v68.0/sobjects";
    expect(await found("SELECT LastName, account.name, Account.Id FROM Contact LIMIT 2")).toEqual([
      {
        attributes: { type: "Contact", url: `${base}/Contact/${ann}` },
        LastName: "Ann",
        Account: { attributes: { type: "Account", url: `${base}/Account/${acme}` }, Name: "Acme", Id: acme },
      },
      { attributes: expect.anything() as unknown, LastName: "Bob", Account: null },
    ]);
  });

  test("lead through several records, and to users", async () => {
    const records = await found(
      "SELECT ReportsTo.Account.Name, ReportsTo.LastName, CreatedBy.Name FROM Contact WHERE LastName = 'Bob'",
    );
    expect(records).toMatchObject([
      { ReportsTo: { Account: { Name: "Acme" }, LastName: "Ann" }, CreatedBy: { Name: "Emulator User" } },
    ]);
  });

  test.each([
    ["WHERE Account.Name = 'acme'", ["Ann"]],
    ["WHERE Account.Name = null", ["Bob", "Cid"]],
    ["WHERE ReportsTo.Account.Name LIKE 'A%'", ["Bob"]],
    ["WHERE CreatedBy.IsActive = true ORDER BY Account.Name NULLS LAST, LastName DESC", ["Ann", "Cid", "Bob"]],
    ["c WHERE c.Account.Name != null", ["Ann"]],
  ])("%s", async (rest_, expected) => {
    const records = (await found(`SELECT LastName FROM Contact ${rest_}`)) as { LastName: string }[];
    expect(records.map(({ LastName }) => LastName)).toEqual(expected);
  });

  test("a deleted record is not reached", async () => {
    await rest(emulator, `sobjects/Account/${acme}`, { method: "DELETE" });
    expect(await found("SELECT Account.Name FROM Contact WHERE LastName = 'Ann'")).toMatchObject([{ Account: null }]);
  });

  test.each([
    ["Accounts.Name", "Didn't understand relationship 'Accounts' in field path."],
    ["Account.Nonsense", "No such column 'Nonsense' on entity 'Account'."],
    ["AccountId.Name", "Didn't understand relationship 'AccountId' in field path."],
    [`${"ReportsTo.".repeat(6)}Name`, "Didn't understand relationship 'ReportsTo' in field path."],
  ])("%s is refused", async (field, message) => {
    const [status, code, words] = restErrorOf(await ask(`SELECT ${field} FROM Contact`));
    expect([status, code]).toEqual([400, "INVALID_FIELD"]);
    expect(words).toContain(`ERROR at Row:1:Column:8\n${message}`);
  });

  test("are columns of CSV in both APIs", async () => {
    const soql = "SELECT LastName, Account.Name FROM Contact WHERE LastName < 'C'";
    const { id } = await emulator.control.addQueryJob({ query: soql });
    const body = JSON.stringify({ operation: "query", object: "Contact", contentType: "CSV" });
    const job = idIn(await call(emulator, "job", { type: json, body }));
    const batch = await addCsv(emulator, job, soql);
    await emulator.control.advance(500);
    const csv = '"LastName","Account.Name"\n"Ann","Acme"\n"Bob",""\n';
    expect((await rest(emulator, `jobs/query/${id}/results`)).text).toBe(csv);
    const path = `job/${job}/batch/${batch}/result`;
    const [result] = /75\w{13}/.exec((await call(emulator, path)).text.replace(batch, "")) ?? [];
    expect((await call(emulator, `${path}/${result}`)).text).toBe(csv);
  });

  test.each([
    ["JSON", json, '"LastName":"Ann","Account":{"attributes":{"type":"Account",'],
    ["XML", "application/xml", '<Account xsi:type="sObject"><type>Account</type><Name>Acme</Name></Account></records>'],
  ])("are nested in %s", async (contentType, type, part) => {
    const body = JSON.stringify({ operation: "query", object: "Contact", contentType });
    const job = idIn(await call(emulator, "job", { type: json, body }));
    const soql = "SELECT LastName, Account.Name FROM Contact LIMIT 1";
    const batch = idIn(await call(emulator, `job/${job}/batch`, { type, body: soql }));
    await emulator.control.advance(500);
    const path = `job/${job}/batch/${batch}/result`;
    const [result] = /752\w{12}/.exec((await call(emulator, path)).text) ?? [];
    expect((await call(emulator, `${path}/${result}`)).text).toContain(part);
  });
});

describe("what the REST API alone has", () => {
  test("COUNT() tells a number and no records, up to the limit", async () => {
    expect(parsed(await ask("SELECT COUNT() FROM Contact"))).toEqual({ totalSize: 3, done: true, records: [] });
    expect(parsed(await ask("select count() from Contact WHERE AccountId = null"))["totalSize"]).toBe(2);
    expect(parsed(await ask("SELECT COUNT() FROM Contact LIMIT 1"))["totalSize"]).toBe(1);
  });

  test("OFFSET leaves records out, up to 2,000", async () => {
    const soql = "SELECT LastName FROM Contact ORDER BY LastName LIMIT 1 OFFSET";
    expect(parsed(await ask(`${soql} 1`))).toMatchObject({ totalSize: 1, records: [{ LastName: "Bob" }] });
    expect(parsed(await ask(`${soql} 3`))).toMatchObject({ totalSize: 0, records: [] });
    expect(restErrorOf(await ask(`${soql} 2001`)).slice(0, 2)).toEqual([400, "NUMBER_OUTSIDE_VALID_RANGE"]);
  });

  test.each(["SELECT COUNT() FROM Contact", "SELECT Id FROM Contact OFFSET 1"])(
    "%s is no query job (F-141)",
    async (query) => {
      const reply = await rest(emulator, "jobs/query", { body: { operation: "query", query } });
      expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "MALFORMED_QUERY"]);
    },
  );
});
