import { describe, expect, test } from "vitest";
import { defaultUser, defaultUserId, type Emulator } from "@sfbulk/emulator";
import { call, idIn, parsed, type Reply, rest, still } from "./call.ts";
import { textOf } from "./send.ts";

const envelope = (body: string, header = ""): string =>
  `<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:u="urn:partner.soap.sforce.com"><e:Header>${header}</e:Header><e:Body>${body}</e:Body></e:Envelope>`;
const loginBody = (username: string, password: string): string =>
  envelope(`<u:login><u:username>${username}</u:username><u:password>${password}</u:password></u:login>`);

const soap = (emulator: ReturnType<typeof still>, body: string, version = "64.0"): Promise<Reply> =>
  call(emulator, `/services/Soap/u/${version}`, { token: null, type: "text/xml", headers: { SOAPAction: '""' }, body });

describe("login", () => {
  test("opens a session of the org's, and says where", async () => {
    const emulator = still();
    const reply = await soap(emulator, loginBody(defaultUser.username, defaultUser.password));
    expect([reply.status, reply.type]).toEqual([200, "text/xml;charset=UTF-8"]);
    expect(textOf(reply.text, "serverUrl")).toBe(
      "https://emulator.my.salesforce.com/services/Soap/u/64.0/00D8Z000000EmuO",
    );
    expect([textOf(reply.text, "userId"), textOf(reply.text, "passwordExpired")]).toEqual([defaultUserId, "false"]);
    const { id } = await emulator.control.addJob();
    expect((await call(emulator, `job/${id}`, { token: textOf(reply.text, "sessionId") })).status).toBe(200);
    expect(JSON.stringify(await emulator.control.exchanges())).not.toContain(defaultUser.password);
  });

  test("from a login host leads to the org's own address", async () => {
    const emulator = still();
    const url = "https://login.salesforce.com/services/Soap/c/64";
    const reply = await emulator.fetch(url, {
      method: "POST",
      body: loginBody(defaultUser.username, defaultUser.password),
    });
    expect(textOf(await reply.text(), "serverUrl")).toMatch(/^https:\/\/emulator\.my\.salesforce\.com\//);
  });

  const wrong = "Invalid username, password, security token; or user locked out.";
  test.each([
    ["a wrong password", loginBody(defaultUser.username, "x"), "64.0", "INVALID_LOGIN", wrong],
    ["another user", loginBody("x", defaultUser.password), "64.0", "INVALID_LOGIN", wrong],
    ["nobody", envelope("<u:login/>"), "64.0", "INVALID_LOGIN", wrong],
    [
      "a version that has no login any more",
      loginBody(defaultUser.username, defaultUser.password),
      "65.0",
      "UNSUPPORTED_API_VERSION",
      "login() is not available in API version 65.0 and later",
    ],
    [
      "a version that is not there",
      envelope(""),
      "99.0",
      "UNSUPPORTED_API_VERSION",
      "Invalid Api version specified on URL",
    ],
  ])("refuses %s with status 500 (F-159)", async (_, body, version, code, message) => {
    const { status, text } = await soap(still(), body, version);
    expect([status, textOf(text, "exceptionCode"), textOf(text, "exceptionMessage")]).toEqual([500, code, message]);
    expect([textOf(text, "faultcode"), textOf(text, "faultstring")]).toEqual([`sf:${code}`, `${code}: ${message}`]);
  });

  test("is refused where the org has it switched off", async () => {
    const { text } = await soap(still({ soapLogin: false }), loginBody(defaultUser.username, defaultUser.password));
    expect([textOf(text, "exceptionCode"), textOf(text, "exceptionMessage")]).toEqual([
      "INVALID_OPERATION",
      "SOAP API login() is disabled by default in this org. Contact the org administrator to enable SOAP API login().",
    ]);
  });

  test("opens a session that API Access Control refuses, in SOAP too", async () => {
    const emulator = still({ apiAccessControl: true });
    const login = await soap(emulator, loginBody(defaultUser.username, defaultUser.password));
    const session = textOf(login.text, "sessionId");
    const header = `<u:SessionHeader><u:sessionId>${session}</u:sessionId></u:SessionHeader>`;
    const reply = await soap(emulator, envelope("<u:getUserInfo/>", header));
    expect([reply.status, textOf(reply.text, "faultstring")]).toEqual([
      500,
      "INVALID_SESSION_ID: This session is not valid for use with the API",
    ]);
    expect((await rest(emulator, "limits", { token: session })).status).toBe(401);
  });

  test("takes a user of the options", async () => {
    const user = { username: "ä & b@example.com", password: "<secret>", securityToken: "x" };
    const body = loginBody("ä &amp; b@example.com", "&lt;secret&gt;x");
    const reply = await soap(still({ user }), body);
    expect(textOf(reply.text, "userName")).toBe("ä &amp; b@example.com");
  });
});

test("logout ends the session, once", async () => {
  const emulator = still();
  const body = envelope(
    "<u:logout/>",
    `<u:SessionHeader><u:sessionId>${emulator.accessToken}</u:sessionId></u:SessionHeader>`,
  );
  expect((await soap(emulator, body, "68.0")).text).toContain("<logoutResponse/>");
  expect(textOf((await soap(emulator, body)).text, "exceptionCode")).toBe("INVALID_SESSION_ID");
});

test.each(["", "<", "<a/>", envelope("")])("%j is answered with a fault", async (body) => {
  expect(await soap(still(), body)).toMatchObject({ status: 500, type: "text/xml;charset=UTF-8" });
});

test.each(["create", "toString"])("%s, as everything else of the SOAP API, is not there", async (name) => {
  const { status, text } = await soap(still(), envelope(`<u:${name}/>`));
  expect([status, textOf(text, "faultcode")]).toEqual([500, "soapenv:Client"]);
  expect(textOf(text, "faultstring")).toContain(name);
});

describe("what Data Loader calls", () => {
  const ask = (emulator: Emulator, body: string, token = emulator.accessToken): Promise<Reply> =>
    soap(emulator, envelope(body, `<u:SessionHeader><u:sessionId>${token}</u:sessionId></u:SessionHeader>`), "68.0");
  const query = (emulator: Emulator, soql: string, name = "query"): Promise<Reply> =>
    ask(emulator, `<u:${name}><u:queryString>${soql}</u:queryString></u:${name}>`);
  const make = async (emulator: Emulator, object: string, body: Readonly<Record<string, unknown>>): Promise<string> =>
    idIn(await rest(emulator, `sobjects/${object}`, { body }));

  test("getUserInfo tells whose session it is", async () => {
    const emulator = still();
    const own = await ask(emulator, "<u:getUserInfo/>");
    expect([textOf(own.text, "userId"), textOf(own.text, "userName")]).toEqual([defaultUserId, defaultUser.username]);
    expect(own.text).toContain("<getUserInfoResponse><result><accessibilityMode>");
    const token = await emulator.control.issueToken({ userId: "005000000000007AAA" });
    expect(textOf((await ask(emulator, "<u:getUserInfo/>", token)).text, "userId")).toBe("005000000000007AAA");
  });

  test("nothing without a session, which counts its calls", async () => {
    const emulator = still();
    const token = await emulator.control.issueToken({ afterCalls: 1 });
    expect((await ask(emulator, "<u:getUserInfo/>", token)).status).toBe(200);
    for (const { status, text } of [
      await ask(emulator, "<u:getUserInfo/>", token),
      await soap(emulator, envelope("<u:getUserInfo/>")),
    ]) {
      expect([status, textOf(text, "exceptionCode")]).toEqual([500, "INVALID_SESSION_ID"]);
      expect(text).toContain('<sf:UnexpectedErrorFault xsi:type="sf:UnexpectedErrorFault">');
    }
  });

  test("describeGlobal, describeSObject and describeSObjects say what the REST API says", async () => {
    const emulator = still();
    const all = (await ask(emulator, "<u:describeGlobal/>")).text;
    expect(textOf(all, "maxBatchSize")).toBe("200");
    expect(all.match(/<sobjects>/g)).toHaveLength(7);
    const one = (await ask(emulator, "<u:describeSObject><u:sObjectType>contact</u:sObjectType></u:describeSObject>"))
      .text;
    expect(one).toContain("<name>AccountId</name>");
    expect(one).toContain("<referenceTo>Account</referenceTo><relationshipName>Account</relationshipName>");
    const two = "<u:sObjectType>Account</u:sObjectType><u:sObjectType>Lead</u:sObjectType>";
    const { text } = await ask(emulator, `<u:describeSObjects>${two}</u:describeSObjects>`);
    expect([...text.matchAll(/<keyPrefix>(\w+)</g)].map(([, prefix]) => prefix)).toEqual(["001", "00Q"]);
    const none = await ask(emulator, "<u:describeSObject><u:sObjectType>X</u:sObjectType></u:describeSObject>");
    expect(none.text).toContain("<sf:InvalidSObjectFault ");
  });

  test("query gives records with those they are related to", async () => {
    const emulator = still();
    const account = await make(emulator, "Account", { Name: "A & B" });
    const contact = await make(emulator, "Contact", { LastName: "Ann", AccountId: account });
    const { text } = await query(emulator, "SELECT LastName, Phone, CreatedDate, Account.Name FROM Contact");
    expect(text).toContain(
      '<queryResponse><result><done>true</done><queryLocator xsi:nil="true"/><records xsi:type="sf:sObject"><sf:type>Contact</sf:type><sf:Id xsi:nil="true"/><sf:LastName>Ann</sf:LastName><sf:Phone xsi:nil="true"/><sf:CreatedDate>2026-02-12T12:00:00.000Z</sf:CreatedDate><sf:Account xsi:type="sf:sObject"><sf:type>Account</sf:type><sf:Id xsi:nil="true"/><sf:Name>A &amp; B</sf:Name></sf:Account></records><size>1</size></result></queryResponse>',
    );
    expect((await query(emulator, "SELECT Id FROM Contact")).text).toContain(`<sf:Id>${contact}</sf:Id>`);
    await rest(emulator, `sobjects/Contact/${contact}`, { method: "DELETE" });
    expect(textOf((await query(emulator, "SELECT Id FROM Contact")).text, "size")).toBe("0");
    expect(textOf((await query(emulator, "SELECT Id FROM Contact", "queryAll")).text, "size")).toBe("1");
  });

  test("queryMore gives the rest", async () => {
    const emulator = still({ queueTime: 0, processTime: 0 });
    await emulator.control.addJob({ batches: [`Name\n${"x\n".repeat(2001)}`] });
    const first = (await query(emulator, "SELECT Name FROM Account")).text;
    expect([textOf(first, "done"), textOf(first, "size")]).toEqual(["false", "2001"]);
    const locator = textOf(first, "queryLocator") ?? "";
    const more = `<u:queryMore><u:queryLocator>${locator}</u:queryLocator></u:queryMore>`;
    const { text } = await ask(emulator, more);
    expect([textOf(text, "done"), text.match(/<records /g)?.length]).toEqual(["true", 1]);
    const wrong = await ask(emulator, "<u:queryMore><u:queryLocator>x</u:queryLocator></u:queryMore>");
    expect(wrong.text).toContain("<sf:InvalidQueryLocatorFault ");
  });

  test.each([
    ["SELECT X FROM Account", "INVALID_FIELD", "InvalidFieldFault"],
    ["SELECT", "MALFORMED_QUERY", "MalformedQueryFault"],
    ["SELECT Id FROM X", "INVALID_TYPE", "InvalidSObjectFault"],
    ["SELECT Id FROM Account OFFSET 9999", "NUMBER_OUTSIDE_VALID_RANGE", "UnexpectedErrorFault"],
  ])("%s gets the fault of the WSDL", async (soql, code, fault) => {
    const { status, text } = await query(still(), soql);
    expect([status, textOf(text, "exceptionCode")]).toEqual([500, code]);
    expect(text).toContain(`<sf:${fault} `);
  });

  test("undelete brings records back under their ids, unless another one has taken their place", async () => {
    const emulator = still();
    const undelete = (...ids: string[]): Promise<Reply> =>
      ask(emulator, `<u:undelete>${ids.map((id) => `<u:ids>${id}</u:ids>`).join("")}</u:undelete>`);
    const one = await make(emulator, "Account", { Name: "One", Ext__c: "1" });
    const two = await make(emulator, "Account", { Name: "Two" });
    for (const id of [one, two]) await rest(emulator, `sobjects/Account/${id}`, { method: "DELETE" });
    const taker = await make(emulator, "Account", { Name: "Taker", Ext__c: "1" });
    const { text } = await undelete(one, two, taker, "001000000000009", "x<!-- -->");
    expect([...text.matchAll(/<(?:statusCode|id)>([^<]+)</g)].map(([, word]) => word)).toEqual([
      "DUPLICATE_VALUE",
      two,
      "UNDELETE_FAILED",
      "INVALID_CROSS_REFERENCE_KEY",
      "MALFORMED_ID",
    ]);
    expect(parsed(await rest(emulator, `sobjects/Account/${two}`))).toMatchObject({ Id: two, Name: "Two" });
    await rest(emulator, `sobjects/Account/${taker}`, { method: "DELETE" });
    expect((await undelete(one)).text).toContain(`<result><id>${one}</id><success>true</success></result>`);
    expect(parsed(await rest(emulator, "sobjects/Account/Ext__c/1"))["Id"]).toBe(one);
    expect(textOf((await undelete(...Array.from({ length: 201 }, () => one))).text, "exceptionCode")).toBe(
      "EXCEEDED_ID_LIMIT",
    );
  });
});
