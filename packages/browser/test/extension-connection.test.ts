import { SessionError } from "@sfbulk/core";
import { describe, expect, it } from "vitest";
import type { CookieReader } from "../src/cookie-reader.ts";
import { extensionConnection, type ExtensionConnectionOptions } from "../src/extension-connection.ts";

interface Cookie {
  readonly domain: string;
  readonly value: string;
  readonly storeId?: string;
}

/** As a browser's: of each host the cookie named `sid`, all of them secure. */
const jar = (cookies: readonly Cookie[]): CookieReader => {
  const of = (storeId = "0") => cookies.filter((cookie) => (cookie.storeId ?? "0") === storeId);
  return {
    get: async ({ url, name, storeId }) =>
      await Promise.resolve(
        name === "sid" ? of(storeId).find(({ domain }) => domain === new URL(url).hostname) : undefined,
      ),
    getAll: async ({ name, secure, storeId }) => await Promise.resolve(name === "sid" && secure ? of(storeId) : []),
  };
};

const org = "00D000000000001";
const other = "00D000000000002AAA";
const session = (id: string, rest = "api"): string => `${id}!${rest}`;

const token = async (options: ExtensionConnectionOptions, rejected?: string): Promise<string> => {
  const { accessToken } = await extensionConnection(options);
  if (typeof accessToken !== "function") throw new Error("expected a token source");
  return await accessToken(rejected);
};

describe("the session of a tab", () => {
  const rows: readonly [string, string, readonly Cookie[], string, string][] = [
    [
      "Lightning",
      "https://acme.lightning.force.com/lightning/page/home",
      [
        { domain: "acme.lightning.force.com", value: session(org, "page") },
        { domain: "other.my.salesforce.com", value: session(other) },
        { domain: "acme.my.salesforce.com", value: session(org) },
      ],
      "https://acme.my.salesforce.com",
      session(org),
    ],
    [
      "a sandbox's Lightning",
      "https://acme--uat.sandbox.lightning.force.com/",
      [{ domain: ".acme--uat.sandbox.my.salesforce.com", value: session(org) }],
      "https://acme--uat.sandbox.my.salesforce.com",
      session(org),
    ],
    [
      "Setup",
      "https://acme.my.salesforce-setup.com/lightning/setup/SetupOneHome/home",
      [{ domain: "acme.my.salesforce.com", value: session(org) }],
      "https://acme.my.salesforce.com",
      session(org),
    ],
    [
      "the classic pages",
      "https://acme.my.salesforce.com/0015g00000ABCDE",
      [{ domain: "acme.my.salesforce.com", value: session(org) }],
      "https://acme.my.salesforce.com",
      session(org),
    ],
    [
      "Visualforce, whose org its own session tells",
      "https://acme--c.vf.force.com/apex/page",
      [
        { domain: "acme--c.vf.force.com", value: session(org, "page") },
        { domain: "other.my.salesforce.com", value: session(other) },
        { domain: "acme.my.salesforce.com", value: session(`${org}EAA`) },
      ],
      "https://acme.my.salesforce.com",
      session(`${org}EAA`),
    ],
    [
      "an org that was renamed",
      "https://acme.lightning.force.com/",
      [
        { domain: "acme.lightning.force.com", value: session(org, "page") },
        { domain: "acme.my.salesforce.com", value: session(other) },
        { domain: "old.my.salesforce.com", value: session(org) },
      ],
      "https://old.my.salesforce.com",
      session(org),
    ],
    [
      "a proxy",
      "https://acme.lightning.force.com.mcas.ms/",
      [{ domain: "acme.my.salesforce.com.mcas.ms", value: session(org) }],
      "https://acme.my.salesforce.com",
      session(org),
    ],
  ];

  it.each(rows)("with %s", async (_, tabUrl, cookies, instanceUrl, accessToken) => {
    const connection = await extensionConnection({ cookies: jar(cookies), tabUrl });
    expect(connection.instanceUrl).toBe(instanceUrl);
    expect(connection.fetch).toBeTypeOf("function");
    await expect(token({ cookies: jar(cookies), tabUrl })).resolves.toBe(accessToken);
  });

  it("is that of its window", async () => {
    const cookies = jar([
      { domain: "acme.my.salesforce.com", value: session(org, "one") },
      { domain: "acme.my.salesforce.com", value: session(org, "two"), storeId: "private" },
    ]);
    const tabUrl = "https://acme.lightning.force.com/";
    await expect(token({ cookies, tabUrl })).resolves.toBe(session(org, "one"));
    await expect(token({ cookies, tabUrl, storeId: "private" })).resolves.toBe(session(org, "two"));
  });

  it.each([
    ["nobody has signed in", []],
    ["the session is another org's", [{ domain: "other.my.salesforce.com", value: session(other) }]],
    ["it is of a host that has no API", [{ domain: "acme.lightning.force.com", value: session(org) }]],
    ["it is of a gateway, which no tab may name", [{ domain: "gateway.example", value: session(org) }]],
    ["it is of a site", [{ domain: "acme.my.site.com", value: session(org) }]],
    ["it is of a Visualforce page", [{ domain: "acme--c.na139.visual.force.com", value: session(org) }]],
    ["it is of a proxy that stands before no org", [{ domain: "1.mcas.ms", value: session(org) }]],
    ["a host has the name within its own", [{ domain: "acme.my.salesforce.com.evil.example", value: session(org) }]],
    ["the cookie holds something else", [{ domain: "acme.my.salesforce.com", value: "nonsense" }]],
  ])("is not there where %s", async (_, cookies) => {
    const finding = extensionConnection({ cookies: jar(cookies), tabUrl: "https://acme.lightning.force.com/" });
    await expect(finding).rejects.toThrow(SessionError);
    await expect(finding).rejects.toThrow(/^Cannot find the session of "acme\.lightning\.force\.com": sign in/);
    await expect(finding).rejects.not.toThrow(/00D|nonsense/);
  });

  it.each([
    "https://evil.example/",
    "https://evil.example.mcas.ms/",
    "https://1.mcas.ms/",
    "http://acme.my.salesforce.com/",
    "http://127.0.0.1:8787/",
  ])("is not there where the tab shows %s, whichever org its cookie names", async (tabUrl) => {
    const { hostname } = new URL(tabUrl);
    const cookies = jar([
      { domain: hostname, value: session(org, "page") },
      { domain: "old.my.salesforce.com", value: session(org) },
    ]);
    await expect(extensionConnection({ cookies, tabUrl })).rejects.toThrow(SessionError);
  });

  it("is not there where the browser refuses", async () => {
    const refusal = new Error("No host permissions for cookies at url");
    const cookies: CookieReader = { ...jar([]), get: async () => await Promise.reject(refusal) };
    const finding = extensionConnection({ cookies, tabUrl: "https://acme.lightning.force.com/" });
    await expect(finding).rejects.toMatchObject({ name: "SessionError", cause: refusal });
  });
});

describe("a rejected session", () => {
  const tabUrl = "https://acme.lightning.force.com/";
  const cookies: Cookie[] = [{ domain: "acme.my.salesforce.com", value: session(org, "old") }];

  it("is read again", async () => {
    const { accessToken } = await extensionConnection({ cookies: jar(cookies), tabUrl });
    if (typeof accessToken !== "function") throw new Error("expected a token source");
    await expect(accessToken(session(org, "old"))).rejects.toThrow(
      /the cookie still holds the rejected one; reload a tab/,
    );
    cookies[0] = { domain: "acme.my.salesforce.com", value: session(other, "new") };
    await expect(accessToken(session(org, "old"))).rejects.toThrow(/this browser has signed out of the org/);
    cookies[0] = { domain: "acme.my.salesforce.com", value: session(org, "new") };
    await expect(accessToken(session(org, "old"))).resolves.toBe(session(org, "new"));
    // Without a rejected one it is what was found: core remembers the newer one itself.
    await expect(accessToken()).resolves.toBe(session(org, "old"));
  });
});

it.each([
  [{ cookies: undefined, tabUrl: "https://acme.my.salesforce.com" }, /^Cannot use cookies: expected chrome\.cookies/],
  [{ cookies: jar([]), tabUrl: undefined }, /^Cannot use tabUrl: expected tab\.url/],
  [{ cookies: jar([]), tabUrl: "acme" }, /^Cannot use tabUrl: expected tab\.url/],
])("a wrong argument is named: %#", async (options, message) => {
  const finding = extensionConnection(options as ExtensionConnectionOptions);
  await expect(finding).rejects.toThrow(TypeError);
  await expect(finding).rejects.toThrow(message);
});
