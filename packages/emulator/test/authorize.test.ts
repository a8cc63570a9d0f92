import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createEmulator, defaultClient, type Emulator, type EmulatorOptions, type OAuthClient } from "@sfbulk/emulator";
import { call, errorOf, json, noon, parsed, type Reply, rest, restErrorOf, still } from "./call.ts";

const redirect_uri = "http://localhost:1717/callback";
const verifier = "a-verifier-of-forty-three-characters-or-more-";
const challenge = createHash("sha256").update(verifier).digest("base64url");
const { clientId: client_id, clientSecret: client_secret } = defaultClient;
const asked = { response_type: "code", client_id, redirect_uri, state: "a b&c" };
const pkce = { code_challenge: challenge, code_challenge_method: "S256" };

type Query = Readonly<Record<string, string>>;

const authorize = (emulator: Emulator, query: Query, decision?: string): Promise<Reply> =>
  call(emulator, `/services/oauth2/authorize?${new URLSearchParams(query).toString()}`, {
    token: null,
    ...(decision === undefined
      ? {}
      : { type: "application/x-www-form-urlencoded", body: new URLSearchParams({ decision }).toString() }),
  });

/** What the app is told by the address to which the browser is sent. */
const told = ({ headers }: Reply): Query =>
  Object.fromEntries(new URL(headers.get("location") ?? "http://nowhere.invalid").searchParams);

const token = async (emulator: Emulator, form: Query): Promise<[status: number, body: Record<string, unknown>]> => {
  const body = new URLSearchParams({ client_id, ...form }).toString();
  const reply = await call(emulator, "/services/oauth2/token", {
    token: null,
    type: "application/x-www-form-urlencoded",
    body,
  });
  return [reply.status, parsed(reply)];
};

/** Makes an org whose one app is the usual one with something else to it. */
const withApp = (app: Partial<OAuthClient>, options: EmulatorOptions = {}): Emulator =>
  still({ clients: [{ ...defaultClient, ...app }], ...options });

/** Walks through the page and gives the code. */
const codeOf = async (emulator: Emulator, query: Query = pkce): Promise<string> =>
  told(await authorize(emulator, { ...asked, ...query }, "allow"))["code"] ?? "";

const works = async (emulator: Emulator, access: unknown): Promise<boolean> =>
  (await rest(emulator, "limits", { token: String(access) })).status === 200;

describe("the page on which an app is allowed", () => {
  test("names the app, the user and what is asked for, and cannot be put into somebody else's", async () => {
    const emulator = withApp({ name: "Load & <Go>" });
    const reply = await authorize(emulator, { ...asked, ...pkce, scope: "api refresh_token", login_hint: '">' });
    expect([reply.status, reply.type]).toEqual([200, "text/html;charset=UTF-8"]);
    expect(reply.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(reply.text).toContain("<strong>Load &amp; &lt;Go&gt;</strong>");
    expect(reply.text).toContain(defaultClient.username);
    expect(reply.text).toContain("<code>refresh_token</code>");
    const [, action = ""] = /<form method="post" action="([^"]*)">/.exec(reply.text) ?? [];
    const pressed = await call(emulator, action.replaceAll("&amp;", "&"), {
      token: null,
      type: "application/x-www-form-urlencoded",
      body: "decision=allow",
    });
    expect(told(pressed)).toEqual({ code: expect.stringMatching(/^aPrx[\w.]{72}==$/) as string, state: "a b&c" });
  });

  test("a code becomes a session and a refresh token, once (F-180)", async () => {
    const emulator = still();
    const form = {
      grant_type: "authorization_code",
      code: await codeOf(emulator),
      redirect_uri,
      code_verifier: verifier,
    };
    const [status, body] = await token(emulator, form);
    expect([status, body["scope"], body["instance_url"]]).toEqual([200, "api refresh_token", emulator.instanceUrl]);
    expect(await works(emulator, body["access_token"])).toBe(true);
    const [, renewed] = await token(emulator, {
      grant_type: "refresh_token",
      refresh_token: String(body["refresh_token"]),
    });
    expect(await works(emulator, renewed["access_token"])).toBe(true);
    expect(renewed).not.toHaveProperty("refresh_token");
    expect(await token(emulator, form)).toEqual([
      400,
      { error: "invalid_grant", error_description: "invalid authorization code" },
    ]);
  });

  test("without the scope for it there is no refresh token", async () => {
    const emulator = still();
    const code = await codeOf(emulator, { scope: "api" });
    const [, body] = await token(emulator, { grant_type: "authorization_code", code, redirect_uri });
    expect([body["scope"], "refresh_token" in body]).toEqual(["api", false]);
  });

  test("a user who is pre-authorized is not asked", async () => {
    const emulator = withApp({ preauthorized: true });
    expect(Object.keys(told(await authorize(emulator, asked)))).toEqual(["code", "state"]);
  });

  test("an address with a query keeps it, and one of another scheme is good where the app has it", async () => {
    const own = withApp({ redirectUris: ["myapp://done?x=1"], preauthorized: true });
    const reply = await authorize(own, { ...asked, redirect_uri: "myapp://done?x=1" });
    expect(reply.headers.get("location")).toMatch(/^myapp:\/\/done\?x=1&code=aPrx/);
  });

  test("the form of somebody else's page is not taken", async () => {
    const emulator = still();
    const query = new URLSearchParams(asked).toString();
    const response = await emulator.fetch(`${emulator.instanceUrl}/services/oauth2/authorize?${query}`, {
      method: "POST",
      headers: { Origin: "https://evil.example", "Content-Type": "application/x-www-form-urlencoded" },
      body: "decision=allow",
    });
    expect(response.status).toBe(403);
  });
});

describe("authorizing is refused (F-181, F-183, F-185)", () => {
  test.each<[string, Query, Partial<OAuthClient>, string, string]>([
    [
      "without PKCE where the app requires it",
      {},
      { requirePkce: true },
      "invalid_request",
      "missing required code challenge",
    ],
    [
      "with a method that there is not",
      { ...pkce, code_challenge_method: "S1" },
      {},
      "invalid_request",
      "invalid code challenge method",
    ],
    [
      "for a scope that there is not",
      { scope: "api everything" },
      {},
      "invalid_scope",
      "the requested scope is invalid, unknown, or malformed",
    ],
    [
      "for another kind of answer",
      { response_type: "token" },
      {},
      "unsupported_response_type",
      "response type not supported",
    ],
    ["for a blocked app", {}, { problem: "blocked" }, "OAUTH_APP_BLOCKED", "this app is blocked by admin"],
    [
      "for an app that is not installed",
      {},
      { problem: "not-installed" },
      "OAUTH_EC_APP_NOT_FOUND",
      "External client app is not installed in this org",
    ],
    [
      "where the user must not be asked",
      { prompt: "none" },
      {},
      "immediate_unsuccessful",
      "The user must allow the app first",
    ],
  ])("%s", async (_, query, app, error, error_description) => {
    const reply = await authorize(withApp(app), { ...asked, ...query });
    expect([reply.status, told(reply)]).toEqual([302, { error, error_description, state: "a b&c" }]);
  });

  test("by the user (F-184)", async () => {
    const reply = await authorize(still(), asked, "deny");
    expect(told(reply)).toMatchObject({ error: "access_denied", error_description: "end-user denied authorization" });
  });

  test.each<[string, Query, string]>([
    ["an unknown app", { client_id: "x" }, "error=invalid_client_id&amp;error_description=client identifier invalid"],
    [
      "a foreign address",
      { redirect_uri: "https://evil.example/" },
      "error=redirect_uri_mismatch&amp;error_description=redirect_uri must match configuration",
    ],
    ["no address", { redirect_uri: "" }, "error=redirect_uri_mismatch"],
  ])("on a page for %s, and nobody is sent anywhere", async (_, query, text) => {
    for (const decision of [undefined, "allow"]) {
      const reply = await authorize(still(), { ...asked, ...query }, decision);
      expect([reply.status, reply.headers.get("location")]).toEqual([400, null]);
      expect(reply.text).toContain(text);
    }
  });

  test("an app with addresses of its own is sent to them alone", async () => {
    const emulator = withApp({ redirectUris: ["https://app.example/done"] });
    expect((await authorize(emulator, asked)).status).toBe(400);
    expect((await authorize(emulator, { ...asked, redirect_uri: "https://app.example/done" })).status).toBe(200);
    expect((await authorize(emulator, { ...asked, redirect_uri: "https://app.example/done/" })).status).toBe(400);
  });

  test("extensions have addresses of their own", async () => {
    const redirect = `https://${"abcdefghijklmnop".repeat(2)}.chromiumapp.org/`;
    expect((await authorize(still(), { ...asked, redirect_uri: redirect })).status).toBe(200);
  });
});

describe("a code is refused (F-180, F-182)", () => {
  const cases: [string, Query, Query, string, string][] = [
    ["with a wrong verifier", pkce, { code_verifier: "x" }, "invalid_grant", "invalid code verifier"],
    ["without its verifier", pkce, {}, "invalid_grant", "invalid code verifier"],
    ["with a verifier that it has not", {}, { code_verifier: verifier }, "invalid_grant", "invalid code verifier"],
    [
      "for another address",
      {},
      { redirect_uri: "http://localhost:1/" },
      "redirect_uri_mismatch",
      "redirect_uri must match configuration",
    ],
    ["of another app", {}, { client_id: "PlatformCLI" }, "invalid_grant", "invalid authorization code"],
    ["with a wrong secret", {}, { client_secret: "x" }, "invalid_client", "invalid client credentials"],
  ];
  test.each(cases)("%s", async (_, query, form, error, error_description) => {
    const emulator = still();
    const code = await codeOf(emulator, query);
    expect(await token(emulator, { grant_type: "authorization_code", code, redirect_uri, ...form })).toEqual([
      400,
      { error, error_description },
    ]);
  });

  test("after a quarter of an hour (F-168)", async () => {
    const emulator = still();
    const code = await codeOf(emulator, {});
    await emulator.control.advance(15 * 60_000);
    expect(await token(emulator, { grant_type: "authorization_code", code, redirect_uri, client_secret })).toEqual([
      400,
      { error: "invalid_grant", error_description: "expired authorization code" },
    ]);
  });

  test("a challenge without a method is its own verifier", async () => {
    const emulator = still();
    const code = await codeOf(emulator, { code_challenge: verifier });
    const form = { grant_type: "authorization_code", code, redirect_uri, code_verifier: verifier };
    expect((await token(emulator, form))[0]).toBe(200);
  });
});

describe("refresh tokens", () => {
  const over = [400, { error: "invalid_grant", error_description: "expired access/refresh token" }];
  const renew = (emulator: Emulator, refresh_token: unknown): ReturnType<typeof token> =>
    token(emulator, { grant_type: "refresh_token", refresh_token: String(refresh_token) });

  test("that rotate are each for one time, and one that comes again ends them all (F-169)", async () => {
    const emulator = withApp({ rotateRefreshTokens: true });
    const [, first] = await renew(emulator, defaultClient.refreshTokens[0]);
    const [, second] = await renew(emulator, first["refresh_token"]);
    expect(second["refresh_token"]).not.toBe(first["refresh_token"]);
    expect(await works(emulator, first["access_token"])).toBe(true);
    expect(await renew(emulator, first["refresh_token"])).toEqual(over);
    expect(await renew(emulator, second["refresh_token"])).toEqual(over);
    expect(await works(emulator, second["access_token"])).toBe(false);
    expect(await works(emulator, emulator.accessToken)).toBe(true);
  });

  test("are over when nobody has used them for long, or when they are old", async () => {
    const held = defaultClient.refreshTokens[0];
    const idle = withApp({ refreshTokenIdleTime: 1000 });
    for (const pause of [999, 999]) {
      await idle.control.advance(pause);
      expect((await renew(idle, held))[0]).toBe(200);
    }
    await idle.control.advance(1000);
    expect(await renew(idle, held)).toEqual(over);
    const old = withApp({ refreshTokenLifetime: 1500 });
    await old.control.advance(999);
    expect((await renew(old, held))[0]).toBe(200);
    await old.control.advance(999);
    expect(await renew(old, held)).toEqual(over);
  });

  test("are of one app, and revoking one ends its sessions (F-189)", async () => {
    const emulator = still();
    const [token0] = defaultClient.refreshTokens;
    expect(
      await token(emulator, { grant_type: "refresh_token", refresh_token: token0 ?? "", client_id: "PlatformCLI" }),
    ).toEqual(over);
    const [, { access_token }] = await renew(emulator, token0);
    const form = { method: "POST", body: new URLSearchParams({ token: token0 ?? "" }) };
    expect((await emulator.fetch("/services/oauth2/revoke", form)).status).toBe(200);
    expect(await works(emulator, access_token)).toBe(false);
    expect(await renew(emulator, token0)).toEqual(over);
    expect((await emulator.fetch("/services/oauth2/revoke", form)).status).toBe(400);
  });

  test("introspection knows them, and a session's own scope", async () => {
    const emulator = withApp({ rotateRefreshTokens: true });
    const [token0 = ""] = defaultClient.refreshTokens;
    const ask = async (about: unknown): Promise<Record<string, unknown>> => {
      const body = new URLSearchParams({ client_id, client_secret, token: String(about) }).toString();
      const type = "application/x-www-form-urlencoded";
      return parsed(await call(emulator, "/services/oauth2/introspect", { token: null, type, body }));
    };
    expect(await ask(token0)).toMatchObject({ active: true, token_type: "refresh_token", scope: "api refresh_token" });
    const [, { access_token }] = await renew(emulator, token0);
    expect(await ask(token0)).toEqual({ active: false });
    expect(await ask(access_token)).toMatchObject({
      active: true,
      token_type: "access_token",
      scope: "api refresh_token",
    });
  });

  test("are in no log", async () => {
    const emulator = withApp({ rotateRefreshTokens: true });
    const code = await codeOf(emulator);
    const [, body] = await token(emulator, {
      grant_type: "authorization_code",
      code,
      redirect_uri,
      code_verifier: verifier,
    });
    await emulator.fetch("/services/oauth2/revoke", {
      method: "POST",
      body: new URLSearchParams({ token: String(body["refresh_token"]) }),
    });
    await call(emulator, `/services/data/?${String(body["refresh_token"])}&code=${code}`, { token: null });
    const log = JSON.stringify(await emulator.control.exchanges());
    for (const secret of [code.slice(0, -2), String(body["refresh_token"])]) expect(log).not.toContain(secret);
    expect(log).toContain("[secret]");
  });
});

describe("what keeps users and apps out", () => {
  test.each<["blocked" | "not-installed", string, string]>([
    ["blocked", "OAUTH_APP_BLOCKED", "this app is blocked by admin"],
    ["not-installed", "OAUTH_EC_APP_NOT_FOUND", "External client app is not installed in this org"],
  ])("an app that is %s gets no token (F-186)", async (problem, error, error_description) => {
    const emulator = withApp({ problem });
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { iss: client_id, sub: defaultClient.username, aud: emulator.instanceUrl, exp: noon / 1000 + 180 };
    for (const form of [
      { grant_type: "refresh_token", refresh_token: defaultClient.refreshTokens[0] ?? "" },
      { grant_type: "client_credentials", client_secret },
      {
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: `${encode({ alg: "RS256" })}.${encode(claims)}.AAAA`,
      },
    ]) {
      expect(await token(emulator, form)).toEqual([400, { error, error_description }]);
    }
  });

  test("the flow with a password, where it is off (F-187)", async () => {
    const form = {
      grant_type: "password",
      client_secret,
      username: defaultClient.username,
      password: "emulator-password",
    };
    expect((await token(still(), form))[0]).toBe(200);
    expect(await token(still({ passwordFlow: false }), form)).toEqual([
      400,
      { error: "invalid_grant", error_description: "authentication failure" },
    ]);
  });

  test("API Access Control refuses the session of a browser, in the words of each API (F-170)", async () => {
    const control = still({ apiAccessControl: true });
    const browser = await control.control.issueToken({ browser: true });
    expect(restErrorOf(await rest(control, "limits", { token: browser }))).toEqual([
      401,
      "INVALID_SESSION_ID",
      "This session is not valid for use with the REST API",
    ]);
    expect(errorOf(await call(control, "job", { token: browser, type: json, body: "{}" }))).toEqual([
      400,
      "InvalidSessionId",
      "This session is not valid for use with the API",
    ]);
    expect(await works(control, control.accessToken)).toBe(true);
    const open = still();
    expect(await works(open, await open.control.issueToken({ browser: true }))).toBe(true);
  });

  describe("an app whose tokens are bound to a key", () => {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const url = "https://emulator.my.salesforce.com/services/oauth2/token";
    const right = { htm: "POST", htu: url, iat: noon / 1000, jti: "1" };
    /** Asks with a proof that says something else than it should. */
    const ask = async (
      more: Readonly<Record<string, unknown>> | undefined,
      header: Readonly<Record<string, unknown>> = {},
      spoil = "",
    ): Promise<[Emulator, number, Record<string, unknown>]> => {
      const emulator = withApp({ requireDpop: true });
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const head = { typ: "dpop+jwt", alg: "ES256", jwk: publicKey.export({ format: "jwk" }), ...header };
      const signed = `${part(head)}.${part({ ...right, ...more })}`;
      const signature = sign("sha256", Buffer.from(signed + spoil), { key: privateKey, dsaEncoding: "ieee-p1363" });
      const body = new URLSearchParams({ grant_type: "client_credentials", client_id, client_secret }).toString();
      const reply = await call(emulator, "/services/oauth2/token", {
        token: null,
        type: "application/x-www-form-urlencoded",
        body,
        headers: more === undefined ? {} : { DPoP: `${signed}.${signature.toString("base64url")}` },
      });
      return [emulator, reply.status, parsed(reply)];
    };

    test("gets one for a proof, which is no bearer token", async () => {
      const [emulator, status, { token_type, access_token }] = await ask({});
      expect([status, token_type]).toEqual([200, "DPoP"]);
      expect(await works(emulator, access_token)).toBe(false);
      const reply = await call(emulator, "job", { token: String(access_token), type: json, body: "{}" });
      expect(errorOf(reply)).toEqual([400, "InvalidSessionId", "Invalid session id"]);
    });

    test.each<[string, Parameters<typeof ask>]>([
      ["DPoP proof is required", [undefined]],
      ["DPoP proof is malformed", [{}, { typ: "JWT" }]],
      ["DPoP proof is malformed", [{}, { alg: "none" }]],
      ["DPoP proof is malformed", [{}, { jwk: undefined }]],
      ["DPoP proof is for another request", [{ htm: "GET" }]],
      ["DPoP proof is for another request", [{ htu: "https://emulator.my.salesforce.com/" }]],
      ["DPoP proof is for another request", [{ jti: undefined }]],
      ["DPoP proof is too old", [{ iat: noon / 1000 - 301 }]],
      ["DPoP proof has a wrong signature", [{}, {}, "x"]],
      ["DPoP proof has a wrong signature", [{}, { jwk: { kty: "EC" } }]],
    ])("%s: %j", async (error_description, given) => {
      const [, status, body] = await ask(...given);
      expect([status, body]).toEqual([400, { error: "invalid_dpop_proof", error_description }]);
    });
  });

  test("a JSON Web Token is good for the REST APIs alone (F-171)", async () => {
    const emulator = withApp({ accessTokens: "jwt" });
    const [, { access_token }] = await token(emulator, { grant_type: "client_credentials", client_secret });
    expect(access_token).toMatch(/^eyJ[\w-]+\.[\w-]+\.\w+$/);
    expect(await works(emulator, access_token)).toBe(true);
    const reply = await call(emulator, "job", { token: String(access_token), type: json, body: "{}" });
    expect(errorOf(reply)).toEqual([400, "InvalidSessionId", "Invalid session id"]);
    expect(await works(emulator, await emulator.control.issueToken({ jwt: true }))).toBe(true);
  });
});

test.each<[string, unknown]>([
  ["Cannot use client: expected a clientId", { name: "x" }],
  ['Cannot use problem "ill" of client "a": expected one of not-installed, blocked', { clientId: "a", problem: "ill" }],
  [
    'Cannot use refreshTokenIdleTime of client "a": expected milliseconds, 0 or more',
    { clientId: "a", refreshTokenIdleTime: "1 d" },
  ],
  ['Cannot use redirectUris of client "a": expected an array of strings', { clientId: "a", redirectUris: "x" }],
  ['Cannot use "secret" of client "a": expected one of clientId', { clientId: "a", secret: "x" }],
])("%s", (message, client) => {
  expect(() => createEmulator({ clients: [client as OAuthClient] })).toThrow(message);
});
