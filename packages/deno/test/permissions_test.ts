import { deepStrictEqual } from "node:assert/strict";
import { createEmulator } from "@sfbulk/emulator";
import { serve } from "./loopback.ts";
import { runProgram } from "./run-program.ts";

const refusedNet = (action: string, flag: string): string =>
  `MissingPermission: NotCapable: Cannot ${action}: Deno has no permission for it; run again with: ${flag}`;

Deno.test("without permission, a request is refused with the flag that permits it, and nothing more", async () => {
  deepStrictEqual(
    await runProgram("try-adapter", {
      args: ["", "https://acme.my.salesforce.com/a", "https://acme.my.salesforce.com:8443/", "http://[::1]:8787/"],
    }),
    [
      refusedNet("send to acme.my.salesforce.com", "--allow-net=acme.my.salesforce.com"),
      refusedNet("send to acme.my.salesforce.com:8443", "--allow-net=acme.my.salesforce.com:8443"),
      refusedNet("send to [::1]:8787", "--allow-net=[::1]:8787"),
    ],
  );
});

Deno.test("the flag that was named is the one that permits, and no other host", async () => {
  await using server = serve(() => new Response("fine"));
  deepStrictEqual(
    await runProgram("try-adapter", {
      flags: [`--allow-net=localhost:${server.port}`],
      args: ["", server.url, `http://127.0.0.1:${server.port}`],
    }),
    [200, refusedNet(`send to 127.0.0.1:${server.port}`, `--allow-net=127.0.0.1:${server.port}`)],
  );
  deepStrictEqual(await runProgram("try-adapter", { flags: ["--allow-net=localhost"], args: ["", server.url] }), [200]);
});

Deno.test("a permission with the port of https is enough", async () => {
  const [outcome] = (await runProgram("try-adapter", {
    flags: ["--allow-net=sfbulk.invalid:443"],
    args: ["", "https://sfbulk.invalid/"],
  })) as [string];
  // It got as far as the network, where there is no such name.
  deepStrictEqual(outcome.split(":")[0], "TypeError");
});

Deno.test("--deny-net goes before --allow-net", async () => {
  deepStrictEqual(
    await runProgram("try-adapter", {
      flags: ["--allow-net", "--deny-net=acme.my.salesforce.com"],
      args: ["", "https://acme.my.salesforce.com/"],
    }),
    [refusedNet("send to acme.my.salesforce.com", "--allow-net=acme.my.salesforce.com")],
  );
});

Deno.test("a proxy needs its permission when the adapter is made", async () => {
  const args = ["http://proxy.example:3128"];
  const refused = refusedNet("use the proxy proxy.example:3128", "--allow-net=proxy.example:3128");
  deepStrictEqual(await runProgram("try-adapter", { args }), [`denoAdapter: ${refused}`]);
  deepStrictEqual(await runProgram("try-adapter", { args, flags: ["--allow-net=proxy.example:3128"] }), []);
  for (const [proxy, host] of [
    ["http://proxy.example", "proxy.example"],
    ["https://proxy.example:8443", "proxy.example:8443"],
    ["socks5://user:secret@proxy.example:1080", "proxy.example:1080"],
  ] as const) {
    // Deno itself must ask for no more than that.
    deepStrictEqual(await runProgram("try-adapter", { args: [proxy], flags: [`--allow-net=${host}`] }), []);
  }
});

const token = "00D000000000001!AQ.secret";
const env = { SF_ACCESS_TOKEN: token, SF_ORG_INSTANCE_URL: "https://acme.my.salesforce.com" };
const allFlag = "--allow-env=SF_ACCESS_TOKEN,SF_ORG_INSTANCE_URL,SF_ORG_API_VERSION";
const refusedEnv = (name: string, flag: string): string =>
  `MissingPermission: NotCapable: Cannot read ${name}: Deno has no permission for it; run again with: ${flag}`;

Deno.test("without permission, denoConnection names the flag for all of its variables", async () => {
  deepStrictEqual(await runProgram("try-connection", { env }), refusedEnv("SF_ACCESS_TOKEN", allFlag));
  deepStrictEqual(
    await runProgram("try-connection", { env, flags: ["--allow-env=SF_ACCESS_TOKEN"] }),
    refusedEnv("SF_ORG_INSTANCE_URL", allFlag),
  );
  deepStrictEqual(
    await runProgram("try-connection", { env, flags: ["--allow-env=SF_ACCESS_TOKEN,SF_ORG_INSTANCE_URL"] }),
    refusedEnv("SF_ORG_API_VERSION", allFlag),
  );
});

Deno.test("a version that is given needs no permission", async () => {
  const flag = "--allow-env=SF_ACCESS_TOKEN,SF_ORG_INSTANCE_URL";
  const args = ['{"version":65}'];
  deepStrictEqual(await runProgram("try-connection", { env, args }), refusedEnv("SF_ACCESS_TOKEN", flag));
  deepStrictEqual(
    await runProgram("try-connection", { env, args, flags: [flag, "--allow-net=acme.my.salesforce.com"] }),
    {
      instanceUrl: "https://acme.my.salesforce.com",
      version: 65,
    },
  );
});

Deno.test("denoConnection needs the org's host at once, and not when a job is under way", async () => {
  deepStrictEqual(
    await runProgram("try-connection", { env, flags: [allFlag] }),
    refusedNet("send to acme.my.salesforce.com", "--allow-net=acme.my.salesforce.com"),
  );
});

Deno.test("the flags that were named are all that is needed to talk to an org", async () => {
  const { handle, accessToken, control } = createEmulator();
  const { id } = await control.addJob();
  await using server = serve(handle);
  deepStrictEqual(
    await runProgram("try-connection", {
      env: { SF_ACCESS_TOKEN: `${accessToken}\n`, SF_ORG_INSTANCE_URL: server.url, SF_ORG_API_VERSION: "v65.0" },
      flags: [allFlag, `--allow-net=localhost:${server.port}`],
      args: ["{}", id],
    }),
    { instanceUrl: server.url, version: "65.0", state: "Open" },
  );
});

Deno.test("old names are read where they are permitted, and never asked for", async () => {
  const old = {
    SFDX_ACCESS_TOKEN: token,
    SFDX_INSTANCE_URL: "https://old.my.salesforce.com",
    SFDX_API_VERSION: "58.0",
  };
  deepStrictEqual(
    await runProgram("try-connection", {
      env: old,
      flags: ["--allow-env=SFDX_*", "--allow-net=old.my.salesforce.com"],
    }),
    { instanceUrl: "https://old.my.salesforce.com", version: "58.0" },
  );
  deepStrictEqual(
    await runProgram("try-connection", { env: old, flags: [allFlag] }),
    "MissingVariable: TypeError: Cannot find SF_ACCESS_TOKEN in the environment: set it to the access token; get it with: sf org auth show-access-token --json",
  );
});

Deno.test("an old name that is permitted but not set is not enough", async () => {
  deepStrictEqual(
    await runProgram("try-connection", { env, flags: ["--allow-env=SFDX_*"] }),
    refusedEnv("SF_ACCESS_TOKEN", allFlag),
  );
});

Deno.test("elsewhere the module loads, and its functions say which package it takes", async () => {
  const elsewhere = (caller: string): string =>
    `UnsupportedRuntime: TypeError: Cannot use ${caller}: it needs Deno 2, and this is another runtime; for Node.js there is @sfbulk/node, for any other @sfbulk/core`;
  deepStrictEqual(
    await runProgram("try-elsewhere"),
    ["denoAdapter", "denoConnection", "denoConnection without fetch"].map(elsewhere),
  );
});
