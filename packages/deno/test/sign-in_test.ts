import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { authorize, closeJob, fileStore, type LoopbackOptions, memoryStore, refreshTokenSource } from "@sfbulk/deno";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "./loopback.ts";

const instanceUrl = "https://acme.my.salesforce.com";
const client = { clientId: "app", requirePkce: true, rotateRefreshTokens: true, refreshTokens: ["first"] };

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(`${folder}/grants/acme.grant`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a grant in a file is renewed once for all that share it, and is its owner's alone", async () => {
  await inFolder(async (path) => {
    const { fetch, control } = createEmulator({ instanceUrl, clients: [client] });
    await fileStore(path).replace(undefined, { revision: "1", refreshToken: "first" });
    const source = (): ReturnType<typeof refreshTokenSource> =>
      refreshTokenSource({ loginUrl: instanceUrl, clientId: "app", store: fileStore(path), fetch });
    const sources = Array.from({ length: 5 }, source);
    let rejected: string | undefined;
    for (let round = 0; round < 3; round++) {
      const tokens = new Set(await Promise.all(sources.map(async (one) => await one(rejected))));
      strictEqual(tokens.size, 1);
      [rejected] = tokens;
    }
    const { id } = await control.addJob({});
    strictEqual((await closeJob({ instanceUrl, accessToken: source(), fetch }, id)).state, "Closed");
    if (Deno.build.os !== "windows") strictEqual(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);
    const left: string[] = [];
    for await (const { name } of Deno.readDir(path.replace(/acme.grant$/, ""))) left.push(name);
    deepStrictEqual(left, ["acme.grant"]);
  });
});

Deno.test("a file that is something else is refused", async () => {
  await inFolder(async (path) => {
    await fileStore(path).replace(undefined, { revision: "1", refreshToken: "first" });
    await Deno.writeTextFile(path, "Name\nAcme\n");
    await rejects(fileStore(path).read(), { name: "SessionError", code: "GrantUnreadable" });
  });
});

Deno.test("signs in with PKCE over loopback, and keeps the grant", async () => {
  const { fetch, control } = createEmulator({ instanceUrl, clients: [client] });
  const free = listen(async () => await Promise.resolve());
  const { port } = free;
  await free[Symbol.asyncDispose]();
  const network = globalThis.fetch;
  let page: Promise<string> | undefined;
  const store = memoryStore();
  const options: LoopbackOptions = {
    loginUrl: instanceUrl,
    clientId: "app",
    redirectUri: `http://127.0.0.1:${port}/callback`,
    store,
    fetch,
    open: async (url) => {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: "decision=allow",
      });
      page = network(answer.headers.get("location") ?? "").then(async (reply) => await reply.text());
    },
  };
  const { accessToken, grant } = await authorize(options);
  strictEqual(await page, "You can close this window and go back to the program.\n");
  deepStrictEqual(await store.read(), grant);
  const { id } = await control.addJob({});
  strictEqual((await closeJob({ instanceUrl, accessToken, fetch }, id)).state, "Closed");
  await rejects(authorize({ ...options, open: () => undefined, timeout: 1 }), { code: "SignInAbandoned" });
});
