import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectControl, type EmulatorControl } from "@sfbulk/emulator";
import { findSf, sfEnvironment } from "../../../tools/fetch-sf.mjs";
import { startEmulator } from "../start-emulator.ts";
import { type CommandRun, runCommand } from "./run-command.ts";

/** The two that are compared. */
export type ShellName = "sfbulk" | "sf";

export const both: readonly ShellName[] = ["sfbulk", "sf"];

/** Both shells, an org of their own in another process, and a folder. */
export interface Shells {
  readonly folder: string;
  readonly control: EmulatorControl;
  /** Runs a command line, its words without the program's. */
  readonly run: (shell: ShellName, line: string, end?: Promise<unknown>) => Promise<CommandRun>;
  /** Runs something, and tells how many requests the org got meanwhile. */
  readonly countCalls: <T>(work: () => Promise<T>) => Promise<{ readonly value: T; readonly calls: number }>;
  readonly stop: () => Promise<void>;
}

const sfbulk = fileURLToPath(new URL("../../../packages/cli/dist/node/bin.js", import.meta.url));

/** Starts them. */
export async function startShells(): Promise<Shells> {
  const sf = await findSf();
  const emulator = await startEmulator();
  const control = connectControl(emulator.url);
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-shells-"));
  const environments = {
    sf: {
      ...sfEnvironment(folder),
      SF_TARGET_ORG: emulator.accessToken,
      SF_ORG_INSTANCE_URL: emulator.url,
    },
    sfbulk: {
      PATH: process.env["PATH"] ?? "",
      HOME: folder,
      SF_ORG_INSTANCE_URL: emulator.url,
      SF_ACCESS_TOKEN: emulator.accessToken,
    },
  };
  return {
    folder,
    control,
    run: async (shell, line, end) => {
      const words = line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ?? [];
      const script = shell === "sf" ? sf.script : sfbulk;
      // In the same Node.js: what differs is theirs.
      const command = { program: sf.node, args: [script, ...words], env: environments[shell], cwd: folder };
      return await runCommand(command, end);
    },
    countCalls: async (work) => {
      const before = (await control.exchanges()).length;
      const value = await work();
      return { value, calls: (await control.exchanges()).length - before };
    },
    stop: async () => {
      await emulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
