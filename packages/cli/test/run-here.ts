import { runCli } from "../src/run-cli.ts";
import { runCaptured } from "./run-captured.ts";
import { cleanEnv, type Done, type RunOptions } from "./run-in-pipe.ts";

/**
 * Runs `sfbulk` in this process, with streams, an environment and a folder of its own: in a twentieth of the time that a
 * process takes to start. One at a time, since a process has one of each.
 */
export const runHere = async (
  args: readonly string[],
  { env = {}, cwd, input, isFull = false }: RunOptions & { readonly input: string; readonly isFull?: boolean },
): Promise<Done> => await runCaptured(async () => await runCli(args), { env: cleanEnv(env), cwd, input, isFull });
