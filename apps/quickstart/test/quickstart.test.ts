import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { expect, onTestFinished, test } from "vitest";

// The quick start as a real process, as `npm run quickstart` starts it after building.
const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

const run = async (
  parameters: readonly string[],
  env: Record<string, string> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> =>
  await new Promise((resolve) => {
    const { SF_ACCESS_TOKEN: _token, SF_ORG_INSTANCE_URL: _url, ...rest } = process.env;
    const child = execFile(
      process.execPath,
      [main, ...parameters],
      { env: { ...rest, ...env } },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });

test("loads the file, closes the job, tells what became of the rows, and ends by itself", async () => {
  const { code, stdout, stderr } = await run([]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toContain("sent 38 B (gzip of 18 B)");
  expect(stdout).toMatch(/\* state +Open +Closed/);
  expect(stdout).toContain("240 rows: 236 created, 4 failed");
  expect(stdout).toContain("row  18  REQUIRED_FIELD_MISSING");
  expect(stdout.trimEnd()).toMatch(/Job 750\w{15} is "Closed"\.$/);
});

test("with the variables set it says so, and without anybody to ask it sends nothing", async () => {
  const emulator = createEmulator();
  const server = await listen(emulator);
  onTestFinished(async () => await server.close());
  const env = { SF_ACCESS_TOKEN: emulator.accessToken, SF_ORG_INSTANCE_URL: server.url };
  const refused = await run([], env);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain(`this creates the contacts of apps/quickstart/contacts.csv in ${server.url}`);
  expect(refused.stderr).toContain("say --yes");
  expect(await emulator.control.exchanges()).toEqual([]);

  const { code, stdout } = await run(["--yes"], env);
  expect(code).toBe(0);
  expect(stdout).toContain(`Create a job in ${server.url}`);
  expect((await emulator.control.jobs()).map(({ state }) => state)).toEqual(["Closed"]);
});

test("an error is one line, without the token", async () => {
  const server = await listen(createEmulator());
  onTestFinished(async () => await server.close());
  const { code, stderr } = await run(["--yes"], {
    SF_ACCESS_TOKEN: "00D000000000001!wrong",
    SF_ORG_INSTANCE_URL: server.url,
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^SessionError: Cannot create a job .*\n$/);
  expect(stderr).not.toContain("wrong");
});

test("help, and an option that it does not know", async () => {
  expect((await run(["--help"])).stdout).toContain("Usage: npm run quickstart");
  const { code, stderr } = await run(["--nope"]);
  expect(code).toBe(2);
  expect(stderr).toContain("Unknown option '--nope'");
});
