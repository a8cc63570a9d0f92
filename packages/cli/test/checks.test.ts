import { createEmulator, type EmulatorOptions } from "@sfbulk/emulator";
import type { Connection } from "@sfbulk/node";
import { expect, test } from "vitest";
import { address } from "../src/checks/address.ts";
import { apiAccess } from "../src/checks/api-access.ts";
import type { Check, Finding } from "../src/checks/check.ts";
import { limits } from "../src/checks/limits.ts";
import { session } from "../src/checks/session.ts";
import { signIn } from "../src/checks/sign-in.ts";
import { token } from "../src/checks/token.ts";
import type { SessionOrigin } from "../src/connection/org.ts";

// What doctor looks at, each against an org that is as it must be for that.

const instanceUrl = "https://acme.my.salesforce.com";
const { signal } = new AbortController();
const handedOver: SessionOrigin = { by: "token" };

const look = async (
  check: Check,
  { from = handedOver, ...connection }: Connection & { from?: SessionOrigin },
): Promise<Finding> => await check.look({ connection, label: "acme", words: [], from }, signal);

/** An org, and a session of an app of it. */
async function startSession(options: EmulatorOptions, client: object = {}): Promise<Connection> {
  const app = { clientId: "app", clientSecret: "secret-of-app", ...client };
  const { fetch } = createEmulator({ instanceUrl, clients: [app], ...options });
  const body = `grant_type=client_credentials&client_id=app&client_secret=secret-of-app`;
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await fetch(`${instanceUrl}/services/oauth2/token`, { method: "POST", headers, body });
  const { access_token: accessToken } = (await answer.json()) as { access_token: string };
  return { instanceUrl, accessToken, fetch };
}

/** A JWT with some claims; nobody checks what it is signed with. */
const jwt = (claims: object): string =>
  `eyJhbGciOiJSUzI1NiJ9.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;

test.each([
  ["acme.my.salesforce.com", true],
  ["acme--uat.sandbox.my.salesforce.com", true],
  ["gateway.example", true],
  ["na139.salesforce.com", false],
  ["cs21.salesforce.com", false],
  ["acme--uat.cs21.my.salesforce.com", false],
])("address %s", async (host, ok) => {
  const finding = await look(address, { instanceUrl: `https://${host}`, accessToken: "x" });
  expect(finding.ok).toBe(ok);
  if (!ok)
    expect(finding).toMatchObject({
      says: expect.stringContaining("Summer '26"),
      action: expect.stringContaining("My Domain"),
    });
});

test("an opaque token, and that Bulk API 1.0 takes it", async () => {
  const connection = await startSession({});
  expect(await look(token, connection)).toMatchObject({ ok: true, data: { kind: "session id" } });
  expect(await look(apiAccess, connection)).toEqual({ ok: true, says: "Bulk API 1.0 takes the session" });
});

test("an app that issues JWTs", async () => {
  const connection = await startSession({}, { accessTokens: "jwt" });
  expect(await look(token, connection)).toMatchObject({
    ok: false,
    says: "a JSON Web Token: for Bulk API 2.0, and not for 1.0",
    data: { kind: "JWT" },
  });
  expect(await look(apiAccess, connection)).toMatchObject({ ok: false, data: { code: "JwtToken" } });
  expect(await look(session, connection)).toMatchObject({ ok: true });
});

test("what a JWT says of itself: the app, its end, and a key that it is bound to", async () => {
  const claims = { exp: 1_798_761_600, client_id: "3MVG9" };
  const describe = async (more: object): Promise<Finding> =>
    await look(token, { instanceUrl, accessToken: jwt({ ...claims, ...more }) });
  expect((await describe({})).says).toBe(
    "a JSON Web Token (good until 2027-01-01 00:00:00Z, of app 3MVG9): for Bulk API 2.0, and not for 1.0",
  );
  expect(await describe({ cnf: { jkt: "key" } })).toMatchObject({
    ok: false,
    says: expect.stringMatching(/^bound to a key \(DPoP\) \(good until/),
    data: { kind: "DPoP", clientId: "3MVG9" },
  });
  expect(await look(token, { instanceUrl, accessToken: "eyJ.not.json" })).toMatchObject({ data: { kind: "unknown" } });
});

test("API Access Control lets a session of a browser in nowhere, and that of an app everywhere", async () => {
  const emulator = createEmulator({ instanceUrl, apiAccessControl: true });
  const accessToken = await emulator.control.issueToken({ browser: true });
  const ofBrowser = { instanceUrl, accessToken, fetch: emulator.fetch };
  expect(await look(apiAccess, ofBrowser)).toMatchObject({
    ok: false,
    says: expect.stringMatching(/^API Access Control keeps the session out/),
    data: { code: "ApiAccessControl" },
  });
  expect((await look(limits, ofBrowser)).action).toBe("The session is not taken: see above");
  expect(await look(apiAccess, await startSession({ apiAccessControl: true }))).toMatchObject({ ok: true });
});

test("a session that is refused may be locked to an address elsewhere, where a token was handed over", async () => {
  const { fetch } = createEmulator({ instanceUrl });
  const refused = { instanceUrl, accessToken: "00D000000000001!gone", fetch };
  expect((await look(session, refused)).action).toContain("locked to the IP address");
  await expect(look(session, { ...refused, from: { by: "sf" } })).rejects.toMatchObject({ code: "SessionRejected" });
  expect(await look(apiAccess, refused)).toMatchObject({
    ok: false,
    says: expect.stringMatching(/^Bulk API 1\.0 does not take the session: Salesforce rejected the session/),
  });
});

test.each<[SessionOrigin["by"], RegExp, RegExp]>([
  ["token", /nobody renews/, /username-password flow.*2027-02-20.*SOAP login\(\).*Summer '27/],
  ["sf", /by the sf CLI/, /rotates refresh tokens.*sfbulk login/],
])("signed in by %s: who renews it, and what ends that", async (by, says, action) => {
  const finding = await look(signIn, { instanceUrl, accessToken: "x", from: { by } as SessionOrigin });
  expect(finding).toMatchObject({ ok: true, says: expect.stringMatching(says), action: expect.stringMatching(action) });
});
