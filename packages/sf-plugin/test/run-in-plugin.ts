import { fileURLToPath } from "node:url";
import { Config } from "@oclif/core";
import { ConfigAggregator } from "@salesforce/core";
import { type Captured, runCaptured } from "../../cli/test/run-captured.ts";
import { cleanEnv } from "../../cli/test/run-in-pipe.ts";
import { commands } from "../src/commands.ts";

const config = await Config.load(fileURLToPath(new URL("..", import.meta.url)));

/** What a command of the plugin is run with. */
export interface PluginRun {
  /** The home folder: the sf CLI's library keeps there who is signed in. */
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs a command of the plugin in this process, as the sf CLI does: `list`, `close`. */
export async function runInPlugin(
  [name = "", ...args]: readonly string[],
  { home, env = {}, input = "" }: PluginRun,
): Promise<Captured> {
  const command = commands[`bulk:${name}`];
  if (command === undefined) throw new Error(`There is no command ${name}`);
  const before = process.exitCode;
  const sf = { HOME: home, USERPROFILE: home, SF_USE_GENERIC_UNIX_KEYCHAIN: "true", SF_DISABLE_LOG_FILE: "true" };
  try {
    return await runCaptured(
      async () => {
        // What the library has read before stays with it for the time of a process.
        await (await ConfigAggregator.create()).reload();
        await command.run(args, config);
        return Number(process.exitCode);
      },
      { env: cleanEnv({ ...sf, ...env }), cwd: home, input },
    );
  } finally {
    process.exitCode = before;
  }
}
