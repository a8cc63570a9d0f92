import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

// Locks are for processes, so these are some. Node.js runs no TypeScript of this age, so the lock is bundled first.

const root = fileURLToPath(new URL("../", import.meta.url));
const outDir = join(root, "reports/lock");

const program = `
import { existsSync } from "node:fs";
import { lockFile } from "./lock-file.js";
let unlock;
process.on("message", ({ file, start }) => {
  if (file === undefined) {
    unlock?.();
    unlock = undefined;
    return process.send("given back");
  }
  // All of them look for the same file until it is there, so that they start as one.
  while (start !== undefined && !existsSync(start));
  try {
    unlock = lockFile(file);
    process.send("taken");
  } catch (error) {
    process.send(error.message);
  }
});
process.send("ready");
`;

let folder: string;
let contenders: ChildProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "sfbulk-lock-"));
  await build({
    configFile: false,
    logLevel: "error",
    root,
    build: { ssr: "src/storage/lock-file.ts", outDir, target: "node20", emptyOutDir: true },
  });
  writeFileSync(join(outDir, "contender.mjs"), program);
});

afterAll(() => {
  for (const contender of contenders) contender.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

const answer = (contender: ChildProcess): Promise<string> =>
  new Promise((resolve) => contender.once("message", (message) => resolve(message as string)));

async function startContender(): Promise<ChildProcess> {
  const contender = spawn(process.execPath, [join(outDir, "contender.mjs")], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  contenders.push(contender);
  await answer(contender);
  return contender;
}

function ask(contender: ChildProcess, message: { readonly file?: string; readonly start?: string }): Promise<string> {
  const said = answer(contender);
  contender.send(message);
  return said;
}

test("of processes that find the lock of one that was killed, one takes it, and no more, 200 times", async () => {
  const file = join(folder, "org.sfbulk");
  const victim = await startContender();
  expect(await ask(victim, { file })).toBe("taken");
  const ended = new Promise((resolve) => victim.once("exit", resolve));
  victim.kill("SIGKILL");
  await ended;
  const stale = join(folder, "stale");
  copyFileSync(`${file}.lock`, stale);

  contenders = await Promise.all([startContender(), startContender(), startContender()]);
  for (let round = 0; round < 200; round++) {
    const start = join(folder, `start-${round}`);
    copyFileSync(stale, `${file}.lock`);
    const answers = contenders.map((contender) => ask(contender, { file, start }));
    writeFileSync(start, "");
    const said = await Promise.all(answers);
    expect(said.filter((one) => one === "taken")).toHaveLength(1);
    expect(said.filter((one) => /^Cannot open .+: process \d+ is using it/.test(one))).toHaveLength(2);
    await Promise.all(contenders.map((contender) => ask(contender, {})));
    expect(readdirSync(folder).filter((name) => name.includes(".lock"))).toEqual([]);
  }
});
