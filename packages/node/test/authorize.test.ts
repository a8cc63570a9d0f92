import { createServer } from "node:http";
import { authorize, closeJob, getJob, type LoopbackOptions, memoryStore } from "@sfbulk/node";
import { createEmulator, type OAuthClient } from "@sfbulk/emulator";
import { expect, onTestFinished, test } from "vitest";

const instanceUrl = "https://acme.my.salesforce.com";
const app: OAuthClient = { clientId: "app", requirePkce: true, rotateRefreshTokens: true };

/** Some port that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** An org, and a user who opens an address there, says something, and is sent back to the program. */
async function prepare(changes: Partial<OAuthClient> = {}, decision = "allow") {
  const emulator = createEmulator({ instanceUrl, clients: [{ ...app, ...changes }] });
  const visits: Promise<{ status: number; text: string }>[] = [];
  const goBack = async (address: string): Promise<void> => {
    const visit = fetch(address).then(async (page) => ({ status: page.status, text: await page.text() }));
    visits.push(visit);
    await visit;
  };
  const redirectUri = `http://127.0.0.1:${await freePort()}/callback`;
  const open = async (url: string): Promise<void> => {
    const answer = await emulator.fetch(url, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `decision=${decision}`,
    });
    // The browser comes back while the program waits.
    void goBack(answer.headers.get("location") ?? "");
  };
  const options: LoopbackOptions = {
    loginUrl: instanceUrl,
    clientId: "app",
    redirectUri,
    open,
    fetch: emulator.fetch,
  };
  return { emulator, options, visits, goBack };
}

test("signs in with PKCE over loopback, keeps the grant, and renews it where it is kept", async () => {
  const { emulator, options, visits } = await prepare();
  const { id } = await emulator.control.addJob({});
  const store = memoryStore({ revision: "old", refreshToken: "of an earlier sign-in" });
  const authorized = await authorize({ ...options, store });
  expect(authorized.instanceUrl).toBe(instanceUrl);
  expect(await store.read()).toEqual(authorized.grant);
  const { accessToken } = authorized;
  const connection = { instanceUrl, accessToken, fetch: emulator.fetch };
  expect((await getJob(connection, id)).state).toBe("Open");
  await emulator.control.expireToken(await accessToken());
  expect((await closeJob(connection, id)).state).toBe("Closed");
  const renewed = await store.read();
  expect(renewed?.refreshToken).not.toBe(authorized.grant?.refreshToken);
  expect(await Promise.all(visits)).toEqual([
    { status: 200, text: "You can close this window and go back to the program.\n" },
  ]);
});

test("without a refresh token there is a session until it ends, which is said then", async () => {
  const { options } = await prepare();
  const { accessToken, grant } = await authorize({ ...options, scope: "api" });
  expect(grant).toBeUndefined();
  await expect(Promise.resolve(accessToken(await accessToken()))).rejects.toMatchObject({
    code: "NoAccessToken",
    message: expect.stringContaining("ask for the scope refresh_token"),
  });
});

test.each([
  [{ problem: "blocked" } as const, "allow", "AppBlocked", "unblock the app"],
  [{ problem: "not-installed" } as const, "allow", "AppNotInstalled", "install the External Client App in this org"],
  [{}, "deny", "UserRefused", "pressed Deny"],
])("%j and %s is told as what it is", async (changes, decision, code, words) => {
  const { options, visits } = await prepare(changes, decision);
  await expect(authorize(options)).rejects.toMatchObject({
    name: "SessionError",
    code,
    message: expect.stringContaining(words),
  });
  const [page] = await Promise.all(visits);
  if (decision === "deny") expect(page?.text).toBe("Nobody is signed in. The program says why: go back to it.\n");
});

test("what comes with another state, or to another address, is nobody's answer: the sign-in waits for its own", async () => {
  const { options, goBack, visits } = await prepare();
  const signingIn = authorize({
    ...options,
    open: async (url) => {
      for (const path of ["/favicon.ico", "/callback", "/callback?code=x&state=forged"]) {
        await goBack(new URL(path, options.redirectUri).href);
      }
      await options.open(url);
    },
  });
  await signingIn;
  expect((await Promise.all(visits)).map(({ status }) => status)).toEqual([404, 404, 400, 200]);
});

test("nobody who comes back, a signal, and a browser that does not open end the waiting", async () => {
  const { options } = await prepare();
  const nobody = { ...options, open: () => undefined };
  await expect(authorize({ ...nobody, timeout: 1 })).rejects.toMatchObject({ code: "SignInAbandoned" });
  const controller = new AbortController();
  const reason = new Error("enough");
  const aborted = authorize({ ...options, signal: controller.signal, open: () => controller.abort(reason) });
  await expect(aborted).rejects.toBe(reason);
  const broken = { ...options, open: () => Promise.reject(new Error("no browser")) };
  await expect(authorize(broken)).rejects.toThrow("no browser");
  // The port is free again each time.
  await authorize(options);
});

test("a port that is taken is told as that", async () => {
  const { options } = await prepare();
  const server = createServer().listen(Number(new URL(options.redirectUri ?? "").port), "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  onTestFinished(async () => await new Promise<void>((resolve) => void server.close(() => resolve())));
  await expect(authorize(options)).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test.each([
  [{ loginUrl: "https://login.salesforce.com" }, /expected the org's My Domain.*found there only$/],
  [
    { redirectUri: "https://acme.example/callback" },
    /^Cannot use redirectUri "https:\/\/acme.example": expected an address/,
  ],
  [{ redirectUri: "nonsense" }, /^Cannot use redirectUri "nonsense"/],
  [{ open: undefined }, /^Cannot use open: /],
  [{ prompt: "none" }, /^Cannot use prompt "none": expected one of login/],
  [{ store: 5 }, /^Cannot use store: /],
  [{ timout: 5 }, /did you mean "timeout"/],
  [{ scope: "" }, /^Cannot use scope: /],
])("%j is a bad option", async (changes, words) => {
  const { options } = await prepare();
  await expect(authorize({ ...options, ...changes } as LoopbackOptions)).rejects.toThrow(words);
});
