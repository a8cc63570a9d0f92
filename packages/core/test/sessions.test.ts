import { generateKeyPairSync, createVerify } from "node:crypto";
import {
  clientCredentialsSource,
  closeJob,
  type FetchAdapter,
  jwtBearerSource,
  refreshTokenSource,
  SessionError,
} from "@sfbulk/core";
import { describe, expect, test, vi } from "vitest";
import { connect, fault, jobId, jobReply, json, page, rejection, scriptedAdapter, token } from "./scripted-adapter.ts";

const instanceUrl = "https://acme.my.salesforce.com";
const clientId = "3MVG9exampleexample";
const clientSecret = "s3cretS3cretS3cret";
const grant = (changes: Record<string, unknown> = {}): Response =>
  json({
    access_token: token,
    instance_url: instanceUrl,
    token_type: "Bearer",
    issued_at: "1699999999999",
    ...changes,
  });
const refusal = (error: string, error_description: string): Response => json({ error, error_description }, 400);
const formOf = (adapter: ReturnType<typeof scriptedAdapter>, index = 0): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(new TextDecoder().decode(adapter.seen[index]?.init.body)));

describe("refreshTokenSource", () => {
  const options = { loginUrl: "https://login.salesforce.com", clientId, refreshToken: "5Aep861refresh" };
  test("asks for a token once, and again when it was rejected", async () => {
    const login = scriptedAdapter(grant(), grant({ access_token: `${token}2` }));
    const accessToken = refreshTokenSource({ ...options, fetch: login });
    const adapter = scriptedAdapter(jobReply(), fault("InvalidSessionId", "Invalid session id"), jobReply());
    const connection = { ...connect(adapter), instanceUrl: await accessToken.instanceUrl(), accessToken };
    await closeJob(connection, jobId);
    await closeJob(connection, jobId);
    expect(adapter.seen.map(({ init }) => init.headers["x-sfdc-session"])).toEqual([token, token, `${token}2`]);
    expect(login.seen).toHaveLength(2);
    expect(login.seen[0]?.url).toBe("https://login.salesforce.com/services/oauth2/token");
    expect(login.seen[0]?.init.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(login.seen[0]?.init.redirect).toBe("manual");
    expect(formOf(login)).toEqual({
      grant_type: "refresh_token",
      client_id: clientId,
      refresh_token: "5Aep861refresh",
    });
  });
  test("a rotated refresh token is used from then on, and told", async () => {
    const onRefreshToken = vi.fn();
    const login = scriptedAdapter(grant({ refresh_token: "second" }), grant({ access_token: `${token}2` }));
    const source = refreshTokenSource({ ...options, clientSecret, onRefreshToken, fetch: login });
    await source();
    await source(token);
    expect(onRefreshToken.mock.calls).toEqual([["second"]]);
    expect(formOf(login, 1)).toMatchObject({ refresh_token: "second", client_secret: clientSecret });
  });
  test("calls in parallel share one request", async () => {
    const login = scriptedAdapter(grant());
    const source = refreshTokenSource({ ...options, fetch: login });
    await expect(Promise.all([source(), source(), source.instanceUrl()])).resolves.toEqual([token, token, instanceUrl]);
    expect(login.seen).toHaveLength(1);
  });
  test("an org that has moved is an error that names its new address", async () => {
    const login = scriptedAdapter(
      grant(),
      grant({ access_token: `${token}2`, instance_url: "https://acme2.my.salesforce.com" }),
    );
    const source = refreshTokenSource({ ...options, fetch: login });
    await source();
    const error = await rejection(Promise.resolve(source(token)));
    expect(error).toBeInstanceOf(SessionError);
    expect(error.message).toContain('moved to "https://acme2.my.salesforce.com"');
  });
  test.each([
    ["invalid_grant", "expired access/refresh token", "have the user sign in again"],
    ["invalid_grant", "inactive user", "Setup → Users"],
    ["invalid_client_id", "client identifier invalid", "consumer key"],
    ["unsupported_grant_type", "grant type not supported", "have this OAuth flow enabled"],
    ["something_new", "never heard of", "never heard of"],
  ])("%s: %s says what to do", async (code, description, words) => {
    const login = scriptedAdapter(refusal(code, description));
    const error = await rejection(Promise.resolve(refreshTokenSource({ ...options, fetch: login })()));
    expect(error).toBeInstanceOf(SessionError);
    expect(error.message).toContain(`Salesforce answered ${code}: ${description}`);
    expect(error.message).toContain(words);
    expect(login.seen).toHaveLength(1);
  });
  test("an outage is tried again, and secrets stay out of the error", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    const leaky = Object.assign(new Error("sent refresh 5Aep861refresh"), { body: "5Aep861refresh" });
    const login = scriptedAdapter(page(503), leaky, leaky);
    const error = await rejection(Promise.resolve(refreshTokenSource({ ...options, fetch: login })()));
    expect(login.seen).toHaveLength(3);
    expect(error.message).toContain('no reply from "https://login.salesforce.com"');
    expect(
      JSON.stringify([error, error.message, error.stack, (error.cause as Error).message, (error.cause as Error).stack]),
    ).not.toContain("5Aep861refresh");
    vi.restoreAllMocks();
  });
  test.each([
    [{ access_token: 7 }, "no access_token"],
    [{ instance_url: undefined }, "no instance_url"],
    [{ instance_url: "https://login.salesforce.com" }, "no address of an org"],
  ])("an answer without what is needed (%o) is refused", async (changes, words) => {
    const error = await rejection(
      Promise.resolve(refreshTokenSource({ ...options, fetch: scriptedAdapter(grant(changes)) })()),
    );
    expect(error.message).toContain(words);
  });
  test.each([
    [{ loginUrl: "http://login.salesforce.com" }, "https"],
    [{ loginUrl: "https://login.salesforce.com/x" }, "no path"],
    [{ clientId: "" }, "clientId"],
    [{ refreshToken: "" }, "refreshToken"],
  ])("a bad option %o is a TypeError", (changes, words) => {
    expect(() => refreshTokenSource({ ...options, ...changes })).toThrow(TypeError);
    expect(() => refreshTokenSource({ ...options, ...changes })).toThrow(words);
  });
});

describe("clientCredentialsSource", () => {
  test("signs in at My Domain", async () => {
    const login = scriptedAdapter(grant());
    await expect(
      clientCredentialsSource({ loginUrl: instanceUrl, clientId, clientSecret, fetch: login })(),
    ).resolves.toBe(token);
    expect(formOf(login)).toEqual({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
    });
  });
  test("where Salesforce wants another host it says so, and does not show the secret", async () => {
    const login = scriptedAdapter(refusal("invalid_grant", `request not supported on this domain ${clientSecret}`));
    const source = clientCredentialsSource({ loginUrl: instanceUrl, clientId, clientSecret, fetch: login });
    const error = await rejection(Promise.resolve(source()));
    expect(error.message).toContain("use the org's My Domain as loginUrl");
    expect(error.message).not.toContain(clientSecret);
  });
});

test.each(["https://login.salesforce.com", "https://test.salesforce.com", "https://acme.lightning.force.com"])(
  "%s is no My Domain, which is said before anything is sent, and why",
  (loginUrl) => {
    const words = /expected the org's My Domain, such as "https:\/\/acme.my.salesforce.com".*no other host$/;
    expect(() => clientCredentialsSource({ loginUrl, clientId, clientSecret })).toThrow(words);
    const jwt = {
      loginUrl,
      clientId,
      username: "me",
      privateKey: "-----BEGIN PRIVATE KEY-----YQ==-----END PRIVATE KEY-----",
    };
    expect(() => jwtBearerSource(jwt)).toThrow(/expected the org's My Domain.*fail at the common hosts now and then$/);
  },
);

describe("jwtBearerSource", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const options = { loginUrl: instanceUrl, clientId, username: "me@example.com", privateKey: pem };
  const claimsOf = (assertion: string): unknown =>
    JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString());

  test("signs an assertion of three minutes that the certificate verifies", async () => {
    const login = scriptedAdapter(grant());
    await jwtBearerSource({ ...options, fetch: login, now: () => 1_700_000_000_500 })();
    const { grant_type: type, assertion = "" } = formOf(login);
    expect(type).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    expect(claimsOf(assertion)).toEqual({
      iss: clientId,
      sub: "me@example.com",
      aud: "https://login.salesforce.com",
      exp: 1_700_000_180,
    });
    const [header, claims, signature = ""] = assertion.split(".");
    expect(createVerify("RSA-SHA256").update(`${header}.${claims}`).verify(publicKey, signature, "base64url")).toBe(
      true,
    );
  });
  test.each([
    ["https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"],
    ["https://acme.my.salesforce.com", "https://login.salesforce.com"],
  ])("%s is for %s", async (loginUrl, audience) => {
    const login = scriptedAdapter(grant());
    await jwtBearerSource({ ...options, loginUrl, fetch: login })();
    expect(claimsOf(formOf(login)["assertion"] ?? "")).toMatchObject({ aud: audience });
  });
  test("takes a key of WebCrypto and an audience", async () => {
    const key = await crypto.subtle.importKey(
      "pkcs8",
      privateKey.export({ type: "pkcs8", format: "der" }),
      { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const login = scriptedAdapter(grant());
    await jwtBearerSource({ ...options, privateKey: key, audience: "https://acme.my.salesforce.com", fetch: login })();
    expect(claimsOf(formOf(login)["assertion"] ?? "")).toMatchObject({ aud: "https://acme.my.salesforce.com" });
  });
  test("a PKCS #1 key gets told how to convert it; something else gets told what is wanted", () => {
    const old = privateKey.export({ type: "pkcs1", format: "pem" }) as string;
    expect(() => jwtBearerSource({ ...options, privateKey: old })).toThrow("openssl pkcs8");
    expect(() => jwtBearerSource({ ...options, privateKey: "x" })).toThrow("BEGIN PRIVATE KEY");
  });
  test("a user who is not approved gets told how", async () => {
    const fetch: FetchAdapter = async () =>
      await Promise.resolve(refusal("invalid_grant", "user hasn't approved this consumer"));
    const error = await rejection(Promise.resolve(jwtBearerSource({ ...options, fetch })()));
    expect(error.message).toContain("have an administrator approve the user");
  });
});
