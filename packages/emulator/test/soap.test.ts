import { describe, expect, test } from "vitest";
import { defaultUser, defaultUserId } from "@sfbulk/emulator";
import { call, type Reply, still } from "./call.ts";
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
  ])("refuses %s with status 500", async (_, body, version, code, message) => {
    const { status, text } = await soap(still(), body, version);
    expect([status, textOf(text, "exceptionCode"), textOf(text, "exceptionMessage")]).toEqual([500, code, message]);
    expect([textOf(text, "faultcode"), textOf(text, "faultstring")]).toEqual([`sf:${code}`, `${code}: ${message}`]);
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
  expect((await soap(emulator, body, "66.0")).text).toContain("<logoutResponse/>");
  expect(textOf((await soap(emulator, body)).text, "exceptionCode")).toBe("INVALID_SESSION_ID");
});

test.each(["", "<", "<a/>", envelope("")])("%j is answered with a fault", async (body) => {
  expect(await soap(still(), body)).toMatchObject({ status: 500, type: "text/xml;charset=UTF-8" });
});

test("everything else of the SOAP API is not there", async () => {
  const { status, text } = await soap(still(), envelope("<u:describeGlobal/>"));
  expect([status, textOf(text, "faultcode")]).toEqual([500, "soapenv:Client"]);
  expect(textOf(text, "faultstring")).toContain("describeGlobal");
});
