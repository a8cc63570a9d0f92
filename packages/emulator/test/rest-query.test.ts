import { describe, expect, test } from "vitest";
import { defaultUser, defaultUserId, type Emulator } from "@sfbulk/emulator";
import { bearer, call, parsed, still } from "./call.ts";

// The little of the REST API that scripts of the Bulk API use beside it.

const base = "/services/data/v68.0";

/** An org with so many accounts. */
async function filled(count: number): Promise<Emulator> {
  const emulator = still({ queueTime: 0, processTime: 0 });
  const rows = Array.from({ length: count }, (_, i) => `Account ${i}\n`);
  await emulator.control.addJob({ batches: [`Name\n${rows.join("")}`] });
  return emulator;
}

const query = (emulator: Emulator, soql: string, kind = "query"): Promise<Record<string, unknown>> =>
  bearer(emulator, `${base}/${kind}?q=${encodeURIComponent(soql)}`).then(parsed);

describe("queries", () => {
  test("give records with their addresses, times in the REST API's form", async () => {
    const emulator = await filled(1);
    const [{ Id } = {}] = await emulator.control.records("Account");
    expect(await query(emulator, "select id, name, createddate from account")).toEqual({
      totalSize: 1,
      done: true,
      records: [
        {
          attributes: { type: "Account", url: `${base}/sobjects/Account/${Id}` },
          Id,
          Name: "Account 0",
          CreatedDate: "2026-02-12T12:00:00.000+0000",
        },
      ],
    });
  });

  test("come in pages of 2000 (F-163)", async () => {
    const emulator = await filled(4001);
    const names: unknown[] = [];
    let page = await query(emulator, "SELECT Name FROM Account");
    const sizes: number[] = [];
    for (;;) {
      const records = page["records"] as Record<string, unknown>[];
      sizes.push(records.length);
      names.push(...records.map((record) => record["Name"]));
      expect(page).toMatchObject({ totalSize: 4001, done: page["nextRecordsUrl"] === undefined });
      if (page["done"] === true) break;
      page = parsed(await bearer(emulator, page["nextRecordsUrl"] as string));
    }
    expect(sizes).toEqual([2000, 2000, 1]);
    expect(new Set(names).size).toBe(4001);
    const gone = await bearer(emulator, `${base}/query/01g8Z000000NoSuQAK-2000`);
    expect([gone.status, gone.text]).toEqual([
      400,
      '[{"message":"invalid query locator","errorCode":"INVALID_QUERY_LOCATOR"}]',
    ]);
  });

  test("of deleted records are for queryAll", async () => {
    const emulator = await filled(2);
    const [{ Id } = {}] = await emulator.control.records("Account");
    await emulator.control.addJob({ operation: "delete", batches: [`Id\n${Id}\n`] });
    const soql = "SELECT Id, IsDeleted FROM Account";
    expect((await query(emulator, soql))["totalSize"]).toBe(1);
    expect((await query(emulator, soql, "queryAll"))["records"]).toMatchObject([{ Id, IsDeleted: true }, {}]);
  });

  test.each([
    [
      "SELECT Id,X FROM Contact",
      "INVALID_FIELD",
      "\nSELECT Id,X FROM Contact\n          ^\nERROR at Row:1:Column:11\nNo such column 'X' on entity 'Contact'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.",
    ],
    [
      "SELECT Id FROM Nonsense",
      "INVALID_TYPE",
      "\nSELECT Id FROM Nonsense\n               ^\nERROR at Row:1:Column:16\nsObject type 'Nonsense' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.",
    ],
    [
      "SELECT Id\nFROM Account\nWHERE Y = 1",
      "INVALID_FIELD",
      expect.stringMatching(
        /^\nWHERE Y = 1\n {6}\^\nERROR at Row:3:Column:7\nNo such column 'Y' on entity 'Account'\./,
      ) as string,
    ],
    [
      "SELECT Name, Id, name FROM Account",
      "INVALID_FIELD",
      expect.stringContaining("duplicate field selected: Name") as string,
    ],
    ["DELETE FROM Account", "MALFORMED_QUERY", expect.any(String) as string],
    ["", "MALFORMED_QUERY", expect.any(String) as string],
  ])("%j is refused (F-160)", async (soql, errorCode, message) => {
    const emulator = still();
    const reply = await bearer(emulator, `${base}/query?q=${encodeURIComponent(soql)}`);
    expect([reply.status, JSON.parse(reply.text)]).toEqual([400, [{ errorCode, message }]]);
  });
});

test("a record, whole or in part; one that is deleted is not there", async () => {
  const emulator = await filled(1);
  const [{ Id = "" } = {}] = await emulator.control.records("Account");
  const path = `${base}/sobjects/account/${Id}`;
  expect(parsed(await bearer(emulator, path))).toMatchObject({ Id, Name: "Account 0", Phone: null, IsDeleted: false });
  const { attributes: _, ...part } = parsed(await bearer(emulator, `${path.slice(0, -3)}?fields=name,phone`));
  expect(part).toEqual({ Id, Name: "Account 0", Phone: null });
  await emulator.control.addJob({ operation: "delete", batches: [`Id\n${Id}\n`] });
  for (const gone of [path, `${base}/sobjects/Nonsense/${Id}`]) expect((await bearer(emulator, gone)).status).toBe(404);
});

test("descriptions of the object types", async () => {
  const emulator = still({
    objects: { Thing__c: { keyPrefix: "a01", fields: { Key__c: { unique: true, length: 20 } } } },
  });
  const { sobjects } = parsed(await bearer(emulator, `${base}/sobjects/`)) as { sobjects: Record<string, unknown>[] };
  expect(sobjects.map(({ name, keyPrefix, custom }) => [name, keyPrefix, custom])).toContainEqual([
    "Thing__c",
    "a01",
    true,
  ]);
  const { fields } = parsed(await bearer(emulator, `${base}/sobjects/thing__c/describe`)) as {
    fields: Record<string, unknown>[];
  };
  expect(fields.map(({ name, type }) => [name, type])).toEqual([
    ["Id", "id"],
    ["Key__c", "string"],
    ["IsDeleted", "boolean"],
    ["CreatedDate", "datetime"],
    ["CreatedById", "reference"],
    ["LastModifiedDate", "datetime"],
    ["LastModifiedById", "reference"],
    ["SystemModstamp", "datetime"],
  ]);
  expect(fields.filter(({ createable }) => createable === true).map(({ name }) => name)).toEqual(["Key__c"]);
  expect(fields[1]).toMatchObject({ externalId: true, unique: true, nillable: true, length: 20, custom: true });
  for (const gone of [`${base}/sobjects/Nonsense/describe`, "/services/data/v99.0/sobjects", "/services/data/v99.0"]) {
    expect((await bearer(emulator, gone)).status).toBe(404);
  }
});

describe("identity", () => {
  test("is at Salesforce for who asks Salesforce, and stays on this computer for who came there", async () => {
    const emulator = still();
    const path = `/id/00D8Z000000EmuOUAS/${defaultUserId}`;
    expect(parsed(await bearer(emulator, base))).toMatchObject({ identity: `https://login.salesforce.com${path}` });
    const url = new URL(base, "http://127.0.0.1:8787");
    const headers = { Authorization: `Bearer ${emulator.accessToken}` };
    const resources = (await (await emulator.fetch(url, { headers })).json()) as Record<string, string>;
    expect(resources["identity"]).toBe(`http://127.0.0.1:8787${path}`);
    for (const asked of [
      await bearer(emulator, path),
      await call(emulator, `${path}?format=json&oauth_token=${encodeURIComponent(emulator.accessToken)}`, {
        token: null,
      }),
    ]) {
      expect(parsed(asked)).toMatchObject({ user_id: defaultUserId, username: defaultUser.username });
    }
  });

  test("of another org or user, and without a good token: one word", async () => {
    const emulator = still();
    const path = (org: string, user: string): string => `/id/${org}/${user}`;
    expect((await bearer(emulator, path("00D000000000001", defaultUserId))).text).toBe("Wrong_Org");
    expect(await bearer(emulator, path("00D8Z000000EmuO", "005000000000001"))).toMatchObject({
      status: 403,
      text: "Bad_Id",
    });
    expect((await bearer(emulator, path("00D8Z000000EmuO", defaultUserId), "x")).text).toBe("Bad_OAuth_Token");
    expect((await call(emulator, path("00D8Z000000EmuO", defaultUserId), { token: null })).text).toBe(
      "Missing_OAuth_Token",
    );
  });
});
