import { readFileSync } from "node:fs";
import { type ErrorCode, refreshTokenSource } from "@sfbulk/core";
import { describe, expect, test } from "vitest";
import { type Evidence, signInTexts } from "../src/replies/sign-in-texts.ts";
import { json, rejection, scriptedAdapter } from "./scripted-adapter.ts";

/** An answer that each row of the table must decide: where it is from, its two strings, the code, whose setting it is. */
const rows: readonly (readonly [Evidence, string, string, ErrorCode, string])[] = [
  ["documented", "invalid_grant", "expired access/refresh token", "RefreshTokenDead", "have the user sign in again"],
  ["guess", "invalid_grant", "token validity expired", "RefreshTokenDead", "the app's Refresh Token Policy"],
  ["recorded", "invalid_grant", "expired authorization code", "CodeRefused", "start the sign-in again"],
  ["recorded", "invalid_grant", "invalid code verifier", "CodeRefused", "finish it where it began"],
  [
    "recorded",
    "invalid_request",
    "missing required code challenge",
    "PkceRequired",
    "Require Proof Key for Code Exchange",
  ],
  ["recorded", "invalid_grant", "inactive user", "UserInactive", "Setup → Users"],
  ["recorded", "invalid_grant", "ip restricted", "AddressRefused", "Login IP Ranges of the user's profile"],
  ["guess", "invalid_grant", "invalid login hours", "LoginHours", "the profile's Login Hours"],
  ["recorded", "OAUTH_APP_BLOCKED", "this app is blocked by admin", "AppBlocked", "Connected Apps OAuth Usage"],
  [
    "recorded",
    "invalid_client",
    "External client app is not installed in this org",
    "AppNotInstalled",
    "have an administrator install the External Client App in this org",
  ],
  [
    "recorded",
    "invalid_app_access",
    "user is not admin approved to access this app",
    "UserNotApproved",
    "Permitted Users",
  ],
  ["documented", "access_denied", "end-user denied authorization", "UserRefused", "pressed Deny"],
  ["documented", "redirect_uri_mismatch", "redirect_uri must match configuration", "RedirectRefused", "Callback URLs"],
  ["documented", "invalid_grant", "request not supported on this domain", "WrongLoginHost", "Setup → My Domain"],
  ["recorded", "invalid_grant", "no client credentials user enabled", "NoRunAsUser", "Client Credentials Flow"],
  ["documented", "invalid_grant", "Audience validation failed", "AssertionRefused", "the audience"],
  ["recorded", "invalid_grant", "authentication failure", "AssertionRefused", "the certificate of the app"],
  [
    "recorded",
    "invalid_client",
    "invalid client credentials",
    "ClientRefused",
    "check clientSecret, which is the app's consumer secret",
  ],
  ["documented", "invalid_client_id", "client identifier invalid", "ClientRefused", "check clientId"],
  ["documented", "unsupported_grant_type", "grant type not supported", "FlowDisabled", "in the app's settings"],
  ["guess", "invalid_dpop_proof", "DPoP proof is missing", "DpopToken", "turn off Require DPoP"],
];

/** More that people have met: other words for the same. */
const others: readonly (readonly [string, string, ErrorCode])[] = [
  ["invalid_grant", "user hasn't approved this consumer", "UserNotApproved"],
  ["invalid_client", "app must be installed into org", "AppNotInstalled"],
  ["OAUTH_EC_APP_NOT_FOUND", "", "AppNotInstalled"],
  ["invalid_request", "Cross-org OAuth flows are not supported for this external client app", "AppNotInstalled"],
  ["invalid_grant", "audience is invalid", "AssertionRefused"],
  ["invalid_grant", "invalid authorization code", "CodeRefused"],
  ["something_new", "never heard of", "SignInRefused"],
];

const refuse = async (error: string, description: string): Promise<{ error: Error; asked: number }> => {
  const fetch = scriptedAdapter(json({ error, error_description: description }, 400));
  const source = refreshTokenSource({
    loginUrl: "https://acme.my.salesforce.com",
    clientId: "app",
    refreshToken: "5Aep861refresh",
    fetch,
  });
  return { error: await rejection(Promise.resolve(source())), asked: fetch.seen.length };
};

describe("the table of what is said where signing in is refused", () => {
  test("has an answer for each row", () =>
    expect(rows.map(([evidence]) => evidence)).toEqual(signInTexts.map(({ evidence }) => evidence)));

  test.each(rows.map((row, index) => [index, ...row] as const))(
    "row %i (%s): %s: %s is %s, says whose setting it is, and is never asked for again",
    async (index, _, code, description, expected, setting) => {
      expect(signInTexts.findIndex(({ text }) => text.test(`${code}: ${description}`))).toBe(index);
      const { error, asked } = await refuse(code, description);
      expect(error).toMatchObject({ name: "SessionError", code: expected, isTransient: false });
      expect(error.message).toContain(`Salesforce answered ${code}: ${description}; `);
      expect(error.message).toContain(setting);
      expect(asked).toBe(1);
    },
  );

  test.each(others)("%s: %s is %s", async (code, description, expected) => {
    const { error, asked } = await refuse(code, description);
    expect(error).toMatchObject({ name: "SessionError", code: expected });
    expect(asked).toBe(1);
  });

  test("names a source before each row", () => {
    const file = readFileSync(new URL("../src/replies/sign-in-texts.ts", import.meta.url), "utf8");
    const table = file.slice(file.indexOf("export const signInTexts"));
    expect(table.match(/^ {2}\/\/ Source: .{5,}\n {2}row\(/gm)).toHaveLength(signInTexts.length);
  });
});
