import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { stripVTControlCharacters } from "node:util";
import { createEmulator } from "@sfbulk/emulator";
import { listen } from "@sfbulk/emulator/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seeded } from "../../../tools/seeded.mjs";
import { bin } from "./build-cli.ts";
import { runHere } from "./run-here.ts";
import { cleanEnv, type Done } from "./run-in-pipe.ts";

// A load that is ended at a random moment by what ends processes, and what it prints then: whoever does it has each row in the
// org once.

/** How a load is ended. `disk full`: no file may have more than some kilobytes; `output full`: standard output is a full disk. */
const endings = ["SIGKILL", "SIGHUP", "SIGTERM", "SIGINT", "unread", "all unread", "output full", "disk full"] as const;

interface Ending {
  readonly how: (typeof endings)[number];
  /** At which request, from 1. */
  readonly request: number;
  /** Whether the org has answered it. */
  readonly isAnswered: boolean;
  readonly api: "1.0" | "2.0";
  readonly onError: "abort" | "leave";
  readonly form: "text" | "json" | "jsonl";
  /** In blocks of 512 bytes. */
  readonly disk: number;
}

const ending: fc.Arbitrary<Ending> = fc.record({
  how: fc.constantFrom(...endings),
  request: fc.integer({ min: 1, max: 26 }),
  isAnswered: fc.boolean(),
  api: fc.constantFrom("1.0", "1.0", "2.0"),
  onError: fc.constantFrom("abort", "leave"),
  form: fc.constantFrom("text", "text", "json", "jsonl"),
  disk: fc.integer({ min: 0, max: 12 }),
});

const many = 40;
/** Every tenth row is refused. */
const isBad = (index: number): boolean => index % 10 === 3;
const file = `Name,Phone\n${Array.from({ length: many }, (_, index) => `${isBad(index) ? "" : `Acme ${index}`},${index}\n`).join("")}`;
const expected = Array.from({ length: many }, (_, index) => (isBad(index) ? [] : [`Acme ${index}`]))
  .flat()
  .toSorted();

test(
  "whatever ends a load, what it advises has every row in the org once",
  async () => await fc.assert(fc.asyncProperty(ending, endAndGoOn), { ...seeded(5, 100), endOnFailure: true }),
  600_000,
);

async function endAndGoOn(given: Ending): Promise<void> {
  const { how, request, isAnswered, api, onError, form, disk } = given;
  const emulator = createEmulator({ queueTime: 0, processTime: 0 });
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-ended-"));
  let child: ChildProcess | undefined;
  let requests = 0;
  const handle = async (one: Request): Promise<Response> => {
    const isIt = ++requests === request && child !== undefined;
    if (isIt && !isAnswered) await strike(child, how);
    const response = await emulator.handle(one);
    if (isIt && isAnswered) await strike(child, how);
    return response;
  };
  const server = await listen({ handle });
  const env = {
    SF_ORG_INSTANCE_URL: server.url,
    SF_ACCESS_TOKEN: emulator.accessToken,
    // Where the folder takes no journal, it is here.
    XDG_STATE_HOME: join(folder, "state"),
  };
  writeFileSync(join(folder, "accounts.csv"), file);
  const load = `load accounts.csv -s Account --operation insert --api ${api} --on-error ${onError} --poll-interval 0.02${api === "1.0" ? " --batch-size 5" : ""}`;
  const here = async (line: string): Promise<Done> => await runHere(line.split(" "), { env, cwd: folder, input: "" });
  const said: string[] = [];
  try {
    const args = [...load.split(" "), ...(form === "text" ? [] : [`--${form}`])];
    let line = load;
    child = begin(args, given, env, folder);
    let done = await ended(child, how);
    child = undefined;
    for (let step = 0; step < 8; step++) {
      said.push(`${done.code}: ${done.stderr}${done.stdout}`);
      const hasResults = Object.values(resultRows(folder)).some((rows) => rows > 0);
      const next = advised(done, line, load, hasResults);
      if (next === undefined) break;
      said.push(`$ sfbulk ${next}`);
      line = next;
      done = await here(next);
    }
    const names = (await emulator.control.records("Account")).map(({ Name }) => String(Name)).toSorted();
    expect(names).toEqual(expected);
    expect([0, 68]).toContain(done.code);
    // What was left open was named, and is ended as told.
    for (const id of new Set(said.join("\n").match(/(?<=sfbulk abort )750\w+/g))) await here(`abort ${id} -p`);
    const jobs = [...(await emulator.control.jobs()), ...(await emulator.control.bulk2Jobs())];
    expect(jobs.filter(({ state }) => state === "Open")).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.endsWith("-journal"))).toEqual([]);
    expect(resultRows(folder)).toEqual({ success: expected.length, failed: many - expected.length });
  } catch (error) {
    throw new Error(`${JSON.stringify(given)} (disk ${disk}):\n${said.join("\n")}`, { cause: error });
  } finally {
    child?.kill("SIGKILL");
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Counts the rows of the results of the last load in a folder. A load whose results nobody has asked for yet has none. */
function resultRows(folder: string): Record<string, number> {
  const counted: Record<string, number> = { success: 0, failed: 0 };
  for (const name of readdirSync(folder)) {
    const [, kind] = /-(success|failed)-records\.csv$/.exec(name) ?? [];
    if (kind === undefined) continue;
    counted[kind] = (counted[kind] ?? 0) + readFileSync(join(folder, name), "utf8").trimEnd().split("\n").length - 1;
  }
  return counted;
}

function begin(
  args: readonly string[],
  { how, disk }: Ending,
  env: Readonly<Record<string, string>>,
  cwd: string,
): ChildProcess {
  const full = how === "output full" ? openSync("/dev/full", "w") : undefined;
  const stdio: ("pipe" | number)[] = ["pipe", full ?? "pipe", "pipe"];
  const limited = ["-c", `trap '' XFSZ; ulimit -f ${disk}; exec "$@"`, "sh", process.execPath];
  const [program, before] = how === "disk full" ? ["sh", limited] : [process.execPath, []];
  const child = spawn(program, [...before, bin, ...args], { cwd, env: cleanEnv(env), stdio });
  if (full !== undefined) closeSync(full);
  child.stdin?.end();
  return child;
}

/** Does to the process what it is to be ended by. What is not for a moment has been done to it from the start. */
async function strike(child: ChildProcess | undefined, how: Ending["how"]): Promise<void> {
  if (how === "output full" || how === "disk full" || child === undefined) return;
  if (how === "unread" || how === "all unread") {
    child.stdout?.destroy();
    if (how === "all unread") child.stderr?.destroy();
    return;
  }
  const isOver = child.exitCode !== null || child.signalCode !== null;
  child.kill(how);
  // What is answered now, nobody hears.
  if (how === "SIGKILL" && !isOver) await new Promise((resolve) => child.once("exit", resolve));
}

async function ended(child: ChildProcess, how: Ending["how"]): Promise<Done> {
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // A reader that has gone has read something, or nothing.
  const read = async (stream: typeof child.stdout): Promise<string> =>
    stream === null ? "" : await text(stream).catch(() => "");
  const [code, stdout, stderr] = await Promise.all([exit, read(child.stdout), read(child.stderr)]);
  return { code, stdout, stderr: how === "all unread" ? "" : stderr };
}

/** Reads what is to be done next; `undefined` where all is done, and its results are there. */
function advised({ code, stdout, stderr }: Done, line: string, load: string, hasResults: boolean): string | undefined {
  const said = stripVTControlCharacters(`${stderr}\n${stdout}`.replaceAll(String.raw`\"`, '"'));
  const find = (pattern: RegExp): string | undefined => pattern.exec(said)?.[1]?.trimEnd();
  const isDone = code === 0 || code === 68;
  if (isDone && hasResults) return undefined;
  const goOn = find(/sfbulk (load [^"\n]*--resume[^"\n]*)/);
  if (goOn !== undefined) return `${goOn} --poll-interval 0.02`;
  // What is said of the very call that was made.
  if (said.includes("the same command with --resume")) return `${line} --resume`;
  if (said.includes("the same command with --overwrite")) return `${line} --overwrite`;
  const wait = find(/sfbulk (wait 750\w+)/);
  const results = find(/sfbulk (results 750[^"\n]*)/);
  // Where both are said, the first one is that to wait.
  if (wait !== undefined && !isDone) return `${wait} --poll-interval 0.02`;
  if (results !== undefined) return results;
  // Nothing was said, by who was killed or could not be heard: the same command tells what has become of it.
  return load;
}
