import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { listen } from "@sfbulk/emulator/node";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { load } from "../src/commands/load.ts";
import { retry } from "../src/commands/retry.ts";
import { runHere } from "./run-here.ts";
import type { Done } from "./run-in-pipe.ts";
import { startOrg, type TestOrg } from "./start-org.ts";

// sfbulk retry. What goes out, and what is left out, is that of `load --retry`: load.test.ts, load-by-2.test.ts.

let org: TestOrg;
beforeEach(async () => {
  org = await startOrg();
});
afterEach(async () => await org.end());
const run = async (...args: string[]): Promise<Done> =>
  await runHere(args, { env: org.env, cwd: org.folder, input: "" });
const jobs = async (): Promise<readonly { readonly id: string; readonly concurrencyMode: string | null }[]> =>
  await org.emulator.control.jobs();
const resultOf = ({ stdout }: Done): unknown => (JSON.parse(stdout) as { result: unknown }).result;

/** Loads a file of which two rows fail, and gives the id of the job. */
async function failed(): Promise<string> {
  writeFileSync(join(org.folder, "a.csv"), "Name,Phone\nAcme,1\n,2\n,3\n");
  expect((await run("load", "a.csv", "-s", "Account", "--operation", "insert")).code).toBe(68);
  return (await jobs())[0]?.id ?? "";
}

describe("sfbulk retry", () => {
  test("loads what failed by a job of its own, which is the one to retry next", async () => {
    const id = await failed();
    const again = await run("retry", id, "--serial", "--json");
    expect(again.code).toBe(68);
    expect(resultOf(again)).toMatchObject({ object: "Account", operation: "insert", failedRecords: 2 });
    const { jobId } = resultOf(again) as { jobId: string };
    expect((await jobs()).map((job) => [job.id, job.concurrencyMode])).toEqual([
      [id, "Parallel"],
      [jobId, "Serial"],
    ]);
    expect(org.read(`${jobId}-failed-records.csv`)).toMatch(/sf__Row,Name,Phone\n.*,1,,2\n.*,2,,3\n$/);
    expect(resultOf(await run("retry", jobId, "--json", "--output-dir", "."))).toMatchObject({ failedRecords: 2 });
  });

  test("--max-failed, --batch-size and --async are those of load", async () => {
    const id = await failed();
    const few = ["--batch-size", "1", "--concurrency", "1", "--poll-interval", "0.001"];
    expect((await run("retry", id, "--max-failed", "0", ...few)).code).toBe(65);
    const { code, stdout } = await run("retry", id, "--async");
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${(await jobs()).at(-1)?.id}\n` });
  });

  test("Ctrl-C before anything is known to be there: the job is aborted, and how to find out is said", async () => {
    const id = await failed();
    const handle = async (request: Request): Promise<Response> => {
      if (request.method === "POST" && request.url.endsWith("/batch")) process.emit("SIGINT");
      return await org.emulator.handle(request);
    };
    const server = await listen({ handle });
    const env = { ...org.env, SF_ORG_INSTANCE_URL: server.url };
    const { code, stderr } = await runHere(["retry", id], { env, cwd: org.folder, input: "" });
    await server.close();
    expect(code).toBe(130);
    const [, advised = ""] = /Run it again where nothing was written, as this tells: sfbulk (.*)/.exec(stderr) ?? [];
    const told = await run(...advised.split(" "));
    expect({ code: told.code, written: told.stdout.match(/,true,/g) }).toEqual({ code: 0, written: null });
    expect((await org.emulator.control.jobs()).at(-1)?.state).toBe("Aborted");
  });

  test("nothing failed: 0, and no job", async () => {
    const { id } = await org.emulator.control.addJob({ batches: ["Name\nAcme\n"], state: "Closed" });
    const { code, stderr } = await run("retry", id);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`No row of job ${id} is to be loaded again`)]);
    expect(await jobs()).toHaveLength(1);
  });

  test.each([
    [["retry"], "Missing required argument 'id'"],
    [["retry", "x"], 'Cannot use job id "x"'],
    [["retry", "7509H0000016GUXQA2", "7509H0000016GUXQA2"], "Too many arguments for 'retry'"],
    [["retry", "7509H0000016GUXQA2", "--resume"], "Unknown option '--resume'"],
    [["retry", "7509H0000016GUXQA2", "--batch-size", "0"], 'Cannot use --batch-size "0"'],
    [["retry", "7509H0000016GUXQA2", "--stall-timeout", "x"], 'Cannot use --stall-timeout "x"'],
  ])("%j: 2, and nothing is asked", async (args, message) => {
    const { code, stderr } = await run(...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await org.emulator.control.exchanges()).toEqual([]);
  });

  test("its options are those of load, but what is about a file", () => {
    const has = new Set(retry.options);
    expect(retry.options.filter((option) => !load.options.includes(option))).toEqual([]);
    expect(load.options.filter((option) => !has.has(option)).map(({ flags }) => flags.split(" ").at(-2))).toEqual(
      expect.arrayContaining(["--sobject", "--journal", "--trial", "--retry", "--skip", "--encoding", "--map"]),
    );
  });
});
