import { spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { runOnTerminal } from "../../cli/test/run-on-terminal.ts";
import { commands } from "../src/commands.ts";
import { startSf, type SfWithPlugin } from "./start-sf.ts";

// The sf CLI of the registry, and the plugin as it is published: one pass, by the task of this name alone
// (`pnpm --filter @sfbulk/sf-plugin sf-cli`). All commands by both ways to sign in are in `whole-table.test.ts`.

const isAsked = process.env["npm_lifecycle_event"] === "sf-cli";

describe.runIf(isAsked)("the plugin in the sf CLI", () => {
  let given: SfWithPlugin;

  beforeAll(async () => {
    given = await startSf();
  });
  afterAll(async () => {
    await given.end();
  });

  test("help and completion know the commands, and nothing of the plugin is loaded for them", async () => {
    const { plugin, sf, read } = given;
    const away = `${plugin.root}-away`;
    renameSync(join(plugin.root, "dist"), away);
    try {
      const help = await sf(["bulk", "--help"]);
      expect(help.code).toBe(0);
      for (const id of Object.keys(commands))
        expect(help.stdout).toMatch(new RegExp(`^ +${id.replace(":", " ")} `, "m"));
      const one = await sf(["bulk", "close", "--help"]);
      expect(one.stdout).toContain("$ sf bulk close [ID...] [--json] [--flags-dir <value>] [-f <path>]");
      expect(one.stdout).toMatch(/^ERROR CODES$/m);
      expect((await sf(["autocomplete", "--refresh-cache"])).code).toBe(0);
      const completion = read(".cache/sf/autocomplete/functions/bash/sf.bash");
      for (const id of Object.keys(commands)) expect(completion).toContain(`${id} --`);
      // It is there to be loaded: a command needs it.
      expect((await sf(["bulk", "list"], given.byToken)).code).not.toBe(0);
    } finally {
      renameSync(away, join(plugin.root, "dist"));
    }
  });

  test("without an org, it is said how to name one", async () => {
    expect(await given.json(["bulk", "list"])).toMatchObject({
      name: "NoDefaultEnvError",
      status: 1,
      exitCode: 1,
      actions: expect.arrayContaining(["Name one: --target-org <alias>"]) as string[],
    });
  });

  test("loads by a token in the environment, with sf's exit code where rows fail", async () => {
    const { sf, write, read, byToken } = given;
    write("rows.csv", "Name,Phone\nAcme,555\n,556\n");
    const load = ["bulk", "load", "rows.csv", "-s", "Account", "--operation", "insert", "--no-check"];
    const { code, stdout, stderr } = await sf(load, byToken);
    expect([code, stdout]).toEqual([68, expect.stringContaining("1 written")]);
    const [, id = ""] = /(750\w{15})-failed-records\.csv/.exec(stdout) ?? [];
    expect(read(`${id}-failed-records.csv`)).toContain("REQUIRED_FIELD_MISSING");
    expect(stdout + stderr).not.toContain(byToken["SF_TARGET_ORG"]);
  });

  test.skipIf(process.platform === "win32")("a terminal that is closed ends a load as told, with 129", async () => {
    const { emulator, folder, inShell, write, byToken } = given;
    write("many.csv", "Name\n1\n2\n3\n");
    await emulator.control.fail({ kind: "never-answers", on: { operation: "addBatch" }, skip: 2, times: 1 });
    const { line, env } = inShell(byToken);
    const load = ["-s", "Account", "--operation", "insert", "--batch-size", "1", "--concurrency", "1"];
    // The shell of the terminal ends with it; the one below it is there to read the exit code.
    const lines = `(trap : HUP; ${line}; echo $? > code.part; mv code.part code); exit`;
    const terminal = runOnTerminal(["-c", lines, "sh", "bulk", "load", "many.csv", ...load], {
      env,
      cwd: folder,
      program: "/bin/bash",
    });
    await terminal.seen("2 rows uploaded");
    terminal.close();
    await terminal.exit;
    await vi.waitUntil(() => existsSync(join(folder, "code")), { timeout: 60_000 });
    expect(given.read("code")).toBe("129\n");
    expect((await emulator.control.jobs()).at(-1)?.state).toBe("Aborted");
  });

  test.skipIf(process.platform !== "linux")("a full disk is told as that, and not by a stack", async () => {
    const { folder, inShell, byToken } = given;
    const { line, env } = inShell(byToken);
    const child = spawn("/bin/bash", ["-c", `${line} > /dev/full`, "sh", "bulk", "list"], { cwd: folder, env });
    const [code, stderr] = await Promise.all([new Promise((resolve) => child.on("exit", resolve)), text(child.stderr)]);
    expect(code).toBe(1);
    expect(stderr).toContain("Cannot write to standard output: ENOSPC");
    expect(stderr).not.toContain("    at ");
  });

  test("signed in by JWT: an alias, a session that is renewed, flags from files, a job of sf's own", async () => {
    const { emulator, folder, sf, json, signIn, write } = given;
    expect((await sf(signIn)).code).toBe(0);
    const { id } = await emulator.control.addJob({ object: "Account" });
    mkdirSync(join(folder, "flags"));
    write("flags/target-org", "jwt");
    write("flags/state", "Open");
    const list = await sf(["bulk", "list", "--flags-dir", "flags"]);
    expect([list.code, list.stdout]).toEqual([0, expect.stringContaining(`│ ${id} │ 1.0 │ Open`)]);
    const imported = await json(["data", "import", "bulk", "--sobject", "Account", "--file", "rows.csv", "-o", "jwt"]);
    const { jobId } = imported["result"] as { jobId: string };
    // Every session is over by then.
    await emulator.control.advance(48 * 3_600_000);
    expect(await json(["bulk", "close", id, "-o", "jwt"])).toMatchObject({ status: 0, result: { closed: 1 } });
    expect(await json(["bulk", "status", jobId, "-o", "jwt"])).toMatchObject({
      status: 0,
      result: { id: jobId, state: "JobComplete", numberRecordsFailed: 1 },
    });
  });
});
