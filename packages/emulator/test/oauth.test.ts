import { describe, expect, test } from "vitest";
import { defaultClient, defaultUser, defaultUserId, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { bearer, call, noon, parsed, still } from "./call.ts";

describe("the token endpoint", () => {
  const { clientId: client_id, clientSecret: client_secret, refreshTokens, username } = defaultClient;
  const refresh_token = refreshTokens[0] ?? "";

  const ask = async (
    form: Record<string, string>,
    { host, headers = {}, ...options }: EmulatorOptions & { host?: string; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: Record<string, string>; emulator: Emulator }> => {
    const emulator = still(options);
    const response = await emulator.fetch(`${host ?? emulator.instanceUrl}/services/oauth2/token`, {
      method: "POST",
      headers,
      body: new URLSearchParams(form),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string>, emulator };
  };

  test("refreshes: the token works, and everything else is there (F-007, F-151, F-152)", async () => {
    const { status, body, emulator } = await ask({
      grant_type: "refresh_token",
      client_id,
      client_secret,
      refresh_token,
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^00D\w{12}![.\w]+$/) as string,
      instance_url: "https://emulator.my.salesforce.com",
      id: `https://login.salesforce.com/id/00D8Z000000EmuOUAS/${defaultUserId}`,
      token_type: "Bearer",
      issued_at: String(noon),
      signature: expect.stringMatching(/^[\w+/]{43}=$/) as string,
      scope: "api refresh_token",
    });
    const { id } = await emulator.control.addJob();
    expect((await call(emulator, `job/${id}`, { token: body["access_token"] ?? "" })).status).toBe(200);
  });

  test("names the org's own address to who came to a login host, and the address itself to who came there", async () => {
    const form = { grant_type: "refresh_token", client_id, refresh_token };
    const host = "http://127.0.0.1:8787";
    expect((await ask(form, { host })).body["instance_url"]).toBe(host);
    expect((await ask(form, { host: "https://login.salesforce.com" })).body["instance_url"]).toBe(
      "https://emulator.my.salesforce.com",
    );
  });

  test("takes a password, with the security token and without (F-155)", async () => {
    const form = { grant_type: "password", client_id, client_secret, username: username.toUpperCase() };
    for (const end of ["", defaultUser.securityToken]) {
      const { status, body } = await ask({ ...form, password: defaultUser.password + end });
      expect([status, body["scope"]]).toEqual([200, "api"]);
    }
    const user = { username: "one@example.com", password: "secret", userId: "0058Z000000Emu2QAC" };
    const own = await ask({ ...form, username: user.username, password: "secret" }, { user });
    expect(own.body["id"]).toMatch(/0058Z000000Emu2QAC$/);
    const token = own.body["access_token"] ?? "";
    expect(parsed(await bearer(own.emulator, "/services/oauth2/userinfo", token))).toMatchObject({
      user_id: user.userId,
      preferred_username: user.username,
    });
    // Whose session it is, not who signs in with a password.
    const other = await own.emulator.control.issueToken({ userId: "0058Z000000OtheQAC" });
    expect(parsed(await bearer(own.emulator, "/services/oauth2/userinfo", other))).toMatchObject({
      user_id: "0058Z000000OtheQAC",
      preferred_username: "0058z000000othe@emulator.example",
    });
  });

  test("takes client credentials in the form or in the header (F-154)", async () => {
    const inForm = await ask({ grant_type: "client_credentials", client_id, client_secret });
    expect(inForm.body["scope"]).toBe("api");
    const headers = { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    expect((await ask({ grant_type: "client_credentials" }, { headers })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, string, string, string?]>([
    ["another grant", { grant_type: "device" }, "unsupported_grant_type", "grant type not supported"],
    ["no grant", {}, "unsupported_grant_type", "grant type not supported"],
    [
      "an unknown app",
      { grant_type: "refresh_token", client_id: "x" },
      "invalid_client_id",
      "client identifier invalid",
    ],
    [
      "a dead refresh token",
      { grant_type: "refresh_token", client_id, refresh_token: "x" },
      "invalid_grant",
      "expired access/refresh token",
    ],
    [
      "a wrong secret",
      { grant_type: "client_credentials", client_id, client_secret: "x" },
      "invalid_client",
      "invalid client credentials",
    ],
    [
      "a wrong password",
      { grant_type: "password", client_id, client_secret, username, password: "x" },
      "invalid_grant",
      "authentication failure",
    ],
    [
      "a password without the app's secret",
      { grant_type: "password", client_id, username, password: defaultUser.password },
      "invalid_client",
      "invalid client credentials",
    ],
    [
      "client credentials at a login host",
      { grant_type: "client_credentials", client_id, client_secret },
      "invalid_grant",
      "request not supported on this domain",
      "https://login.salesforce.com",
    ],
  ])("refuses %s (F-153, F-154)", async (_, form, error, description, host) => {
    const { status, body } = await ask(form, host === undefined ? {} : { host });
    expect([status, body]).toEqual([400, { error, error_description: description }]);
  });

  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: client_id, sub: username, aud: "https://login.salesforce.com", exp: noon / 1000 + 180 };
  const assertion = (more: Record<string, unknown>, header: unknown = { alg: "RS256" }): string =>
    `${encode(header)}.${encode({ ...claims, ...more })}.AAAA`;
  const grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  test.each<[string, string, unknown[]]>([
    ["a good one", assertion({}), [200, undefined]],
    ["one for the org's own address", assertion({ aud: "https://emulator.my.salesforce.com" }), [200, undefined]],
    ["one of another app", assertion({ iss: "x" }), [400, "client identifier invalid"]],
    ["one of another user", assertion({ sub: "x" }), [400, "user hasn't approved this consumer"]],
    ["one for another audience", assertion({ aud: "https://elsewhere.example" }), [400, "audience is invalid"]],
    ["one that is over", assertion({ exp: noon / 1000 - 1 }), [400, "expired authorization code"]],
    ["one without RS256", assertion({}, { alg: "none" }), [400, "invalid assertion"]],
    ["nonsense", "x", [400, "invalid assertion"]],
  ])("JWT bearer: %s (F-156)", async (_, jwt, expected) => {
    const { status, body } = await ask({ grant_type, assertion: jwt });
    expect([status, body["error_description"]]).toEqual(expected);
  });

  test("JWT bearer: the signature is checked where there is a key", async () => {
    const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const { publicKey, privateKey } = await crypto.subtle.generateKey(
      { ...algorithm, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
      true,
      ["sign", "verify"],
    );
    const clients = [{ clientId: client_id, publicKey: await crypto.subtle.exportKey("jwk", publicKey) }];
    const signed = `${encode({ alg: "RS256" })}.${encode(claims)}`;
    const signature = await crypto.subtle.sign(algorithm, privateKey, new TextEncoder().encode(signed));
    const good = `${signed}.${Buffer.from(signature).toString("base64url")}`;
    expect((await ask({ grant_type, assertion: good }, { clients })).status).toBe(200);
    expect((await ask({ grant_type, assertion: assertion({}) }, { clients })).status).toBe(400);
  });

  test("revoking ends a session, and userinfo tells whose it is (F-157, F-158)", async () => {
    const emulator = still();
    expect(parsed(await bearer(emulator, "/services/oauth2/userinfo"))["user_id"]).toBe(defaultUserId);
    const revoke = { method: "POST", body: new URLSearchParams({ token: emulator.accessToken }) };
    expect((await emulator.fetch("/services/oauth2/revoke", revoke)).status).toBe(200);
    expect(await bearer(emulator, "/services/oauth2/userinfo")).toMatchObject({ status: 403, text: "Bad_OAuth_Token" });
    expect((await emulator.fetch("/services/oauth2/revoke", revoke)).status).toBe(400);
    expect((await call(emulator, "/services/oauth2/userinfo", { token: null })).text).toBe("Missing_OAuth_Token");
  });
});

test("introspection tells an app whether a token is good, and whose it is", async () => {
  const emulator = still();
  const token = await emulator.control.issueToken({ userId: "005000000000007AAA" });
  const ask = async (more: Readonly<Record<string, string>>): Promise<[number, unknown]> => {
    const { clientId, clientSecret } = defaultClient;
    const body = new URLSearchParams({ client_id: clientId, client_secret: clientSecret, token, ...more }).toString();
    const type = "application/x-www-form-urlencoded";
    const reply = await call(emulator, "/services/oauth2/introspect", { token: null, type, body });
    return [reply.status, parsed(reply)];
  };
  expect(await ask({})).toEqual([
    200,
    {
      active: true,
      scope: "api",
      client_id: defaultClient.clientId,
      username: "005000000000007@emulator.example",
      sub: expect.stringMatching(/\/005000000000007AAA$/) as unknown,
      token_type: "access_token",
    },
  ]);
  expect(await ask({ client_secret: "x" })).toMatchObject([401, { error: "invalid_client" }]);
  expect(await ask({ client_id: "x" })).toMatchObject([401, { error: "invalid_client_id" }]);
  await emulator.control.expireToken(token);
  expect(await ask({})).toEqual([200, { active: false }]);
});
