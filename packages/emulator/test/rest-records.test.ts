import { describe, expect, test, vi } from "vitest";
import { defaultUserId, type Emulator } from "@sfbulk/emulator";
import { idIn, parsed, rest, restErrorOf, still } from "./call.ts";

const make = async (emulator: Emulator, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  idIn(await rest(emulator, "sobjects/Account", { body: { Name: "Acme", ...more } }));

describe("one record", () => {
  test("is made, and its address is told (F-164)", async () => {
    const emulator = still();
    const reply = await rest(emulator, "sobjects/account", { body: { Name: "Acme", NumberOfEmployees: 3 } });
    const id = idIn(reply);
    expect([reply.status, parsed(reply)]).toEqual([201, { id, success: true, errors: [] }]);
    expect(reply.headers.get("location")).toBe(`/services/data/v68.0/sobjects/Account/${id}`);
    expect(await emulator.control.records("Account")).toMatchObject([{ Id: id, Name: "Acme", NumberOfEmployees: 3 }]);
    const [exchange] = (await emulator.control.exchanges()).slice(-1);
    expect(exchange?.applied).toBe(true);
  });

  test("is changed and deleted without a word, by whoever has the session (F-164)", async () => {
    const emulator = still();
    const id = await make(emulator);
    const token = await emulator.control.issueToken({ userId: "005000000000007AAA" });
    const path = `sobjects/Account/${id}`;
    const patched = await rest(emulator, path, { method: "PATCH", body: { Phone: "1", Name: "New" }, token });
    expect([patched.status, patched.text, patched.type]).toEqual([204, "", null]);
    expect(parsed(await rest(emulator, `${path}?fields=Phone,name`))).toEqual({
      attributes: { type: "Account", url: `/services/data/v68.0/${path}` },
      Id: id,
      Name: "New",
      Phone: "1",
    });
    expect(parsed(await rest(emulator, path))).toMatchObject({
      CreatedById: defaultUserId,
      LastModifiedById: "005000000000007AAA",
    });
    expect((await rest(emulator, path, { method: "DELETE" })).status).toBe(204);
    expect((await rest(emulator, path)).status).toBe(404);
    const again = await rest(emulator, path, { method: "DELETE" });
    expect(restErrorOf(again).slice(0, 2)).toEqual([404, "ENTITY_IS_DELETED"]);
  });

  test.each([
    [{}, 400, "REQUIRED_FIELD_MISSING"],
    [{ Name: "x", Nonsense: 1 }, 400, "INVALID_FIELD"],
    [{ Name: "x", NumberOfEmployees: "many" }, 400, "INVALID_TYPE_ON_FIELD_IN_RECORD"],
    [{ Name: "x", CreatedDate: "2020-01-01T00:00:00Z" }, 400, "INVALID_FIELD_FOR_INSERT_UPDATE"],
    [{ Name: "x", Ext__c: "taken" }, 400, "DUPLICATE_VALUE"],
  ])("is refused: %j", async (body, status, code) => {
    const emulator = still();
    await make(emulator, { Ext__c: "taken" });
    const reply = await rest(emulator, "sobjects/Account", { body });
    expect(restErrorOf(reply).slice(0, 2)).toEqual([status, code]);
    expect(JSON.parse(reply.text)).toMatchObject([{ fields: expect.any(Array) as unknown }]);
    expect(await emulator.control.records("Account")).toHaveLength(1);
  });

  test.each([
    ["POST", "sobjects/Account", "{", 400, "JSON_PARSER_ERROR"],
    ["POST", "sobjects/Account", "[]", 400, "JSON_PARSER_ERROR"],
    ["POST", "sobjects/Account", "", 400, "JSON_PARSER_ERROR"],
    ["POST", "sobjects/Nonsense__c", "{}", 404, "NOT_FOUND"],
    ["POST", "sobjects/Account/001000000000001", "{}", 405, "METHOD_NOT_ALLOWED"],
    ["DELETE", "sobjects/Account", "", 405, "METHOD_NOT_ALLOWED"],
    ["PATCH", "sobjects/Account/nonsense", "{}", 404, "MALFORMED_ID"],
    ["PATCH", "sobjects/Account/001000000000001", '{"Name":"x"}', 404, "INVALID_CROSS_REFERENCE_KEY"],
    ["PATCH", "sobjects/Account/001000000000001", '{"Id":"001000000000001"}', 400, "INVALID_FIELD"],
    ["POST", "sobjects/Account", "too large", 413, "REQUEST_TOO_LARGE"],
    ["GET", "sobjects/Account/%E0%A4%A", "", 404, "NOT_FOUND"],
    ["PATCH", "sobjects/Account/Name/x", "{}", 404, "NOT_FOUND"],
    ["PATCH", "sobjects/Account/Ext__c/x/y", "{}", 404, "NOT_FOUND"],
    ["POST", "sobjects/User", '{"Username":"x"}', 400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"],
    ["POST", "query", "{}", 405, "METHOD_NOT_ALLOWED"],
  ])("%s %s with %s", async (method, path, body, status, code) => {
    const sent = body === "too large" ? `{"Name":"${"x".repeat(3_000_000)}"}` : body;
    const reply = await rest(still(), path, {
      method,
      ...(sent === "" ? {} : { body: sent }),
      type: "application/json",
    });
    expect(restErrorOf(reply).slice(0, 2)).toEqual([status, code]);
  });

  test("an unknown field is not passed over in reading", async () => {
    const emulator = still();
    const reply = await rest(emulator, `sobjects/Account/${await make(emulator)}?fields=Nonsense`);
    expect(restErrorOf(reply).slice(0, 2)).toEqual([400, "INVALID_FIELD"]);
  });

  test("by an external id it is made, changed, read and deleted", async () => {
    const emulator = still();
    const path = "sobjects/Account/ext__c/a%20b";
    const first = await rest(emulator, path, { method: "PATCH", body: { Name: "One" } });
    const id = idIn(first);
    expect([first.status, parsed(first)]).toEqual([201, { id, success: true, errors: [], created: true }]);
    const second = await rest(emulator, path, { method: "PATCH", body: { Name: "Two" } });
    expect([second.status, parsed(second)]).toEqual([200, { id, success: true, errors: [], created: false }]);
    const old = await rest(emulator, `/services/data/v45.0/${path}`, { method: "PATCH", body: { Name: "Three" } });
    expect([old.status, old.text]).toEqual([204, ""]);
    expect(parsed(await rest(emulator, path))).toMatchObject({ Id: id, Name: "Three", Ext__c: "a b" });
    const named = await rest(emulator, path, { method: "PATCH", body: { Ext__c: "a b" } });
    expect(restErrorOf(named).slice(0, 2)).toEqual([400, "INVALID_FIELD"]);
    expect((await rest(emulator, path, { method: "DELETE" })).status).toBe(204);
    expect((await rest(emulator, path, { method: "DELETE" })).status).toBe(404);
  });
});

test("an object type in short, and how many records there are", async () => {
  const emulator = still();
  const id = await make(emulator);
  await make(emulator);
  await rest(emulator, `sobjects/Account/${id}`, { method: "DELETE" });
  expect(parsed(await rest(emulator, "sobjects/account"))).toMatchObject({
    objectDescribe: { name: "Account", keyPrefix: "001", createable: true },
    recentItems: [],
  });
  expect(parsed(await rest(emulator, "limits/recordCount?sObjects=Account,lead,Nonsense"))).toEqual({
    sObjects: [
      { count: 1, name: "Account" },
      { count: 0, name: "Lead" },
    ],
  });
  expect((parsed(await rest(emulator, "limits/recordCount"))["sObjects"] as unknown[]).length).toBeGreaterThan(5);
});

describe("several records", () => {
  const account = (more: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    attributes: { type: "Account" },
    ...more,
  });
  const collection = (
    emulator: Emulator,
    method: string,
    records: readonly unknown[],
    more: Readonly<Record<string, unknown>> = {},
  ): ReturnType<typeof rest> => rest(emulator, "composite/sobjects", { method, body: { records, ...more } });
  const results = ({ text }: { readonly text: string }): Record<string, unknown>[] =>
    JSON.parse(text) as Record<string, unknown>[];
  const names = async (emulator: Emulator): Promise<unknown[]> =>
    (await emulator.control.records("Account")).map(({ Name }) => Name);

  test("are made, each for itself (F-165)", async () => {
    const emulator = still();
    const reply = await collection(emulator, "POST", [
      account({ Name: "A" }),
      account({}),
      { attributes: { type: "Lead" }, LastName: "L", Company: "C" },
    ]);
    expect(reply.status).toBe(200);
    expect(results(reply)).toMatchObject([
      { success: true, errors: [], id: expect.stringMatching(/^001/) as unknown },
      { success: false, errors: [{ statusCode: "REQUIRED_FIELD_MISSING", fields: ["Name"] }] },
      { success: true, id: expect.stringMatching(/^00Q/) as unknown },
    ]);
    expect(await names(emulator)).toEqual(["A"]);
  });

  test("all or none: what was written is as it was, unique values too (F-165)", async () => {
    const emulator = still();
    const id = await make(emulator, { Name: "Old", Ext__c: "1" });
    const gone = await make(emulator, { Name: "Kept", Ext__c: "2" });
    const deleted = await collection(
      emulator,
      "PATCH",
      [account({ id, Ext__c: "3" }), account({ Id: gone, Ext__c: "1" }), account({ Id: gone, Nonsense: 1 })],
      { allOrNone: true },
    );
    expect(results(deleted)).toMatchObject([
      { success: false, errors: [{ statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK" }] },
      { success: false, errors: [{ statusCode: "ALL_OR_NONE_OPERATION_ROLLED_BACK" }] },
      { success: false, errors: [{ statusCode: "INVALID_FIELD" }] },
    ]);
    await collection(emulator, "POST", [account({ Name: "New" }), account({})], { allOrNone: true });
    const removed = await rest(emulator, `composite/sobjects?ids=${id},001000000000009&allOrNone=true`, {
      method: "DELETE",
    });
    expect(results(removed).map(({ success }) => success)).toEqual([false, false]);
    expect(await emulator.control.records("Account")).toMatchObject([
      { Id: id, Name: "Old", Ext__c: "1" },
      { Id: gone, Name: "Kept", Ext__c: "2" },
    ]);
    // The unique values lead to the records that have them, and to no others.
    expect(parsed(await rest(emulator, "sobjects/Account/Ext__c/1"))["Id"]).toBe(id);
    expect(parsed(await rest(emulator, "sobjects/Account/Ext__c/2"))["Id"]).toBe(gone);
    expect((await rest(emulator, "sobjects/Account/Ext__c/3")).status).toBe(404);
    // What succeeds afterwards stays.
    expect(results(await collection(emulator, "POST", [account({ Name: "B" })], { allOrNone: true }))).toMatchObject([
      { success: true },
    ]);
    expect(await names(emulator)).toEqual(["Old", "Kept", "B"]);
  });

  test("are made or changed by an external id, deleted, and read", async () => {
    const emulator = still();
    const upsert = async (): Promise<Record<string, unknown>[]> =>
      results(
        await rest(emulator, "composite/sobjects/Account/Ext__c", {
          method: "PATCH",
          body: { records: [account({ Name: "A", Ext__c: "a" }), account({ Name: "B", Ext__c: "b" })] },
        }),
      );
    const [a, b] = await upsert();
    expect([a?.["created"], b?.["created"]]).toEqual([true, true]);
    expect(await upsert()).toMatchObject([
      { id: a?.["id"], created: false },
      { id: b?.["id"], created: false },
    ]);
    const ids = `${String(a?.["id"])},${String(b?.["id"])}`;
    expect(
      results(await rest(emulator, `composite/sobjects?ids=${String(a?.["id"])},x`, { method: "DELETE" })),
    ).toMatchObject([
      { id: a?.["id"], success: true },
      { success: false, errors: [{ statusCode: "MALFORMED_ID" }] },
    ]);
    const read = { ids: ids.split(","), fields: ["Name"] };
    for (const reply of [
      await rest(emulator, `composite/sobjects/Account?ids=${ids}&fields=Name`),
      await rest(emulator, "composite/sobjects/Account", { body: read }),
    ]) {
      expect(results(reply)).toEqual([null, { attributes: expect.anything() as unknown, Id: b?.["id"], Name: "B" }]);
    }
  });

  test.each([
    [Array.from({ length: 201 }, () => account({ Name: "x" })), "EXCEEDED_ID_LIMIT"],
    [[{ Name: "x" }], "INVALID_INPUT"],
    [["x"], "JSON_PARSER_ERROR"],
  ])("are refused as a whole", async (records, code) => {
    const emulator = still();
    expect(restErrorOf(await collection(emulator, "POST", records)).slice(0, 2)).toEqual([400, code]);
    expect(await names(emulator)).toEqual([]);
  });
});

describe("a composite request", () => {
  const base = "/services/data/v68.0";
  interface Answer {
    readonly body: unknown;
    readonly httpHeaders: unknown;
    readonly httpStatusCode: number;
    readonly referenceId: string;
  }
  async function composite(emulator: Emulator, parts: readonly unknown[], allOrNone = false): Promise<Answer[]> {
    const reply = await rest(emulator, "composite", { body: { allOrNone, compositeRequest: parts } });
    expect(reply.status).toBe(200);
    return parsed(reply)["compositeResponse"] as Answer[];
  }
  const makeAccount = { method: "POST", url: `${base}/sobjects/Account`, referenceId: "acc", body: { Name: "Acme" } };
  const makeContact = {
    method: "POST",
    url: `${base}/sobjects/Contact`,
    referenceId: "con",
    body: { LastName: "Ann", AccountId: "@{acc.id}" },
  };

  test("does one after the other, and hands on what was given (F-166)", async () => {
    const emulator = still();
    const soql = "SELECT+Account.Name+FROM+Contact+WHERE+Id='@{con.id}'";
    const query = { method: "GET", url: `${base}/query?q=${soql}`, referenceId: "q" };
    const patch = {
      method: "PATCH",
      url: `${base}/sobjects/Account/@{acc.id}`,
      referenceId: "p",
      body: { Phone: "to @{q.records[0].Account.Name}" },
    };
    const answers = await composite(emulator, [makeAccount, makeContact, query, patch]);
    const [account] = await emulator.control.records("Account");
    expect(answers.map(({ referenceId, httpStatusCode }) => [referenceId, httpStatusCode])).toEqual([
      ["acc", 201],
      ["con", 201],
      ["q", 200],
      ["p", 204],
    ]);
    expect(answers[0]).toMatchObject({
      body: { id: account?.["Id"], success: true },
      httpHeaders: { Location: `${base}/sobjects/Account/${String(account?.["Id"])}` },
    });
    expect(answers[2]?.body).toMatchObject({ totalSize: 1, records: [{ Account: { Name: "Acme" } }] });
    expect([answers[3]?.body, account?.["Phone"]]).toEqual([null, "to Acme"]);
  });

  test("goes on after a failure, but not with what is missing", async () => {
    const emulator = still();
    const answers = await composite(emulator, [
      { ...makeAccount, body: {} },
      makeContact,
      { ...makeAccount, referenceId: "x" },
    ]);
    expect(answers).toMatchObject([
      { httpStatusCode: 400, body: [{ errorCode: "REQUIRED_FIELD_MISSING" }] },
      { httpStatusCode: 400, body: [{ errorCode: "PROCESSING_HALTED" }] },
      { httpStatusCode: 201 },
    ]);
    expect(await emulator.control.records("Contact")).toEqual([]);
  });

  test("all or none", async () => {
    const emulator = still();
    const answers = await composite(emulator, [makeAccount, { ...makeContact, body: {} }], true);
    expect(answers).toMatchObject([
      { httpStatusCode: 400, body: [{ errorCode: "PROCESSING_HALTED" }], httpHeaders: {} },
      { httpStatusCode: 400, body: [{ errorCode: "REQUIRED_FIELD_MISSING" }] },
    ]);
    expect(await emulator.control.records("Account")).toEqual([]);
    expect((await composite(emulator, [makeAccount, makeContact], true)).map((one) => one.httpStatusCode)).toEqual([
      201, 201,
    ]);
    expect(await emulator.control.records("Contact")).toHaveLength(1);
  });

  test("stands back between its parts, unless they are all or none", async () => {
    const parts = Array.from({ length: 9 }, (_, i) => ({ ...makeAccount, referenceId: `r${i}` }));
    const turnsOf = async (allOrNone: boolean): Promise<number> => {
      const emulator = still();
      let now = 0;
      // Every look at the clock finds that a turn is over.
      const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
      let turns = 0;
      let isDone = false;
      const count = (): void => {
        turns++;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);
      await composite(emulator, parts, allOrNone);
      isDone = true;
      clock.mockRestore();
      return turns;
    };
    expect((await turnsOf(false)) - (await turnsOf(true))).toBeGreaterThanOrEqual(8);
  });

  test("refuses parts that are for nobody", async () => {
    const part = (url: string): unknown => ({ method: "GET", url, referenceId: "a" });
    for (const url of ["/services/data/v68.0/jobs/ingest", "/nowhere", "/services/data/v68.0/sobjects/Nonsense/1"]) {
      expect(await composite(still(), [part(url)])).toMatchObject([
        { httpStatusCode: 404, body: [{ errorCode: "NOT_FOUND" }] },
      ]);
    }
    const shallow = JSON.stringify({ compositeRequest: [{ ...makeAccount, body: "deep" }] });
    const deep = shallow.replace('"deep"', `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`);
    expect(parsed(await rest(still(), "composite", { body: deep, type: "application/json" }))).toMatchObject({
      compositeResponse: [{ httpStatusCode: 400, body: [{ errorCode: "JSON_PARSER_ERROR" }] }],
    });
  });

  test.each([
    [undefined, "JSON_PARSER_ERROR"],
    [[{ method: "GET" }], "JSON_PARSER_ERROR"],
    [[makeAccount, makeAccount], "INVALID_INPUT"],
    [Array.from({ length: 26 }, (_, i) => ({ ...makeAccount, referenceId: `r${i}` })), "LIMIT_EXCEEDED"],
    [
      Array.from({ length: 6 }, (_, i) => ({ method: "GET", url: `${base}/query?q=x`, referenceId: `r${i}` })),
      "LIMIT_EXCEEDED",
    ],
  ])("is refused as a whole", async (compositeRequest, code) => {
    const emulator = still();
    const reply = await rest(emulator, "composite", { body: { compositeRequest } });
    expect(restErrorOf(reply).slice(0, 2)).toEqual([400, code]);
    expect(await emulator.control.records("Account")).toEqual([]);
  });
});
