import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator, defaultClient, defaultUser, type Emulator } from "@sfbulk/emulator";
import { listen, type Listening } from "@sfbulk/emulator/node";
import { noon } from "./call.ts";
import { send, textOf } from "./send.ts";

// What other clients send, replayed over HTTP with their own headers and bodies, as their sources say.

let emulator: Emulator;
let server: Listening;
let token: string;
const bulk = (version: string): string => `${server.url}/services/async/${version}`;

beforeAll(async () => {
  emulator = createEmulator({ now: () => noon });
  server = await listen(emulator);
  token = emulator.accessToken;
});
afterAll(() => server.close());

test("simple-salesforce (Python): SOAP login, then JSON jobs with a numeric concurrencyMode, polling and results", async () => {
  const { username, password, securityToken } = defaultUser;
  const login = `<?xml version="1.0" encoding="utf-8" ?>
        <env:Envelope
                xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                xmlns:env="http://schemas.xmlsoap.org/soap/envelope/"
                xmlns:urn="urn:partner.soap.sforce.com">
            <env:Header>
                <urn:CallOptions>
                    <urn:client>RestForce</urn:client>
                    <urn:defaultNamespace>sf</urn:defaultNamespace>
                </urn:CallOptions>
            </env:Header>
            <env:Body>
                <n1:login xmlns:n1="urn:partner.soap.sforce.com">
                    <n1:username>${username}</n1:username>
                    <n1:password>${password}${securityToken}</n1:password>
                </n1:login>
            </env:Body>
        </env:Envelope>`;
  const soap = {
    "content-type": "text/xml",
    charset: "UTF-8",
    SOAPAction: "login",
    "Accept-Encoding": "gzip, deflate",
  };
  const signedIn = await send("POST", `${server.url}/services/Soap/u/59.0`, soap, login);
  const session = textOf(gunzipSync(signedIn.body).toString(), "sessionId");
  const host = textOf(gunzipSync(signedIn.body).toString(), "serverUrl").replace("http://", "").split("/")[0];
  expect(host).toBe(new URL(server.url).host);

  const headers = { "Content-Type": "application/json", "X-SFDC-Session": session, "X-PrettyPrint": "1" };
  const payload = {
    operation: "upsert",
    object: "Contact",
    concurrencyMode: 0,
    contentType: "JSON",
    externalIdFieldName: "Ext__c",
  };
  const job = JSON.parse((await send("POST", `${bulk("59.0")}/job`, headers, JSON.stringify(payload))).text) as {
    id: string;
  };
  const records = [{ LastName: "Smith", Ext__c: "1" }, { Ext__c: "2" }];
  const added = await send("POST", `${bulk("59.0")}/job/${job.id}/batch`, headers, JSON.stringify(records));
  const batch = JSON.parse(added.text) as { id: string; jobId: string };
  await emulator.control.advance(500);
  const path = `${bulk("59.0")}/job/${batch.jobId}/batch/${batch.id}`;
  expect(JSON.parse((await send("GET", path, headers)).text)).toMatchObject({ state: "Completed" });
  expect(JSON.parse((await send("GET", `${path}/result`, headers)).text)).toMatchObject([
    { success: true, created: true, errors: [] },
    { success: false, errors: [{ statusCode: "REQUIRED_FIELD_MISSING", fields: ["LastName"] }] },
  ]);
  const closed = await send("POST", `${bulk("59.0")}/job/${job.id}`, headers, JSON.stringify({ state: "Closed" }));
  expect(JSON.parse(closed.text)).toMatchObject({ state: "Closed", concurrencyMode: "Parallel" });

  const query = { operation: "query", object: "Contact", concurrencyMode: 1, contentType: "JSON" };
  const queryJob = JSON.parse((await send("POST", `${bulk("59.0")}/job`, headers, JSON.stringify(query))).text) as {
    id: string;
  };
  const asked = await send("POST", `${bulk("59.0")}/job/${queryJob.id}/batch`, headers, "SELECT LastName FROM Contact");
  await emulator.control.advance(500);
  const resultPath = `${bulk("59.0")}/job/${queryJob.id}/batch/${(JSON.parse(asked.text) as { id: string }).id}/result`;
  const [resultId] = JSON.parse((await send("GET", resultPath, headers)).text) as string[];
  expect(JSON.parse((await send("GET", `${resultPath}/${resultId}`, headers)).text)).toMatchObject([
    { LastName: "Smith" },
  ]);
});

test("WSC and Data Loader (Java): a slash behind `job`, gzip both ways, id beside state, xsi:type", async () => {
  const headers = {
    "User-Agent": "SFDC-BULK-API/65.0",
    "Content-Type": "application/xml; charset=UTF-8",
    "Content-Encoding": "gzip",
    "Accept-Encoding": "gzip",
    "Sforce-Call-Options": "client=DataLoaderPartner/65.0.0",
    "X-SFDC-Session": token,
    Accept: "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
  };
  const document = (content: string): Buffer =>
    gzipSync(
      `<?xml version="1.0" encoding="UTF-8"?><jobInfo\n   xmlns="http://www.force.com/2009/06/asyncapi/dataload" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n ${content}\n</jobInfo>`,
    );
  const created = await send(
    "POST",
    `${bulk("65.0")}/job/`,
    headers,
    document(
      '<operation xsi:type="OperationEnum">insert</operation>\n <object>Account</object>\n <externalIdFieldName i:nil="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"/>\n <contentType>XML</contentType>',
    ),
  );
  expect([created.status, created.headers["content-type"]]).toEqual([201, "application/xml"]);
  const id = textOf(gunzipSync(created.body).toString(), "id");
  const rows = gzipSync(
    '<?xml version="1.0" encoding="UTF-8"?><d:sObjects xmlns:d="http://www.force.com/2009/06/asyncapi/dataload" xmlns:p="http://www.w3.org/2001/XMLSchema-instance"><d:sObject><d:Name>Acme &amp; Söhne</d:Name><d:Phone p:nil="true"/></d:sObject></d:sObjects>',
  );
  const added = await send("POST", `${bulk("65.0")}/job/${id}/batch/`, headers, rows);
  await emulator.control.advance(500);
  const batch = textOf(gunzipSync(added.body).toString(), "id");
  const { "Content-Encoding": _, "Content-Type": __, ...get } = headers;
  const result = await send("GET", `${bulk("65.0")}/job/${id}/batch/${batch}/result/`, get);
  expect(gunzipSync(result.body).toString()).toMatch(/<result><id>001\w{15}<\/id><success>true<\/success>/);
  expect((await emulator.control.records("Account")).at(-1)).toMatchObject({ Name: "Acme & Söhne", Phone: null });
  const closed = await send(
    "POST",
    `${bulk("65.0")}/job/${id}`,
    headers,
    document(`<id>${id}</id>\n <state>Closed</state>`),
  );
  expect(textOf(gunzipSync(closed.body).toString(), "state")).toBe("Closed");
});

test("Workbench (PHP): the endpoint made of serverUrl, an empty Expect, `Accept: application/xml`", async () => {
  const envelope = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns1="urn:partner.soap.sforce.com"><SOAP-ENV:Body><ns1:login><ns1:username>${defaultUser.username}</ns1:username><ns1:password>${defaultUser.password}</ns1:password></ns1:login></SOAP-ENV:Body></SOAP-ENV:Envelope>`;
  const soap = { "Content-Type": "text/xml; charset=utf-8", SOAPAction: '""' };
  const { text } = await send("POST", `${server.url}/services/Soap/u/51.0`, soap, envelope);
  const endpoint = textOf(text, "serverUrl").replace(/Soap\/\w\/(\d{1,2}\.\d)(\/)?(00D.*)?/, "async/$1");
  expect(endpoint).toBe(bulk("51.0"));
  const headers = {
    "X-SFDC-Session": textOf(text, "sessionId"),
    Accept: "application/xml",
    "User-Agent": "PHP-BulkApiClient/21.0.1",
    "Content-Type": "application/xml; charset=UTF-8",
  };
  const body = (content: string): string =>
    `<?xml version="1.0"?>\n<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${content}</jobInfo>\n`;
  const create = body(
    "<operation>delete</operation><object>Account</object><concurrencyMode>Serial</concurrencyMode><contentType>CSV</contentType>",
  );
  const id = textOf((await send("POST", `${endpoint}/job`, headers, create)).text, "id");
  const aborted = await send("POST", `${endpoint}/job/${id}`, headers, body(`<id>${id}</id><state>Aborted</state>`));
  expect(textOf(aborted.text, "state")).toBe("Aborted");
  expect((await send("GET", `${endpoint}/job/${id}/batch`, headers)).text).toMatch(
    /<batchInfoList\n {3}xmlns="[^"]+" \/>$/,
  );
});

test("Force CLI (Go): both headers, XML without a declaration, `jobs` is refused (F-006)", async () => {
  const headers = {
    "User-Agent": "force/0.105.0",
    "X-Sfdc-Session": token,
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/xml",
    "Accept-Encoding": "gzip",
  };
  const body = `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">\n   <operation>insert</operation>\n   <object>Account</object>\n   <contentType>CSV</contentType>\n</jobInfo>`;
  const created = await send("POST", `${bulk("64.0")}/job`, headers, body);
  expect(textOf(gunzipSync(created.body).toString(), "state")).toBe("Open");
  const list = await send("GET", `${bulk("64.0")}/jobs`, headers);
  expect(list.status).toBe(400);
  expect(gunzipSync(list.body).toString()).toContain("Was expecting 'job' but found:jobs");
});

test("salesforcer (R): Bearer alone is no session, X-SFDC-Session is; `queryall` in lower case cannot be parsed", async () => {
  const xml = { Accept: "application/xml", "Content-Type": "application/xml" };
  const body = (operation: string): string =>
    `<?xml version="1.0"?>\n<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">\n  <operation>${operation}</operation>\n  <object>Account</object>\n  <concurrencyMode>Parallel</concurrencyMode>\n  <contentType>CSV</contentType>\n</jobInfo>\n`;
  const bearer = await send(
    "POST",
    `${bulk("46.0")}/job`,
    { ...xml, Authorization: `Bearer ${token}` },
    body("insert"),
  );
  expect([bearer.status, textOf(bearer.text, "exceptionMessage")]).toEqual([400, "Unable to find session id"]);
  const session = { ...xml, "X-SFDC-Session": token };
  expect((await send("POST", `${bulk("46.0")}/job`, session, body("insert"))).status).toBe(201);
  const refused = await send("POST", `${bulk("46.0")}/job`, session, body("queryall"));
  expect([refused.status, textOf(refused.text, "exceptionMessage")]).toEqual([400, "Unable to parse Job"]);
});

test("the Postman collection: a token by password, a header `charset`, Bearer beside the session", async () => {
  const form = { "Content-Type": "application/x-www-form-urlencoded" };
  const grant = new URLSearchParams({
    grant_type: "password",
    client_id: defaultClient.clientId,
    client_secret: defaultClient.clientSecret,
    username: defaultUser.username,
    password: defaultUser.password + defaultUser.securityToken,
  });
  const { text } = await send("POST", `${server.url}/services/oauth2/token`, form, grant.toString());
  const { access_token, instance_url, id: identity } = JSON.parse(text) as Record<string, string>;
  // The collection's script takes both ids from the end of this address.
  expect(identity?.split("/").slice(-2)).toEqual(["00D8Z000000EmuOUAS", "0058Z000000Emu1QAC"]);
  const headers = {
    "X-SFDC-Session": access_token ?? "",
    Authorization: `Bearer ${access_token}`,
    "Content-Type": "application/json",
    charset: "UTF-8",
    Accept: "application/json",
  };
  const body = '{\n    "object": "Account",\n    "contentType": "CSV",\n    "operation": "insert"\n}';
  const job = JSON.parse((await send("POST", `${instance_url}/services/async/68.0/job/`, headers, body)).text) as {
    id: string;
  };
  const wrong = await send(
    "POST",
    `${instance_url}/services/async/68.0/job/${job.id}/`,
    headers,
    '{ "state" : "UploadComplete" }',
  );
  expect(wrong.status).toBe(400);
  const closed = await send(
    "POST",
    `${instance_url}/services/async/68.0/job/${job.id}/`,
    headers,
    '{ "state" : "Closed" }',
  );
  expect(JSON.parse(closed.text)).toMatchObject({ state: "Closed" });
});

describe("whatever way a request comes", () => {
  const json = { "content-type": "application/json" };
  const body = '{"operation":"insert","object":"Account","contentType":"CSV"}';

  test.each(["x-sfdc-session", "X-SFDC-SESSION", "X-Sfdc-Session"])("the header %s (F-004)", async (name) => {
    const headers = { ...json, [name]: token };
    expect((await send("POST", `${bulk("68.0")}/job`, headers, body)).status).toBe(201);
  });

  test("with `Expect: 100-continue`, as curl sends it before a large body", async () => {
    const headers = { ...json, "x-sfdc-session": token, Expect: "100-continue", "Content-Length": String(body.length) };
    expect(await send("POST", `${bulk("68.0")}/job`, headers, body)).toMatchObject({ status: 201, continued: true });
  });

  test("in chunks, compressed, and both", async () => {
    const headers = { ...json, "x-sfdc-session": token };
    expect((await send("POST", `${bulk("68.0")}/job`, headers, body.split(""))).status).toBe(201);
    const gzip = gzipSync(body);
    const parts = [gzip.subarray(0, 7), gzip.subarray(7)];
    expect((await send("POST", `${bulk("68.0")}/job`, { ...headers, "CONTENT-ENCODING": "GZIP" }, parts)).status).toBe(
      201,
    );
  });

  test("HEAD gets the headers of a GET from the REST API, and is no method of the Bulk API", async () => {
    const head = await send("HEAD", `${server.url}/services/data/`);
    expect([head.status, head.headers["content-type"], head.text]).toEqual([200, "application/json;charset=UTF-8", ""]);
    const { id } = await emulator.control.addJob();
    for (const method of ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
      expect((await send(method, `${bulk("68.0")}/job/${id}`, { "x-sfdc-session": token })).status).toBe(405);
    }
  });
});
