import { describe, expect, test } from "vitest";
import type { Emulator } from "@sfbulk/emulator";
import { parsed, rest, restErrorOf, still } from "./call.ts";

async function loaded(): Promise<Emulator> {
  const emulator = still();
  const accounts =
    'Name,Phone,Industry,Description\nAcme Corp,415 555 0100,Energy,"Makes anvils, and rockets"\nBeta & Sons,,Media,acme is a customer\n';
  await emulator.control.addIngestJob({ state: "UploadComplete", content: accounts });
  const contacts =
    "LastName,FirstName,Email,Title\nAcme,Ann,ann@acme-corp.com,CEO\nSmith,John,j.smith@beta.com,Driver\nSmithers,Joan,,Boss\n";
  await emulator.control.addIngestJob({ object: "Contact", state: "UploadComplete", content: contacts });
  await emulator.control.advance(500);
  return emulator;
}

/** Gives the names of what a search finds, `Contact Smith` where there is no other. */
async function found(emulator: Emulator, sosl: string): Promise<string[]> {
  const reply = await rest(emulator, `search?q=${encodeURIComponent(sosl)}`);
  expect(restErrorOf(reply)).toEqual([200, undefined, undefined]);
  const { searchRecords } = parsed(reply) as {
    searchRecords: { attributes: { type: string } } & Record<string, unknown>[];
  };
  return (searchRecords as unknown as ({ attributes: { type: string } } & Record<string, string>)[]).map(
    (record) => record["Name"] ?? record["LastName"] ?? record.attributes.type,
  );
}

describe("search", () => {
  test.each([
    ["FIND {acme} RETURNING Account(Name), Contact(LastName)", ["Acme Corp", "Beta & Sons", "Acme"]],
    ["FIND {ACME} IN NAME FIELDS RETURNING Contact (LastName), Account (Name)", ["Acme", "Acme Corp"]],
    ["find {smith} returning contact(LastName)", ["Smith"]],
    ["FIND {smith*} RETURNING Contact(LastName)", ["Smith", "Smithers"]],
    ["FIND {sm?th} RETURNING Contact(LastName)", ["Smith"]],
    ["FIND {jo*n} IN ALL FIELDS RETURNING Contact(LastName)", ["Smith", "Smithers"]],
    ["FIND {john smith} RETURNING Contact(LastName)", ["Smith"]],
    ['FIND {"smith john"} RETURNING Contact(LastName)', []],
    ['FIND {"John Smith" OR Boss} RETURNING Contact(LastName)', ["Smith", "Smithers"]],
    ["FIND {anvils AND rockets} RETURNING Account(Name)", ["Acme Corp"]],
    ["FIND {anvils AND (lamps OR rockets)} RETURNING Account(Name)", ["Acme Corp"]],
    ["FIND {acme AND NOT customer} RETURNING Account(Name)", ["Acme Corp"]],
    ["FIND {j.smith@beta.com} IN EMAIL FIELDS RETURNING Contact(LastName)", ["Smith"]],
    ["FIND {acme\\-corp} IN EMAIL FIELDS RETURNING Contact(LastName)", ["Acme"]],
    ["FIND {smith} IN EMAIL FIELDS RETURNING Account(Name), Contact(LastName)", ["Smith"]],
    ["FIND {0100} IN PHONE FIELDS RETURNING Account(Name)", ["Acme Corp"]],
    ["FIND {energy} IN NAME FIELDS RETURNING Account(Name)", []],
    ["FIND {smith*} RETURNING Contact(LastName WHERE Title = 'Boss')", ["Smithers"]],
    ["FIND {smith*} RETURNING Contact(LastName ORDER BY LastName DESC LIMIT 1)", ["Smithers"]],
    ["FIND {smith*} RETURNING Contact(LastName ORDER BY LastName LIMIT 1 OFFSET 1)", ["Smithers"]],
    ["FIND {acme} RETURNING Account(Name), Contact(LastName) LIMIT 2", ["Acme Corp", "Beta & Sons"]],
    ["FIND {acme}", ["Account", "Account", "Contact"]],
    ["FIND {beta} RETURNING Account, Contact", ["Account", "Contact"]],
  ])("%s", async (sosl, expected) => {
    expect(await found(await loaded(), sosl)).toEqual(expected);
  });

  test("gives the fields that were asked for, and before version 37.0 a bare array", async () => {
    const emulator = await loaded();
    const sosl = encodeURIComponent("FIND {anvils} RETURNING Account(Id, Industry)");
    const [record] = parsed(await rest(emulator, `search?q=${sosl}`))["searchRecords"] as Record<string, unknown>[];
    expect(record).toEqual({
      attributes: { type: "Account", url: `/services/data/v68.0/sobjects/Account/${String(record?.["Id"])}` },
      Id: record?.["Id"],
      Industry: "Energy",
    });
    const old = await rest(emulator, `/services/data/v36.0/search?q=${sosl}`);
    expect(JSON.parse(old.text)).toHaveLength(1);
    expect((await rest(emulator, `search?q=${sosl}`, { method: "POST", body: {} })).status).toBe(405);
  });

  test("does not find what is deleted", async () => {
    const emulator = await loaded();
    const [{ Id: id } = {}] = await emulator.control.records("Account");
    await rest(emulator, `sobjects/Account/${String(id)}`, { method: "DELETE" });
    expect(await found(emulator, "FIND {anvils} RETURNING Account(Name)")).toEqual([]);
  });

  test.each([
    ["", "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces."],
    ["FIND acme", "MALFORMED_SEARCH", "No search term found."],
    ["FIND {acme", "MALFORMED_SEARCH", "No search term found."],
    ["FIND 'acme' RETURNING Account", "MALFORMED_SEARCH", "No search term found."],
    ["FIND {a}", "MALFORMED_SEARCH", "search term must be longer than one character: a"],
    [
      "FIND {John|jane_gray@uoa.edu} RETURNING Contact",
      "MALFORMED_SEARCH",
      "\nFIND {John|jane_gray@uoa.edu} RETURNING Contact\n         ^\nERROR at Row:1:Column:10\nline 1:10 mismatched character '|' expecting '}'",
    ],
    ["FIND {Marie-Pier}", "MALFORMED_SEARCH", "mismatched character '-' expecting '}'"],
    ['FIND {"Marie}', "MALFORMED_SEARCH", "mismatched character"],
    ["FIND {acme OR} ", "MALFORMED_SEARCH", "unexpected token: '<EOF>'"],
    ["FIND {(acme}", "MALFORMED_SEARCH", "unexpected token: '<EOF>'"],
    ["FIND {acme)}", "MALFORMED_SEARCH", "unexpected token: ')'"],
    [
      "FIND {name} IN ALL TYPE RETURNING Account(name)",
      "MALFORMED_SEARCH",
      "ERROR at Row:1:Column:19\nMalformed search token: TYPE",
    ],
    ["FIND {acme} RETURNING Account(Name USING ListView=Recent)", "MALFORMED_SEARCH", "unexpected token: 'USING'"],
    ["FIND {acme} RETURNING Account(FORMAT(Name))", "MALFORMED_SEARCH", "unexpected token: 'FORMAT'"],
    ["FIND {acme} WITH SNIPPET", "MALFORMED_SEARCH", "Malformed search token: WITH"],
    ["FIND {acme} RETURNING Account(Name) UPDATE TRACKING", "MALFORMED_SEARCH", "Malformed search token: UPDATE"],
    ["FIND {acme} RETURNING Nothing__c", "INVALID_TYPE", "sObject type 'Nothing__c' is not supported."],
    ["FIND {acme} RETURNING Account(Nothing)", "INVALID_FIELD", "No such column 'Nothing' on entity 'Account'"],
  ])("%s is refused", async (sosl, code, words) => {
    const [status, found_, message] = restErrorOf(await rest(still(), `search?q=${encodeURIComponent(sosl)}`));
    expect([status, found_]).toEqual([400, code]);
    expect(message).toContain(words);
  });

  test("gives others their turn", async () => {
    const emulator = still();
    const content = `Name,Description\n${Array.from({ length: 20_000 }, (_, index) => `A${index},${"word ".repeat(20)}`).join("\n")}\n`;
    await emulator.control.addIngestJob({ state: "UploadComplete", content });
    await emulator.control.advance(2000);
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    expect(await found(emulator, "FIND {nowhere} RETURNING Account(Name)")).toEqual([]);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(0);
  });
});
