import { describe, expect, test } from "vitest";
import { createEmulator, defaultClient, defaultUserId, type Emulator, type EmulatorOptions } from "@sfbulk/emulator";
import { call, noon, parsed, type Reply, still } from "./call.ts";

const bearer = (emulator: Emulator, path: string, token = emulator.accessToken): Promise<Reply> =>
  call(emulator, path, { token: null, headers: { Authorization: `Bearer ${token}` } });

describe("the versions", () => {
  test("need no session", async () => {
    const reply = await call(still(), "/services/data/", { token: null });
    const versions = JSON.parse(reply.text) as unknown[];
    expect(versions[0]).toEqual({ label: "Summer '14", url: "/services/data/v31.0", version: "31.0" });
    expect(versions.at(-2)).toEqual({ label: "Spring '26", url: "/services/data/v66.0", version: "66.0" });
    expect(versions.at(-1)).toEqual({ label: "Summer '26", url: "/services/data/v67.0", version: "67.0" });
  });
});

describe("the job list", () => {
  const list = "/services/data/v66.0/jobs/ingest?jobType=Classic";

  test("is refused in an array, with status 401, without a good token", async () => {
    const emulator = still();
    const expected = '[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]';
    expect(await bearer(emulator, list, "00D!x")).toMatchObject({ status: 401, text: expected });
    expect(await call(emulator, list)).toMatchObject({ status: 401, text: expected });
  });

  test("has a job's fields in the REST API's form", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob({ state: "Closed", apiVersion: "61.0" });
    const reply = await bearer(emulator, list);
    expect(reply.type).toBe("application/json;charset=UTF-8");
    expect(parsed(reply)).toEqual({
      done: true,
      nextRecordsUrl: null,
      records: [
        {
          id,
          operation: "insert",
          object: "Account",
          createdById: defaultUserId,
          createdDate: "2026-02-12T12:00:00.000+0000",
          systemModstamp: "2026-02-12T12:00:00.000+0000",
          state: "Closed",
          concurrencyMode: "Parallel",
          contentType: "CSV",
          apiVersion: 61,
          jobType: "Classic",
        },
      ],
    });
  });

  test("comes in pages, whose addresses do not repeat the filter", async () => {
    const emulator = still({ jobsPageSize: 2 });
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await emulator.control.addJob()).id);
    const seen: unknown[] = [];
    let path: string | null = "/services/data/v66.0/jobs/query?jobType=Classic";
    let pages = 0;
    while (path !== null) {
      pages++;
      const page = parsed(await bearer(emulator, path)) as {
        records: { id: string }[];
        done: boolean;
        nextRecordsUrl: string | null;
      };
      seen.push(...page.records.map((record) => record.id));
      expect(page.done).toBe(page.nextRecordsUrl === null);
      path = page.nextRecordsUrl;
      if (path !== null) expect(path).toMatch(/^\/services\/data\/v66\.0\/jobs\/query\?queryLocator=01g\w{15}-\d+$/);
    }
    expect(pages).toBe(3);
    expect(seen).toEqual(ids);
  });

  test("of other types is empty, of no type has all, of an unknown one is refused", async () => {
    const emulator = still();
    await emulator.control.addJob();
    const count = async (query: string): Promise<unknown> => {
      const { records } = parsed(await bearer(emulator, `/services/data/v66.0/jobs/ingest${query}`));
      return Array.isArray(records) ? records.length : "refused";
    };
    expect(await count("?jobType=V2Ingest")).toBe(0);
    expect(await count("")).toBe(1);
    expect(await count("?jobType=Classic&isPkChunkingEnabled=true")).toBe(0);
    expect(await count("?jobType=Nonsense")).toBe("refused");
    expect(await count("?queryLocator=nonsense")).toBe("refused");
  });

  test("limits count batches down; anything else is not there", async () => {
    const emulator = still();
    const { id } = await emulator.control.addJob();
    await call(emulator, `job/${id}/batch`, { type: "text/csv", body: "Name\nA\n" });
    expect(parsed(await bearer(emulator, "/services/data/v66.0/limits"))).toMatchObject({
      // The call to add a batch is one of either API.
      DailyApiRequests: { Max: 5_000_000, Remaining: 4_999_998 },
      DailyBulkV2QueryJobs: { Max: 10_000, Remaining: 10_000 },
      DailyBulkApiBatches: { Max: 15_000, Remaining: 14_999 },
    });
    expect(await bearer(emulator, "/services/data/v66.0/sobjects")).toMatchObject({
      status: 404,
      text: '[{"message":"The requested resource does not exist","errorCode":"NOT_FOUND"}]',
    });
  });
});

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

  test("refreshes: the token works, and everything else is there", async () => {
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

  test("takes client credentials in the form or in the header", async () => {
    const inForm = await ask({ grant_type: "client_credentials", client_id, client_secret });
    expect(inForm.body["scope"]).toBe("api");
    const headers = { Authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` };
    expect((await ask({ grant_type: "client_credentials" }, { headers })).status).toBe(200);
  });

  test.each<[string, Record<string, string>, string, string, string?]>([
    ["another grant", { grant_type: "password" }, "unsupported_grant_type", "grant type not supported"],
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
      "client credentials at a login host",
      { grant_type: "client_credentials", client_id, client_secret },
      "invalid_grant",
      "request not supported on this domain",
      "https://login.salesforce.com",
    ],
  ])("refuses %s", async (_, form, error, description, host) => {
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
  ])("JWT bearer: %s", async (_, jwt, expected) => {
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

  test("revoking ends a session, and userinfo tells whose it is", async () => {
    const emulator = still();
    expect(parsed(await bearer(emulator, "/services/oauth2/userinfo"))["user_id"]).toBe(defaultUserId);
    const revoke = { method: "POST", body: new URLSearchParams({ token: emulator.accessToken }) };
    expect((await emulator.fetch("/services/oauth2/revoke", revoke)).status).toBe(200);
    expect(await bearer(emulator, "/services/oauth2/userinfo")).toMatchObject({ status: 403, text: "Bad_OAuth_Token" });
    expect((await emulator.fetch("/services/oauth2/revoke", revoke)).status).toBe(400);
    expect((await call(emulator, "/services/oauth2/userinfo", { token: null })).text).toBe("Missing_OAuth_Token");
  });
});

describe("CORS", () => {
  const from = (
    emulator: Emulator,
    origin: string,
    init: { method?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> => emulator.fetch("/services/data/", { ...init, headers: { Origin: origin, ...init.headers } });

  test("a foreign origin gets 403, the org's own does not", async () => {
    const emulator = still();
    expect((await from(emulator, "https://app.example")).status).toBe(403);
    expect((await from(emulator, emulator.instanceUrl)).status).toBe(200);
    expect(await emulator.control.exchanges()).toHaveLength(1);
  });

  test.each([
    ["https://app.example", "https://app.example", true],
    ["https://app.example", "https://app.example:8443", false],
    ["https://*.app.example", "https://a.app.example", true],
    ["https://*.app.example", "https://app.example", false],
    ["http://localhost:5173", "http://localhost:5173", true],
    ["*", "https://anyone.example", true],
  ])("%s lets %s in: %s", async (entry, origin, allowed) => {
    const response = await from(createEmulator({ corsAllowList: [entry] }), origin);
    expect(response.headers.get("access-control-allow-origin")).toBe(allowed ? origin : null);
    expect(response.status).toBe(allowed ? 200 : 403);
  });

  test("a preflight echoes the requested headers, needs no session and is not in the log", async () => {
    const emulator = still({ corsAllowList: ["https://app.example"] });
    const headers = {
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-sfdc-session,content-type",
    };
    const response = await from(emulator, "https://app.example", { method: "OPTIONS", headers });
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-headers")).toBe("x-sfdc-session,content-type");
    expect(response.headers.get("access-control-allow-methods")).toContain("POST");
    expect(await emulator.control.exchanges()).toEqual([]);
  });

  test("a fault can be read from an allowed origin too", async () => {
    const emulator = still({ corsAllowList: ["https://app.example"] });
    await emulator.control.fail({ kind: "status", status: 503 });
    const response = await from(emulator, "https://app.example");
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([
      503,
      "https://app.example",
    ]);
  });
});
