import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEmulator, type Emulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runHere } from "./run-here.ts";

// A file that somebody writes to while it is checked or loaded.

let emulator: Emulator;
let folder: string;
let file: string;
let env: Record<string, string>;
let end: () => Promise<void>;
/** What happens to the file at a request, once. */
let strike: { readonly at: (path: string, method: string) => boolean; readonly how: () => void } | undefined;

const past = new Date(Date.now() - 60_000);
const many = 30;
const rows = Array.from({ length: many }, (_, index) => `Acme ${index},${index}\n`).join("");

beforeEach(async () => {
  strike = undefined;
  emulator = createEmulator({ queueTime: 0, processTime: 0 });
  folder = mkdtempSync(join(tmpdir(), "sfbulk-changing-"));
  file = join(folder, "accounts.csv");
  writeFileSync(file, `Name,Phone\n${rows}`);
  utimesSync(file, past, past);
  const server = await listen({
    handle: async (request) => {
      const { method, url } = request;
      if (strike?.at(new URL(url).pathname, method) === true) {
        strike.how();
        strike = undefined;
      }
      return await emulator.handle(request);
    },
  });
  env = {
    SF_ORG_INSTANCE_URL: server.url,
    SF_ACCESS_TOKEN: emulator.accessToken,
    XDG_STATE_HOME: join(folder, "state"),
  };
  end = async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
});
afterEach(async () => await end());

const run = async (line: string): ReturnType<typeof runHere> =>
  await runHere(line.split(" "), { env, cwd: folder, input: "" });
const load = "load accounts.csv -s Account --operation insert --poll-interval 0.02";

const isDescribed = (path: string): boolean => path.endsWith("/describe");
const isCreated = (path: string, method: string): boolean => method === "POST" && /\/(?:job|ingest)$/.test(path);
const isFirstBatch = (path: string, method: string): boolean => method !== "GET" && /\/batch(?:es)?$/.test(path);
const grow = (): void => appendFileSync(file, "New,1\n");
const replace = (): void => writeFileSync(file, readFileSync(file, "utf8").replaceAll("Acme", "Evil"));
const moveAway = (): void => {
  writeFileSync(`${file}.new`, "Name,Phone\nOther,1\n");
  renameSync(`${file}.new`, file);
};
const said = `Cannot use accounts.csv: it has changed since this command began`;
const jobs = async (): Promise<readonly string[]> =>
  [...(await emulator.control.jobs()), ...(await emulator.control.bulk2Jobs())].map(({ state }) => state);

test.each([
  ["grows by a row", grow],
  ["grows by half a row", () => appendFileSync(file, "New")],
  ["gets shorter", () => truncateSync(file, statSync(file).size - 25)],
  ["is replaced by as many bytes", replace],
  ["is exchanged for another one", moveAway],
  ["is deleted", () => rmSync(file)],
])("a file that %s once it was checked: nothing of it is sent", async (_, how) => {
  for (const line of [load, `${load} --api 2.0`, "check accounts.csv -s Account --operation insert"]) {
    writeFileSync(file, `Name,Phone\n${rows}`);
    utimesSync(file, past, past);
    strike = { at: isDescribed, how };
    const { code, stderr, stdout } = await run(line);
    expect({ line, code, stdout, stderr: stderr.slice(0, stderr.indexOf(said) + said.length) }).toEqual({
      line,
      code: 2,
      stdout: "",
      stderr: `Error (2): ${said}`,
    });
    expect(await emulator.control.records("Account")).toEqual([]);
    expect(new Set(await jobs())).not.toContain("Open");
    expect(readdirSync(folder).filter((name) => name.includes("sfbulk"))).toEqual([]);
  }
});

test("a file that changes while it is sent: its job is ended, what was sent is told, and the rest goes in once it is itself again", async () => {
  const whole = `Name,Description\n${`Acme,${"0".repeat(245)}\n`.repeat(3000)}`;
  writeFileSync(file, whole);
  utimesSync(file, past, past);
  const slowly = `${load} --batch-size 300 --concurrency 1`;
  strike = { at: isFirstBatch, how: grow };
  const { code, stderr } = await run(slowly);
  expect({ code, stderr }).toEqual({ code: 75, stderr: expect.stringContaining(`${said}: it had 753,017 bytes`) });
  expect(stderr).toContain(
    "Go on once the file is what it was, and nothing goes in twice: sfbulk load accounts.csv --resume",
  );
  expect(await jobs()).toEqual(["Aborted"]);
  const before = (await emulator.control.records("Account")).length;
  expect(before).toBeLessThan(3000);
  writeFileSync(file, whole);
  expect((await run(`${slowly} --resume`)).code).toBe(0);
  expect(await emulator.control.records("Account")).toHaveLength(3000);
});

test.each([
  ["1.0", isCreated, () => rmSync(file)],
  ["2.0", isFirstBatch, () => rmSync(file)],
  ["2.0", isFirstBatch, () => appendFileSync(file, "New")],
])(
  "by %s, a file that is another one or gone when all of it was read: the results are Salesforce's",
  async (api, at, how) => {
    strike = { at, how };
    const { code, stderr } = await run(`${load} --api ${api}`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("Error") });
    const [results = ""] = readdirSync(folder).filter((name) => name.includes("-success-"));
    expect(readFileSync(join(folder, results), "utf8").trimEnd().split("\n")).toHaveLength(many + 1);
  },
);

test("what is behind a trial is to be of the same file: the trial's rows would go in twice, or others be left out", async () => {
  strike = { at: isFirstBatch, how: () => writeFileSync(file, `Name,Phone\nFirst,1\n${rows}`) };
  const { code, stderr } = await run(`${load} --trial 5 --no-prompt`);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(
      `The trial is loaded, and nothing else: ${said}: it had 321 bytes, and has 329 bytes now`,
    ),
  });
  expect(stderr).toMatch(/take the trial back: sfbulk undo 750\w+/);
  expect(await emulator.control.records("Account")).toHaveLength(5);
});
