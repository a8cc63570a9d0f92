import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { argumentError, createJob, denoConnection, getJob } from "@sfbulk/deno";
import { createEmulator } from "@sfbulk/emulator";
import { serve } from "./loopback.ts";

const token = "00D000000000001!AQ.secret";
const env = { SF_ACCESS_TOKEN: token, SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com" };
const fetch = (): Promise<Response> => Promise.resolve(new Response());

Deno.test("the variables of the sf CLI are read", () => {
  deepStrictEqual(denoConnection({ env: { ...env, SF_ORG_API_VERSION: "67.0" }, fetch }), {
    instanceUrl: "https://acme.my.salesforce.com",
    accessToken: token,
    version: "67.0",
    fetch,
  });
  ok(!("version" in denoConnection({ env, fetch })));
});

Deno.test("the old names are known, and the new ones go first where they are set", () => {
  const old = {
    SFDX_ACCESS_TOKEN: "00D!old",
    SFDX_INSTANCE_URL: "https://old.my.salesforce.com",
    SFDX_API_VERSION: "58.0",
  };
  deepStrictEqual(denoConnection({ env: { ...old, SF_ACCESS_TOKEN: " " }, fetch }), {
    instanceUrl: "https://old.my.salesforce.com",
    accessToken: "00D!old",
    version: "58.0",
    fetch,
  });
  deepStrictEqual(denoConnection({ env: { ...old, ...env, SF_ORG_API_VERSION: "66.0" }, fetch }), {
    instanceUrl: "https://acme.my.salesforce.com",
    accessToken: token,
    version: "66.0",
    fetch,
  });
});

Deno.test("the line break that a file ends with is dropped, and a path's slash", () => {
  const messy = { SF_ACCESS_TOKEN: `${token}\n`, SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com/ " };
  deepStrictEqual(denoConnection({ env: messy, fetch }), {
    instanceUrl: env.SF_ORG_INSTANCE_URL,
    accessToken: token,
    fetch,
  });
});

Deno.test("the options go first", () => {
  const options = {
    version: 65,
    fetch,
    gzip: { minBytes: 7 },
    attemptTimeout: 5,
    stallTimeout: "1m",
    retry: { attempts: 1 },
    onAttempt: () => undefined,
  };
  deepStrictEqual(denoConnection({ env: { ...env, SF_ORG_API_VERSION: "not read" }, ...options }), {
    instanceUrl: env.SF_ORG_INSTANCE_URL,
    accessToken: token,
    ...options,
  });
});

for (const [wrong, message, code] of [
  [
    {},
    "Cannot find SF_ACCESS_TOKEN in the environment: set it to the access token; get it with: sf org auth show-access-token --json",
    "MissingVariable",
  ],
  [
    { ...env, SF_ORG_INSTANCE_URL: undefined },
    "Cannot find SF_ORG_INSTANCE_URL in the environment: set it to the org's address, https://acme.my.salesforce.com; get it with: sf org display --json",
    "MissingVariable",
  ],
  [
    { ...env, SF_ACCESS_TOKEN: "[REDACTED] Use 'sf org auth show-access-token' to view" },
    'Cannot use SF_ACCESS_TOKEN: it is the word "[REDACTED]", which the sf CLI shows in place of a token (except by: sf org auth show-access-token)',
    "InvalidAccessToken",
  ],
  [
    { ...env, SF_ACCESS_TOKEN: undefined, SFDX_ACCESS_TOKEN: `${token} ${token}` },
    "Cannot use SFDX_ACCESS_TOKEN: it is a string with spaces or characters that no token has (51 characters)",
    "InvalidAccessToken",
  ],
  [
    { ...env, SF_ORG_INSTANCE_URL: "acme.my.salesforce.com" },
    'Cannot use SF_ORG_INSTANCE_URL "acme.my.salesforce.com": expected an address such as "https://acme.my.salesforce.com"',
    "InvalidInstanceUrl",
  ],
  [
    { ...env, SFDX_API_VERSION: "68.1" },
    'Cannot use SFDX_API_VERSION "68.1": expected a version such as "68.0"',
    "InvalidVersion",
  ],
] as const) {
  Deno.test(`what is missing or wrong is named, without the token: ${message}`, () => {
    throws(() => denoConnection({ env: wrong, fetch }), argumentError(code, message));
    ok(!message.includes("secret"));
  });
}

Deno.test("the connection works over Deno's own fetch, and leaves nothing open", async () => {
  const { handle, accessToken } = createEmulator();
  await using server = serve(handle);
  const connection = denoConnection({
    env: { SF_ACCESS_TOKEN: accessToken, SF_ORG_INSTANCE_URL: server.url },
    gzip: true,
  });
  const { id } = await createJob(connection, { object: "Account", operation: "insert" });
  strictEqual((await getJob(connection, id)).state, "Open");
});
