import { chmodSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runInPipe } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// Which org a call means, and where its session comes from.

let prod: TestOrg;
let uat: TestOrg;
beforeEach(async () => {
  [prod, uat] = await Promise.all([startOrg(), startOrg({ seed: 2 })]);
});
afterEach(async () => {
  await Promise.all([prod.end(), uat.end()]);
});

/** Puts an `sf` that knows two orgs on PATH. */
function fakeSf(): Record<string, string> {
  const orgs = {
    prod: { instanceUrl: prod.url, accessToken: prod.emulator.accessToken },
    uat: { instanceUrl: uat.url, accessToken: uat.emulator.accessToken },
  };
  const program = `#!${process.execPath}
const name = process.argv[process.argv.indexOf("--target-org") + 1];
const result = ${JSON.stringify(orgs)}[process.argv.includes("--target-org") ? name : "prod"];
console.log(JSON.stringify(result ? { status: 0, result } : { status: 1, name: "NamedOrgNotFoundError", message: "No authorization information found for " + name + "." }));
process.exitCode = result ? 0 : 1;
`;
  const file = join(prod.folder, "sf");
  writeFileSync(file, program);
  chmodSync(file, 0o755);
  return { PATH: [dirname(file), process.env["PATH"]].join(delimiter) };
}

describe.skipIf(process.platform === "win32")("the sf CLI", () => {
  test("several orgs in one table; commands that are recommended name theirs", async () => {
    const { id: one } = await prod.emulator.control.addJob({ ageMs: 3_600_000 });
    const { id: two } = await uat.emulator.control.addJob();
    const env = fakeSf();
    const { code, stdout } = await runInPipe(["list", "-o", "prod", "--target-org", "uat"], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      new RegExp(`^ID +ORG +API +STATE.*\n${two} +uat +1.0 +Open .*\n${one} +prod +1.0 +Open .*\n$`),
    );
    expect((await runInPipe(["status", one, "-o", "prod"], { env })).stdout).toContain(
      `sfbulk close ${one} --target-org prod\n`,
    );
  });

  test("close --stale in several orgs", async () => {
    const age = { ageMs: 48 * 3_600_000 };
    const { id: one } = await prod.emulator.control.addJob(age);
    const { id: two } = await uat.emulator.control.addJob(age);
    const args = ["close", "--stale", "--no-prompt", "-o", "prod", "-o", "uat"];
    const { code, stdout } = await runInPipe(args, { env: fakeSf() });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^closed +${one} .*\\(prod\\)\nclosed +${two} .*\\(uat\\)\n$`));
  });

  test("one org only where ids are given", async () => {
    const { code, stderr } = await runInPipe(["close", "7509H0000016GUXQA2", "-o", "prod", "-o", "uat"], {
      env: fakeSf(),
    });
    expect(code).toBe(2);
    expect(stderr).toContain("give --target-org once");
  });

  test("SF_TARGET_ORG, and the default org", async () => {
    const { id } = await uat.emulator.control.addJob();
    const env = fakeSf();
    expect((await runInPipe(["close", id], { env: { ...env, SF_TARGET_ORG: "uat" } })).code).toBe(0);
    const { id: other } = await prod.emulator.control.addJob();
    expect((await runInPipe(["close", other], { env })).code).toBe(0);
  });

  test("an org that it does not know", async () => {
    const { code, stderr } = await runInPipe(["list", "-o", "nobody"], { env: fakeSf() });
    expect(code).toBe(1);
    expect(stderr).toContain("No authorization information found for nobody");
    expect(stderr).toContain("Sign in with: sf org login web");
  });
});

test("no sf CLI and no token: 1, and both ways are named", async () => {
  const { code, stderr } = await runInPipe(["list"], { env: { PATH: prod.folder } });
  expect(code).toBe(1);
  expect(stderr).toContain("npm install --global @salesforce/cli");
  expect(stderr).toContain("SF_ACCESS_TOKEN and SF_ORG_INSTANCE_URL");
});

describe("the token from standard input", () => {
  test.each([
    ["alone", (token: string) => `${token}\n`],
    ["in the JSON of the sf CLI", (accessToken: string) => JSON.stringify({ status: 0, result: { accessToken } })],
  ])("%s", async (_, write) => {
    const { id } = await uat.emulator.control.addJob();
    const args = ["close", id, "--token-stdin", "--instance-url", uat.url];
    expect((await runInPipe(args, { input: write(uat.emulator.accessToken) })).code).toBe(0);
  });

  test("none there: 2", async () => {
    const args = ["list", "--token-stdin", "--instance-url", uat.url];
    const { code, stderr } = await runInPipe(args, { input: '{"status":1}' });
    expect(code).toBe(2);
    expect(stderr).toContain("Cannot find an access token in standard input");
  });
});

test("an emulator on this computer needs no token", async () => {
  const { id } = await prod.emulator.control.addJob();
  expect((await runInPipe(["close", id, "--instance-url", prod.url])).code).toBe(0);
});

test("a token goes to https and to this computer only", async () => {
  const args = ["list", "--instance-url", "http://acme.my.salesforce.com"];
  const { code, stderr } = await runInPipe(args, { env: { SF_ACCESS_TOKEN: prod.emulator.accessToken } });
  expect(code).toBe(2);
  expect(stderr).toContain("expected https:");
});
