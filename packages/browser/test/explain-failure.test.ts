import { describe, expect, it } from "vitest";
import { explainFailure } from "../src/explain-failure.ts";

const url = "https://acme.my.salesforce.com/services/async/68.0/job/7509H0000016GUXQA2";
const unknown = { url, origin: "https://tool.example", online: true, violated: undefined };

describe("what is certain is said alone", () => {
  it("the policy, before the network", () => {
    expect(explainFailure({ ...unknown, online: false, violated: "connect-src" })).toBe(
      "this page's Content-Security-Policy blocked it: add https://acme.my.salesforce.com to its connect-src",
    );
  });

  it("that there is no network", () => {
    expect(explainFailure({ ...unknown, online: false })).toBe("this browser is offline");
  });
});

describe("what is possible is said in order", () => {
  const causes = (facts: Parameters<typeof explainFailure>[0]): string[] =>
    explainFailure(facts)
      .split(/; (?=\(\d\))|: (?=\(1\))/)
      .slice(1);

  it("of a page", () => {
    expect(causes(unknown)).toEqual([
      "(1) no network, or a blocker in between",
      "(2) the org does not allow https://tool.example: add exactly that in Setup → Security → CORS (/lightning/setup/CorsWhitelistEntries/home), or send through your own server with relayAdapter",
      "(3) a Content-Security-Policy whose connect-src lacks acme.my.salesforce.com",
    ]);
  });

  it("of an extension", () => {
    const origin = "chrome-extension://honeobnigiicpaldajmjphoicepgjgcm";
    expect(causes({ ...unknown, origin })).toEqual([
      "(1) no network, or a blocker in between",
      "(2) host_permissions lack https://acme.my.salesforce.com/*",
      `(3) the org does not allow ${origin}: add exactly that in Setup → Security → CORS (/lightning/setup/CorsWhitelistEntries/home)`,
      "(4) a Content-Security-Policy whose connect-src lacks acme.my.salesforce.com",
    ]);
  });

  it.each([{ origin: "null" }, { origin: undefined }])("of a page without an origin: %j", ({ origin }) => {
    expect(causes({ ...unknown, origin })[1]).toMatch(
      /^\(2\) the origin is "null" \(a sandboxed frame, a file: page\)/,
    );
  });

  it("of the tool's own server", () => {
    expect(causes({ ...unknown, url: "https://tool.example/bulk/services/async/68.0/job" })).toEqual([
      "(1) no network, or a blocker in between",
      "(2) a Content-Security-Policy whose connect-src lacks 'self'",
    ]);
  });

  it("of a page of https that asks http", () => {
    expect(causes({ ...unknown, url: "http://acme.example/" })[2]).toBe(
      "(3) mixed content: a page of https: may not ask http://acme.example",
    );
  });

  it("in no more characters than core shows", () => {
    const host = "https://a-rather-long-name-of-a-company--development.sandbox.my.salesforce.com";
    const origin = "https://bulk-tools.engineering.a-rather-long-name.example";
    expect(explainFailure({ ...unknown, url: `${host}/`, origin }).length).toBeLessThanOrEqual(500);
    const extension = "moz-extension://4b9b1e0c-5d7c-4a8e-9f0e-2f6f3f0a7c11";
    expect(explainFailure({ ...unknown, url: `${host}/`, origin: extension }).length).toBeLessThanOrEqual(500);
  });
});
