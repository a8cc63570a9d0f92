import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { bin } from "./build-cli.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// What the page of the nightly sweep shows is run as it stands there, with the commands of this computer in the place of
// those that it installs.

const page = readFileSync(new URL("../../../docs/close-what-was-left-open.md", import.meta.url), "utf8");
const example = (language: string): string => {
  const [, text] = new RegExp(`^\\\`\\\`\\\`${language}\\n(.*?)^\\\`\\\`\\\`$`, "ms").exec(page) ?? [];
  if (text === undefined) throw new Error(`The page has no example in ${language}`);
  return text;
};

let org: TestOrg;
let env: Record<string, string>;
beforeEach(async () => {
  org = await startOrg();
  await org.emulator.control.addJob({ ageMs: 48 * 3_600_000 });
  const commands = join(org.folder, "commands");
  mkdirSync(commands);
  const session = JSON.stringify({ instanceUrl: org.url, accessToken: org.emulator.accessToken });
  for (const [name, program] of [
    ["sfbulk", `exec "${process.execPath}" "${bin}" "$@"`],
    ["npm", "exit 0"],
    // It signs in with the key that is there, and keeps none of it.
    [
      "sf",
      `if [ "$2" = login ]; then
  [ "$(stat -c %a "$5")" = 600 ] && [ "$(cat "$5")" = the-key ] && [ "$7$9" = the-clientada@example.com ] || exit 1
  echo "\${11}" > "${org.folder}/alias"
else
  grep -q "^$4$" "${org.folder}/alias" && echo '{"status":0,"result":${session}}'
fi`,
    ],
  ] as const) {
    writeFileSync(join(commands, name), `#!/bin/sh\n${program}\n`);
    chmodSync(join(commands, name), 0o755);
  }
  env = { PATH: [commands, process.env["PATH"]].join(delimiter), HOME: org.folder, RUNNER_TEMP: org.folder };
});
afterEach(async () => await org.end());

/** Runs a script with nothing in its environment but what is given. */
const run = async (script: string, more: Readonly<Record<string, string>> = {}): Promise<string> =>
  (await promisify(execFile)("bash", ["-e", "-c", script], { cwd: org.folder, env: { ...env, ...more } })).stdout;
const states = async (): Promise<string[]> => (await org.emulator.control.jobs()).map(({ state }) => state);
const line = / closed=1 aborted=0 deleted=0 changed=0 failed=0 others=0 open=0 max-open=20\n/;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe.skipIf(process.platform !== "linux")("the page", () => {
  test("the workflow signs in, sweeps, and keeps the line", async () => {
    const workflow = parse(example("yaml")) as { jobs: { sweep: { steps: readonly Step[] } }; permissions: object };
    expect(workflow.permissions).toEqual({});
    const given: Readonly<Record<string, string>> = {
      "${{ secrets.SF_JWT_KEY }}": "the-key",
      "${{ secrets.SF_CLIENT_ID }}": "the-client",
      "${{ vars.SF_USERNAME }}": "ada@example.com",
    };
    const { steps } = workflow.jobs.sweep;
    for (const { uses, run: script, env: variables = {} } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
      else {
        const own = Object.entries(variables).map(([name, value]) => [name, given[value] ?? ""]);
        await run(script ?? "", { ...Object.fromEntries(own), GITHUB_STEP_SUMMARY: join(org.folder, "summary") });
      }
    }
    expect(org.read("summary")).toMatch(line);
    expect(await states()).toEqual(["Closed"]);
    expect(() => org.read("jwt.key")).toThrow("ENOENT");
  });

  test("the line of the crontab sweeps both orgs into a log", async () => {
    writeFileSync(join(org.folder, "alias"), "prod\nuat\n");
    const [, command = ""] = /^(?:\S+ ){5}(.+)\n$/.exec(example("crontab")) ?? [];
    await run(command);
    const [first, second] = org.read("sfbulk-sweep.log").split("\n");
    expect(first).toMatch(/ org=prod closed=1 /);
    expect(second).toMatch(/ org=uat closed=0 .* open=0 max-open=20$/);
  });

  test("the container runs the command with what it is started with", async () => {
    const words = (name: string): string[] =>
      JSON.parse(new RegExp(`^${name} (\\[.*\\])$`, "m").exec(example("dockerfile"))?.[1] ?? "[]") as string[];
    const stdout = await run([...words("ENTRYPOINT"), ...words("CMD")].join(" "), org.env);
    expect(stdout).toMatch(line);
    expect(await states()).toEqual(["Closed"]);
  });
});
