import { argumentError, SessionError, type TokenSource } from "@sfbulk/core";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { sfConnection, type SfConnectionOptions } from "../src/sf/sf-connection.ts";
import { zlibCompress } from "../src/adapter/zlib-compress.ts";
import { zlibCompressChunks } from "../src/adapter/zlib-compress-chunks.ts";
import { zlibDecompress } from "../src/adapter/zlib-decompress.ts";
import { fakeSf, type Scene } from "./fake-sf.ts";

const first = "00D000000000001!AQ.first";
const second = "00D000000000001!AQ.second";
const redacted = "[REDACTED] Use 'sf org auth show-access-token' to view";
const instanceUrl = "https://acme.my.salesforce.com";
const update = "update with: npm install --global @salesforce/cli";

const display = (more: object = {}): Scene => ({
  stdout: {
    status: 0,
    result: {
      id: "00D000000000001EAA",
      apiVersion: "67.0",
      accessToken: redacted,
      instanceUrl,
      username: "me@acme.com",
      ...more,
    },
    warnings: ["This command will expose sensitive information"],
  },
});
const shown = (accessToken: unknown): Scene => ({ stdout: { status: 0, result: { accessToken }, warnings: [] } });
const failure = (more: object = {}): Scene => ({
  code: 1,
  stdout: {
    name: "NamedOrgNotFoundError",
    message: "No authorization information found for nowhere.",
    exitCode: 1,
    actions: ["Run sf org login web.", "Run sf org list to see them."],
    context: "OrgDisplayCommand",
    stack: `NamedOrgNotFoundError at ${first}`,
    warnings: [],
    code: "1",
    status: 1,
    commandName: "OrgDisplayCommand",
    ...more,
  },
});

/** The two commands as the CLI has had them since plugin-org 5.11.1. */
const current = (...tokens: readonly string[]): Record<string, readonly Scene[]> => ({
  "org display": [display()],
  "org auth show-access-token": tokens.map(shown),
});

const source = async (options?: SfConnectionOptions): Promise<TokenSource> =>
  (await sfConnection(options)).accessToken as TokenSource;

/** Tells whether the CLI has begun, so that it is in its log. */
function hasBegun(pids: () => readonly number[]): boolean {
  try {
    return pids().length > 0;
  } catch {
    return false;
  }
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const fetch = (): Promise<Response> => Promise.resolve(new Response());

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("It was expected to reject");
}

describe("a CLI that keeps the token out of org display", () => {
  it("is asked by two commands", async () => {
    const { calls, environment } = fakeSf(current(first));
    const connection = await sfConnection({ targetOrg: "my sandbox" });
    expect(connection).toEqual({
      instanceUrl,
      accessToken: expect.any(Function) as unknown,
      version: "67.0",
      fetch: expect.any(Function) as unknown,
      gzip: { compress: zlibCompress, compressChunks: zlibCompressChunks, decompress: zlibDecompress },
    });
    expect(await (connection.accessToken as TokenSource)()).toBe(first);
    expect(calls()).toEqual([
      ["org", "display", "--target-org", "my sandbox", "--json"],
      ["org", "auth", "show-access-token", "--target-org", "my sandbox", "--json"],
    ]);
    expect(environment()).not.toContain("SF_TEMP_SHOW_SECRETS");
  });

  it("is asked for its default org where none is named", async () => {
    const { calls } = fakeSf(current(first));
    expect(await (await source())()).toBe(first);
    expect(calls()).toEqual([
      ["org", "display", "--json"],
      ["org", "auth", "show-access-token", "--json"],
    ]);
  });

  it("may leave the token out altogether", async () => {
    fakeSf({ ...current(first), "org display": [display({ accessToken: undefined })] });
    expect(await (await source())()).toBe(first);
  });

  it.each<[string, Scene | undefined, string]>([
    [
      "does not know the other command",
      undefined,
      '"sf org auth show-access-token --target-org dev --json": it ended with code 127 and no JSON',
    ],
    [
      "refuses to show it",
      failure({ message: "No.", actions: [] }),
      "Cannot get a session from the sf CLI: No; see whether",
    ],
    ["hides it there too", shown(redacted), "(except by: sf org auth show-access-token); see whether"],
    ["shows nothing", shown(""), "it is an empty string; see whether"],
    ["shows something else", shown({ a: 1 }), "it is object; see whether"],
  ])("and %s: the error says which command to run, and to update", async (_case, scene, words) => {
    fakeSf({ "org display": [display()], ...(scene === undefined ? {} : { "org auth show-access-token": [scene] }) });
    const error = await rejection(sfConnection({ targetOrg: "dev" }));
    expect(error).toMatchObject({
      name: "SessionError",
      code: scene === undefined ? "SfCliUnreadable" : "SfCliRefused",
    });
    expect(error.message).toContain(words);
    expect(error.message).toContain("sf org auth show-access-token --target-org dev --json");
    expect(error.message).toContain(update);
  });
});

describe("a CLI that shows the token in org display", () => {
  it("is asked by one command", async () => {
    const { calls } = fakeSf({ "org display": [display({ accessToken: first })] });
    expect(await (await source({ targetOrg: "dev" }))()).toBe(first);
    expect(calls()).toEqual([["org", "display", "--target-org", "dev", "--json"]]);
  });
});

describe("an answer", () => {
  it("may have no apiVersion", async () => {
    fakeSf({ "org display": [display({ accessToken: first, apiVersion: undefined })] });
    expect(await sfConnection()).not.toHaveProperty("version");
  });

  it("gives way to what the caller says", async () => {
    fakeSf({ "org display": [display({ accessToken: first })] });
    expect(
      await sfConnection({ version: "60.0", fetch, gzip: false, attemptTimeout: 5, retry: { attempts: 2 } }),
    ).toEqual({
      instanceUrl,
      accessToken: expect.any(Function) as unknown,
      version: "60.0",
      fetch,
      gzip: false,
      attemptTimeout: 5,
      retry: { attempts: 2 },
    });
  });

  it.each<[string, (json: string) => Scene]>([
    [
      "after warnings on stdout",
      (json) => ({ stdout: ` ›   Warning: @salesforce/cli update available {2.1}.\n${json}\n` }),
    ],
    ["before more words", (json) => ({ stdout: `${json}\nUpdate available.\n` })],
    ["with warnings on stderr", (json) => ({ stdout: json, stderr: '{"status":1,"message":"not this"}\n' })],
    ["in colours", (json) => ({ stdout: json.replaceAll('"', '\u001b[32m"\u001b[39m') })],
    ["on one line", (json) => ({ stdout: JSON.stringify(JSON.parse(json)) })],
    ["after a byte order mark", (json) => ({ stdout: `\uFEFF${json}` })],
  ])("is read %s", async (_form, scene) => {
    fakeSf({ "org display": [scene(JSON.stringify(display({ accessToken: first }).stdout, null, 2))] });
    expect(await (await source())()).toBe(first);
  });

  it.each<[string, Scene]>([
    ["no JSON", { stdout: `Access Token: ${first}\n` }],
    ["half of it", { stdout: `{"status":0,"result":{"accessToken":"${first}"` }],
    ["broken JSON", { stdout: `{"status":0,"result":{accessToken:"${first}"}}` }],
    ["nothing", {}],
    ["nothing and a failure", { code: 1, stderr: `Error: ${first}\n` }],
  ])("that is %s is an error that does not show it", async (_form, scene) => {
    fakeSf({ "org display": [scene] });
    const error = await rejection(sfConnection({ targetOrg: "dev" }));
    expect(error.message).toBe(
      `Cannot read the answer to "sf org display --target-org dev --json": it ended with code ${scene.code ?? 0} and no JSON; see whether it works in a terminal, or ${update}`,
    );
    expect(error.cause).toBeUndefined();
    expect(error).toMatchObject({ name: "SessionError", code: "SfCliUnreadable" });
  });

  it("without an address is an error", async () => {
    fakeSf({ "org display": [display({ accessToken: first, instanceUrl: undefined })] });
    await expect(sfConnection()).rejects.toThrow('Cannot use the answer to "sf org display": it has no instanceUrl');
  });

  it("that has no end is given up", async () => {
    fakeSf({ "org display": [{ bytes: 3 * 1024 * 1024, hangs: true }] });
    await expect(sfConnection()).rejects.toThrow(
      'Cannot use the answer to "sf org display --json": it has more than 1048576 bytes',
    );
  });
});

describe("a refusal of the CLI", () => {
  it("carries its message and its advice", async () => {
    fakeSf({ "org display": [failure()] });
    const error = await rejection(sfConnection({ targetOrg: "nowhere" }));
    expect(error).toMatchObject({ name: "SessionError", code: "SfCliRefused" });
    expect(error.message).toBe(
      "Cannot get a session from the sf CLI: No authorization information found for nowhere; try: Run sf org login web; try: Run sf org list to see them",
    );
  });

  it.each<[object, string]>([
    [{ actions: undefined }, "No authorization information found for nowhere"],
    [{ actions: "none", message: `Bad ${first} here` }, "Bad [session] here"],
    [{ actions: [1, null], message: "" }, "NamedOrgNotFoundError"],
    [{ actions: [], message: undefined, name: undefined }, '"sf org display --json" failed without a word'],
  ])("is understood in other forms, and says no token: %j", async (more, words) => {
    fakeSf({ "org display": [failure(more)] });
    expect((await rejection(sfConnection())).message).toBe(`Cannot get a session from the sf CLI: ${words}`);
  });

  it("counts although there is a result", async () => {
    fakeSf({ "org display": [{ ...display({ accessToken: first }), code: 1 }] });
    expect((await rejection(sfConnection())).name).toBe("SessionError");
  });
});

describe("a rejected token", () => {
  it("is replaced by the CLI", async () => {
    const { calls } = fakeSf(current(first, second));
    const token = await source({ targetOrg: "dev" });
    expect(await token()).toBe(first);
    expect(await token(first)).toBe(second);
    expect(await token()).toBe(second);
    expect(calls()).toHaveLength(4);
  });

  it("that has been replaced already is not asked for again", async () => {
    const { calls } = fakeSf(current(first, second));
    const token = await source();
    await token(first);
    expect(await token(first)).toBe(second);
    expect(calls()).toHaveLength(4);
  });

  it("that the CLI gives again is an error that says to sign in", async () => {
    fakeSf(current(first));
    const token = await source({ targetOrg: "dev" });
    const error = await rejection(Promise.resolve(token(first)));
    expect(error.name).toBe("SessionError");
    expect(error.message).toBe(
      "Cannot renew the session: the sf CLI gave the token again that Salesforce rejected; sign in with: sf org login web",
    );
  });

  it("is not held back by the signal of the first call", async () => {
    fakeSf(current(first, second));
    const controller = new AbortController();
    const token = await source({ signal: controller.signal });
    controller.abort();
    expect(await token(first)).toBe(second);
  });
});

describe("the wait for the CLI", () => {
  it("ends where there is none", async () => {
    fakeSf();
    if (process.platform === "win32") return;
    await expect(sfConnection()).rejects.toThrow(
      new SessionError("Cannot find the sf CLI on PATH: install it with: npm install --global @salesforce/cli", {
        code: "SfCliMissing",
      }),
    );
  });

  it("ends after cliTimeout, and so does the CLI", async () => {
    const { pids } = fakeSf({ "org display": [{ hangs: true }] });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const waiting = rejection(sfConnection({ cliTimeout: 1000 }));
    // Its time is over when it has begun, however long that takes.
    while (!hasBegun(pids)) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(1000);
    expect(await waiting).toEqual(
      new SessionError('Cannot wait for "sf org display --json" any longer: no answer within 1000 ms', {
        code: "SfCliTimeout",
      }),
    );
    vi.useRealTimers();
    await vi.waitFor(() => expect(pids().filter(isRunning)).toEqual([]), 30_000);
  });

  it.each([new Error("mine"), "a text", undefined])("ends with the caller's own reason (%s)", async (reason) => {
    const { pids } = fakeSf({ "org display": [{ hangs: true }] });
    const controller = new AbortController();
    const waiting = rejection(sfConnection({ signal: controller.signal }));
    await vi.waitFor(() => expect(pids()).toHaveLength(1), 30_000);
    controller.abort(reason);
    expect(await waiting).toBe(controller.signal.reason);
    await vi.waitFor(() => expect(pids().filter(isRunning)).toEqual([]), 30_000);
  });

  it("does not begin after an abort", async () => {
    const { calls } = fakeSf(current(first));
    await expect(sfConnection({ signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    expect(calls).toThrow("ENOENT");
  });
});

describe("options", () => {
  it.each([
    ["-o", 'it begins with "-"'],
    ["--json", 'it begins with "-"'],
    ["", "it is empty"],
    [" ", "it is empty"],
    [first, "it looks like an access token, which other users of this machine would see"],
    [
      "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
      "it looks like an access token, which other users of this machine would see",
    ],
    [
      "force://PlatformCLI::token@acme.my.salesforce.com",
      "it looks like an access token, which other users of this machine would see",
    ],
    ["a\u0000b", "it has control characters in it"],
    ["a\nb", "it has control characters in it"],
    [7, "it is number"],
    [null, "it is null"],
  ])("refuse targetOrg %j without showing it, and start nothing", async (targetOrg, why) => {
    const { calls } = fakeSf(current(first));
    const error = await rejection(sfConnection({ targetOrg } as SfConnectionOptions));
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe(
      `Cannot use targetOrg: ${why}; expected the alias or user name of an org that the sf CLI is signed in to`,
    );
    expect(calls).toThrow("ENOENT");
  });

  it.each([
    [0, "0"],
    [1.5, "1.5"],
    ["60", '"60"'],
    [Infinity, "Infinity"],
  ])("refuse cliTimeout %j", async (cliTimeout, given) => {
    const { calls } = fakeSf(current(first));
    await expect(sfConnection({ cliTimeout })).rejects.toThrow(
      argumentError(
        "InvalidArgument",
        `Cannot use cliTimeout ${given}: expected whole milliseconds from 1 to 2147483647, or a time such as "90s", "15m", "24h" or "7d"`,
      ),
    );
    expect(calls).toThrow("ENOENT");
  });
});
