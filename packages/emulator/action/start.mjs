// Starts the emulator for the steps that follow in a GitHub workflow: it goes on when this has ended, until the job does.
import { spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const { env } = process;
const [program = "", ...words] = (env["EMULATOR_COMMAND"] ?? "npx --yes @sfbulk/emulator").split(" ");
const file = env["EMULATOR_IMPORT"] ?? "";
const args = [...words, "--port", env["EMULATOR_PORT"] ?? "0", ...(file === "" ? [] : ["--import", file])];

const log = join(mkdtempSync(join(env["RUNNER_TEMP"] ?? ".", "sfbulk-")), "emulator.log");
const output = openSync(log, "a");
const emulator = spawn(program, args, {
  detached: true,
  stdio: ["ignore", output, output],
  shell: process.platform === "win32",
});
/** @type {string | undefined} */
let failure;
emulator.on("error", (error) => (failure = error.message));
emulator.on("exit", (code) => (failure = `it ended with ${code}`));

const end = Date.now() + 120_000;
let said = "";
while (!said.includes("Ctrl-C ends it")) {
  if (failure !== undefined || Date.now() > end) {
    console.error(`Cannot start the emulator: ${failure ?? "it did not listen within two minutes"}\n${said}`);
    process.exit(1);
  }
  await wait(100);
  said = readFileSync(log, "utf8");
}
const [, url = ""] = /listens on (\S+)/.exec(said) ?? [];
const [, token = ""] = /^Access token: (\S+)$/m.exec(said) ?? [];
// The same names as `sfbulk-emulator exec` sets. The token opens nothing but this emulator.
const variables = {
  SF_ORG_INSTANCE_URL: url,
  SF_INSTANCE_URL: url,
  SF_LOGIN_URL: url,
  SF_ACCESS_TOKEN: token,
  SF_TARGET_ORG: token,
};
const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
if (env["GITHUB_ENV"] !== undefined) appendFileSync(env["GITHUB_ENV"], lines.join(""));
if (env["GITHUB_OUTPUT"] !== undefined) appendFileSync(env["GITHUB_OUTPUT"], `url=${url}\n`);
console.log(`The emulator listens on ${url}, as process ${emulator.pid}; its log is ${log}`);
process.exit(0);
