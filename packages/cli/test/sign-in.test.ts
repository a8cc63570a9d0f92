import { generateKeyPairSync } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import type { OAuthClient } from "@sfbulk/emulator";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Done, runInPipe, type RunOptions } from "./run-in-pipe.ts";
import { runOnTerminal } from "./run-on-terminal.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// login, logout and orgs: sign-ins of the command's own.

const secret = "the-secret-of-the-app";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const clients: readonly OAuthClient[] = [
  { clientId: "rotating", requirePkce: true, rotateRefreshTokens: true },
  { clientId: "lasting", requirePkce: true },
  { clientId: "blocked", problem: "blocked" },
  { clientId: "itself", clientSecret: secret },
  { clientId: "certified", username: "user@emulator.example", publicKey: publicKey.export({ format: "jwk" }) },
];

/** Where what is kept stands, and an sf CLI that is not there. */
let org: TestOrg;
let state: string;
let env: Record<string, string>;
beforeEach(async () => {
  org = await startOrg({ clients });
  state = join(org.folder, "state", "sfbulk");
  env = { XDG_STATE_HOME: join(org.folder, "state"), HOME: org.folder, PATH: org.folder };
});
afterEach(async () => await org.end());

const run = async (args: readonly string[], options: RunOptions = {}): Promise<Done> =>
  await runInPipe(args, { cwd: org.folder, ...options, env: { ...env, ...options.env } });

/** Some port that is free. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A browser whose user presses a button and is sent back: what `BROWSER` names. */
function browser(decision: "allow" | "deny" = "allow"): Record<string, string> {
  const file = join(org.folder, `${decision}-browser`);
  const program = `#!${process.execPath}
const url = process.argv[2];
const body = new URLSearchParams({ decision: "${decision}" });
fetch(url, { method: "POST", body, redirect: "manual" }).then((answer) => fetch(answer.headers.get("location")));
`;
  // `open` brings a script of that name; in one file with everything else, the command takes that of the system.
  for (const path of [file, join(org.folder, "xdg-open")]) {
    writeFileSync(path, program);
    chmodSync(path, 0o755);
  }
  return { BROWSER: file, PATH: [org.folder, process.env["PATH"]].join(delimiter) };
}

async function logIn(alias: string, clientId: string, ...more: string[]): Promise<Done> {
  const callback = ["--callback-url", `http://127.0.0.1:${await freePort()}/OauthRedirect`];
  const args = ["login", "-r", org.url, "-i", clientId, "-a", alias, "--wait", "1", ...callback, ...more];
  return await run(args, { env: browser() });
}

const keptFiles = (): string[] =>
  readdirSync(state, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const tokenCalls = async (): Promise<number> =>
  (await org.emulator.control.exchanges()).filter(({ operation }) => operation === "token").length;

/** What is kept of the grant. */
function grant(): { readonly accessToken: string; readonly refreshToken: string } {
  const path = keptFiles().find((file) => file.endsWith(".grant")) ?? "";
  return JSON.parse(readFileSync(path, "utf8")) as { accessToken: string; refreshToken: string };
}

/** What is said of a grant that is lost: why, and nothing that is not so; and what to do. */
const lostWords = (): unknown =>
  expect.stringMatching(
    new RegExp(
      `^(?!.*was revoked)(?=.*the refresh token is dead, and the one in its place is lost)(?=.*Sign in again with: sfbulk login --alias acme --instance-url ${org.url} --client-id rotating\n)`,
      "s",
    ),
  );

describe.skipIf(process.platform === "win32")("in a browser", () => {
  test("every command works with it, from its alias, the variable and as the default; it is its owner's alone", async () => {
    const done = await logIn("acme", "rotating", "--set-default");
    expect(done.code).toBe(0);
    expect(done.stdout).toBe("signed in  acme  user@emulator.example, Emulator (Developer Edition), by browser\n");
    expect(done.stderr).toContain("sfbulk doctor --target-org acme");
    const { accessToken, refreshToken } = grant();
    const ids = await Promise.all([1, 2, 3].map(async () => (await org.emulator.control.addJob({})).id));
    const listed = await run(["orgs"]);
    const calls = [
      await run(["close", ids[0] ?? "", "-o", "acme"]),
      await run(["close", ids[1] ?? "", "-o", "USER@emulator.example", "--verbose"]),
      await run(["close", ids[2] ?? "", "--explain"], { env: { SF_TARGET_ORG: "acme" } }),
      await run(["list", "--json"]),
      await run(["orgs", "--json"]),
    ];
    expect(calls.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(listed.stdout).toMatch(
      /^ALIAS +USER +ORG +SIGNED IN BY .*\nacme \(default\) +user@emulator.example +Emulator \(Developer Edition\) +browser +\S.* ok +00D\w+\n$/,
    );
    expect(JSON.parse(calls[4]?.stdout ?? "")).toMatchObject({
      result: [{ alias: "acme", isDefault: true, signInKind: "browser", rotatesRefreshTokens: null, state: "ok" }],
    });
    const printed = [done, listed, ...calls].map(({ stdout, stderr }) => stdout + stderr).join("\n");
    for (const token of [accessToken, refreshToken]) expect(printed).not.toContain(token);
    for (const file of keptFiles()) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(state, "orgs", "acme")).mode & 0o777).toBe(0o700);
  });

  test("processes that find the session ended renew it once, where each refresh token is good once", async () => {
    await logIn("acme", "rotating");
    const { id } = await org.emulator.control.addJob({});
    const status = async (): Promise<Done> => await run(["status", id, "-o", "acme"]);
    for (const calls of [2, 1]) {
      await org.emulator.control.expireToken(grant().accessToken);
      const before = await tokenCalls();
      const processes = await Promise.all(Array.from({ length: calls }, status));
      expect(new Set(processes.map(({ code }) => code))).toEqual(new Set([0]));
      expect((await tokenCalls()) - before).toBe(1);
    }
    expect((await run(["orgs"])).stdout).toContain("ok, rotates");
    const doctor = await run(["doctor", "-o", "acme"]);
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toMatch(
      /ok +Sign-in +by browser, app rotating, .*; its refresh tokens rotate, and each new one is kept\n/,
    );
  });

  test.each([
    ["after the org has answered: it is lost, every command says so, and a new sign-in mends it", true],
    ["before the org has heard of it: the next one renews it, and nobody hears of it", false],
  ])("the process that renews is killed with -9 %s", async (_, applied) => {
    await logIn("acme", "rotating");
    await org.emulator.control.expireToken(grant().accessToken);
    await org.emulator.control.fail({ kind: "never-answers", applied, on: { operation: "token" }, times: 1 });
    let waiting: Promise<Done> | undefined;
    await run(["list", "-o", "acme"], {
      meanwhile: async (child) => {
        await vi.waitUntil(() => "renewing" in grant(), { timeout: 60_000 });
        await vi.waitUntil(async () => (await tokenCalls()) > 1, { timeout: 60_000 });
        waiting = run(["list", "-o", "acme"]);
        child.kill("SIGKILL");
      },
    });
    for (const done of [await waiting, await run(["list", "-o", "acme"])]) {
      expect(done).toMatchObject(applied ? { code: 1, stderr: lostWords() } : { code: 0 });
    }
    expect((await run(["orgs"])).stdout).toContain(applied ? "may be lost" : "ok, rotates");
    if (!applied) return;
    expect((await logIn("acme", "rotating")).code).toBe(0);
    expect((await run(["list", "-o", "acme"])).code).toBe(0);
  });

  test("a grant that is lost during a load: first to sign in again, then to go on; it is told once", async () => {
    await logIn("acme", "rotating");
    const file = join(org.folder, "accounts.csv");
    writeFileSync(file, "Name\n1\n2\n3\n");
    await org.emulator.control.fail({ kind: "session-expired", on: { operation: "addBatch" }, skip: 1, times: 1 });
    await org.emulator.control.fail({ kind: "answer-lost", on: { operation: "token" }, times: 1 });
    const to = ["-s", "Account", "--operation", "insert", "--batch-size", "1", "--concurrency", "1"];
    const stopped = await run(["load", file, ...to, "-o", "acme"]);
    expect({ code: stopped.code, stderr: stopped.stderr }).toEqual({ code: 75, stderr: lostWords() });
    expect(stopped.stderr).toMatch(
      /Try this:\n {2}Sign in again with: .*\n {2}Go on, and nothing goes in twice: sfbulk load .* --resume/,
    );
    // Another process knows by the grant what has become of it.
    const doctor = await run(["doctor", "-o", "acme"]);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout.match(/the one in its place is lost/g)).toHaveLength(1);
    const many = await run(["wait", "7509H0000016GUXQA2", "7509H0000016GUbQAM", "-o", "acme"]);
    expect(many.code).toBe(1);
    expect(many.stdout).toMatch(
      /^failed {10}7509H0000016GUXQA2 {2}.*is lost.*\nfailed {10}7509H0000016GUbQAM {2}there is no session: see above\n$/,
    );
    expect((await run(["orgs"])).stdout).toContain("may be lost");
    await logIn("acme", "rotating");
    expect((await run(["load", file, "--resume", "-o", "acme"])).code).toBe(0);
    expect((await org.emulator.control.records("Account")).map(({ Name }) => String(Name)).toSorted()).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  test("a grant that Salesforce has ended: 1, and the command that signs in again", async () => {
    await logIn("acme", "lasting");
    const { accessToken, refreshToken } = grant();
    await fetch(`${org.url}/services/oauth2/revoke`, {
      method: "POST",
      body: new URLSearchParams({ token: refreshToken }),
    });
    const { code, stderr } = await run(["list", "-o", "acme"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the refresh token is dead");
    expect(stderr).toContain(
      `Sign in again with: sfbulk login --alias acme --instance-url ${org.url} --client-id lasting\n`,
    );
    for (const token of [accessToken, refreshToken]) expect(stderr).not.toContain(token);
  });

  test("signed in anew it is the same org; as another user, what was there is revoked", async () => {
    await logIn("acme", "rotating");
    const first = grant();
    await logIn("acme", "rotating");
    expect(grant().refreshToken).not.toBe(first.refreshToken);
    expect(keptFiles()).toHaveLength(2);
    const second = grant();
    expect(
      (await run(["login", "-r", org.url, "-i", "itself", "-a", "acme", "--client-credentials"], { input: secret }))
        .code,
    ).toBe(0);
    expect(keptFiles().map((file) => file.split("/").at(-1))).toEqual(["org.json"]);
    expect(await isGood(second.refreshToken)).toBe(false);
  });

  test("orgs on a narrow terminal: whose sign-in it is stays, and no word is broken", async () => {
    const none = runOnTerminal(["orgs"], { env, columns: 60 });
    expect(await none.exit).toBe(0);
    expect(none.screen()).toMatch(/^Nobody is signed in .* See how with:?\n/);
    await logIn("acme-production-full-copy", "lasting");
    const { screen, exit } = runOnTerminal(["orgs"], { env, columns: 60 });
    expect(await exit).toBe(0);
    const lines = screen().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ALIAS {22}USER +ORG +STATE$/);
    expect(lines[1]).toMatch(/^acme-production-full-copy  user@\S*…  Emulat.*…  \S.*$/);
  });

  test("logout revokes the grant and leaves nothing behind; who is asked can say no", async () => {
    await logIn("acme", "rotating", "-s");
    const { refreshToken } = grant();
    const unasked = await run(["logout", "acme"]);
    expect(unasked.code).toBe(2);
    expect(unasked.stderr).toContain("--no-prompt");
    expect(unasked.stderr).not.toContain("--dry-run");
    const { code, stdout } = await run(["logout", "acme", "--no-prompt"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "signed out  acme  user@emulator.example\n" });
    expect(keptFiles()).toEqual([]);
    expect(await isGood(refreshToken)).toBe(false);
    expect(await run(["orgs"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringMatching(/^Nobody is signed/),
    });
    const after = await run(["list", "-o", "acme"]);
    expect(after.code).toBe(1);
    expect(after.stderr).toContain('Cannot find the org "acme": sfbulk login is not signed in to it');
  });

  test("a logout that cannot revoke forgets it all the same, and says so", async () => {
    await logIn("acme", "lasting");
    const file = join(state, "orgs", "acme", "org.json");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace(`"loginUrl": "${org.url}"`, '"loginUrl": "http://127.0.0.1:1"'),
    );
    const { code, stderr } = await run(["logout", "--all", "--no-prompt"]);
    expect(code).toBe(0);
    expect(stderr).toContain("could not be revoked: no reply from 127.0.0.1:1");
    expect(keptFiles()).toEqual([]);
  });

  test("who presses Deny, and an app that is kept out, are told as that", async () => {
    const callback = `http://127.0.0.1:${await freePort()}/OauthRedirect`;
    const args = ["login", "-r", org.url, "-a", "acme", "--callback-url", callback];
    const denied = await run([...args, "-i", "lasting", "--wait", "1"], { env: browser("deny") });
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain("the user pressed Deny");
    const blocked = await run([...args, "-i", "blocked", "--wait", "1", "--json"], { env: browser() });
    expect(JSON.parse(blocked.stdout)).toMatchObject({ exitCode: 1, code: "AppBlocked", actions: [] });
    expect(existsSync(state)).toBe(false);
  });
});

const isGood = async (refreshToken: string): Promise<boolean> => {
  const form = { grant_type: "refresh_token", client_id: "rotating", refresh_token: refreshToken };
  const { status } = await fetch(`${org.url}/services/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return status === 200;
};

describe("waiting for the browser", () => {
  test("ends with 69 when the time is over, and prints an address without a secret", async () => {
    const callback = `http://127.0.0.1:${await freePort()}/OauthRedirect`;
    const args = ["login", "-r", org.url, "-i", "lasting", "--no-browser", "--callback-url", callback];
    const { code, stdout, stderr } = await run([...args, "--wait", "0.0001"]);
    expect({ code, stdout }).toEqual({ code: 69, stdout: "" });
    expect(stderr).toContain(`${org.url}/services/oauth2/authorize?response_type=code&client_id=lasting`);
    expect(stderr).not.toContain("code_verifier");
    expect(stderr).toContain("Error (69): Cannot sign in: nobody came back from the browser within");
    // A wrong key or address is told by a page in the browser alone.
    expect(stderr).toContain("mend what it names: --client-id, the app's Callback URL, or --instance-url\n");
  });

  test("ends with 130 at Ctrl-C, whatever somebody else sends to the port meanwhile", async () => {
    const port = await freePort();
    const args = [
      "login",
      "-r",
      org.url,
      "-i",
      "lasting",
      "--no-browser",
      "--callback-url",
      `http://127.0.0.1:${port}/back`,
    ];
    const { code, stderr } = await run(args, {
      meanwhile: async (child) => {
        await new Promise((resolve) => child.stderr?.once("data", resolve));
        expect((await fetch(`http://127.0.0.1:${port}/favicon.ico`)).status).toBe(404);
        child.kill("SIGINT");
      },
    });
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted");
    expect(existsSync(state)).toBe(false);
  });

  test("names the port where another program has it", async () => {
    const server: Server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const args = [
      "login",
      "-r",
      org.url,
      "-i",
      "lasting",
      "--no-browser",
      "--callback-url",
      `http://localhost:${port}/`,
    ];
    const { code, stderr } = await run(args);
    await new Promise((resolve) => server.close(resolve));
    expect(code).toBe(1);
    expect(stderr).toContain(`Cannot listen at localhost:${port}`);
    expect(stderr).toContain("--callback-url http://localhost:1718/OauthRedirect");
  });
});

describe("for machines", () => {
  test.each(["pkcs1", "pkcs8"] as const)("a certificate whose key is in %s", async (type) => {
    writeFileSync(join(org.folder, "server.key"), privateKey.export({ type, format: "pem" }));
    const args = ["login", "-r", org.url, "-i", "certified", "--jwt-key", "server.key"];
    const { code, stdout } = await run([...args, "--username", "user@emulator.example"]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        "signed in  user@emulator.example  user@emulator.example, Emulator (Developer Edition), by certificate (JWT)\n",
    });
    // From another folder, and with the user's name for an alias.
    expect((await run(["list", "-o", "user@emulator.example"], { cwd: state })).code).toBe(0);
    expect(keptFiles()).toHaveLength(1);
    writeFileSync(join(org.folder, "server.key"), "no key");
    const { code: later, stderr } = await run(["list", "-o", "user@emulator.example"]);
    expect(later).toBe(2);
    expect(stderr).toContain("expected the private key of the app's certificate in PEM");
  });

  test("a secret from standard input is kept, one from a file is read each time, and none is shown", async () => {
    const args = ["login", "-r", org.url, "-i", "itself", "--client-credentials"];
    writeFileSync(join(org.folder, "secret.txt"), `${secret}\n`);
    const calls = [
      await run([...args, "-a", "one"], { input: `${secret}\n` }),
      await run([...args, "-a", "two", "--client-secret-file", "secret.txt", "--json"]),
      await run(["list", "-o", "one", "--explain"]),
      await run(["list", "-o", "two", "--json"]),
      await run(["orgs", "--json"]),
    ];
    expect(calls.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(JSON.stringify(calls)).not.toContain(secret);
    const kept = keptFiles().filter((file) => readFileSync(file, "utf8").includes(secret));
    expect(kept.map((file) => file.split(/[/\\]/).at(-2))).toEqual(["one"]);
    writeFileSync(join(org.folder, "secret.txt"), "another-secret-of-the-app");
    const { code, stderr } = await run(["list", "-o", "two"]);
    expect(code).toBe(1);
    expect(stderr).toContain("check the client secret, which is the app's consumer secret");
    expect(stderr).toContain(`--client-credentials --client-secret-file ${join(org.folder, "secret.txt")}\n`);
    expect(stderr).not.toContain("another-secret");
  });
});

describe.skipIf(process.platform === "win32")("beside the sf CLI", () => {
  /** An `sf` that knows one org, and remembers it where the real one does. */
  function installSf(alias: string): void {
    mkdirSync(join(org.folder, ".sfdx"));
    writeFileSync(join(org.folder, ".sfdx", "alias.json"), JSON.stringify({ orgs: { [alias]: "sf@acme.example" } }));
    const result = { instanceUrl: org.url, accessToken: org.emulator.accessToken };
    const program = `#!${process.execPath}\nrequire("node:fs").appendFileSync(__dirname + "/sf-calls", "x");\nconsole.log(${JSON.stringify(JSON.stringify({ status: 0, result }))});\n`;
    writeFileSync(join(org.folder, "sf"), program);
    chmodSync(join(org.folder, "sf"), 0o755);
  }
  const logInAs = async (alias: string): Promise<Done> =>
    await run(["login", "-r", org.url, "-i", "itself", "-a", alias, "--client-credentials"], { input: secret });

  test("its org comes first where both know an alias; it is not asked about others", async () => {
    await logInAs("shared");
    await logInAs("mine");
    installSf("shared");
    const before = await tokenCalls();
    expect((await run(["list", "-o", "shared"])).code).toBe(0);
    expect([existsSync(join(org.folder, "sf-calls")), (await tokenCalls()) - before]).toEqual([true, 0]);
    const calls = readFileSync(join(org.folder, "sf-calls"), "utf8");
    expect((await run(["list", "-o", "mine"])).code).toBe(0);
    expect(readFileSync(join(org.folder, "sf-calls"), "utf8")).toBe(calls);
    expect((await run(["orgs"])).stderr).toContain('The sf CLI knows an org as "shared" too');
    const refused = await logInAs("shared");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("sf alias unset shared");
    // Where it is gone, what is kept here is what there is.
    expect((await run(["list", "-o", "shared"], { env: { PATH: join(org.folder, "state") } })).code).toBe(0);
  });

  test("a default that was set here comes before its own, until it is unset", async () => {
    installSf("shared");
    await logInAs("mine");
    expect((await run(["orgs", "--set-default", "mine"])).stdout).toContain("mine (default)");
    expect((await run(["list"])).code).toBe(0);
    expect(existsSync(join(org.folder, "sf-calls"))).toBe(false);
    expect((await run(["orgs", "--unset-default"])).stdout).not.toContain("(default)");
    expect((await run(["list"])).code).toBe(0);
    expect(existsSync(join(org.folder, "sf-calls"))).toBe(true);
  });
});

test("what is kept and cannot be read hides no others", async () => {
  mkdirSync(join(state, "orgs", "broken"), { recursive: true });
  writeFileSync(join(state, "orgs", "broken", "org.json"), '{"alias":"broken","clientSecret":"hidden-in-here"');
  const { code, stderr } = await run(["orgs"]);
  expect(code).toBe(0);
  expect(stderr).toContain(`Cannot read "${join(state, "orgs", "broken", "org.json")}"`);
  const named = await run(["list", "-o", "broken"]);
  expect(named.code).toBe(1);
  expect(named.stderr).toContain("sfbulk login --alias broken");
  expect(stderr + named.stderr).not.toContain("hidden-in-here");
});

test.each<[args: string[], words: string]>([
  [["-r", "https://acme.my.salesforce.com"], "without --client-id"],
  [["-i", "app"], "without --instance-url"],
  [["-i", "app", "-r", "https://login.salesforce.com"], "that host only signs users in"],
  [["-i", "app", "-r", "http://acme.my.salesforce.com"], "expected https:"],
  [["-i", "app", "-r", "acme.my.salesforce.com", "-a", "../x"], "Cannot use --alias"],
  [["-i", "app", "-r", "acme.my.salesforce.com", "--jwt-key", "k"], "--jwt-key without --username"],
  [["-i", "app", "-r", "acme.my.salesforce.com", "--jwt-key", "k", "--username", "u"], 'Cannot read --jwt-key "'],
  [
    ["-i", "app", "-r", "acme.my.salesforce.com", "--jwt-key", "k", "--username", "u", "--client-credentials"],
    "--jwt-key together with",
  ],
  [["-i", "app", "-r", "acme.my.salesforce.com", "--client-credentials", "--no-browser"], "they open none"],
  [
    ["-i", "app", "-r", "acme.my.salesforce.com", "--client-credentials"],
    "Cannot find the app's secret in standard input",
  ],
  [["-i", "app", "-r", "acme.my.salesforce.com", "--client-secret-file", "none"], "Cannot read --client-secret-file"],
  [
    ["-i", "app", "-r", "acme.my.salesforce.com", "--client-secret", "abc"],
    "Cannot take an app's secret from the command line",
  ],
  [
    ["-i", "app", "-r", "acme.my.salesforce.com", "--callback-url", "https://acme.example/"],
    "Cannot use --callback-url",
  ],
  [["-i", "app", "-r", "acme.my.salesforce.com", "--wait", "0"], "Cannot use --wait"],
])("login %j: 2", async (args, words) => {
  const { code, stderr } = await run(["login", ...args]);
  expect(stderr).toContain(words);
  expect(code).toBe(2);
});

test.each<[args: string[], words: string]>([
  [["logout"], "Cannot tell which org is meant"],
  [["logout", "nobody"], 'Cannot sign out of "nobody"'],
  [["logout", "--all", "acme"], "Cannot use --all together with names"],
  [["orgs", "--set-default", "nobody"], 'Cannot take "nobody" as the default'],
  [["orgs", "--set-default", "a", "--unset-default"], "each undoes the other"],
])("%j: 2", async (args, words) => {
  const { code, stderr } = await run(args);
  expect(stderr).toContain(words);
  expect(code).toBe(2);
});
