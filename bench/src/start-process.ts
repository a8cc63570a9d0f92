import { type ChildProcess, fork, type ForkOptions } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of this folder in a process of its own, which talks by messages. */
export interface RunningProcess {
  /** Sends a message and waits for the answer to it. */
  readonly ask: (message: object) => Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** Starts a program of this folder, and waits for its first message. Programs end when their parent disconnects. */
export async function startProcess(
  file: string,
  programArguments: readonly string[] = [],
  options: ForkOptions = {},
): Promise<RunningProcess & { readonly first: unknown }> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), programArguments, options);
  const first = await nextMessage(child);
  return {
    first,
    ask: async (message) => {
      const answer = nextMessage(child);
      child.send(message);
      return await answer;
    },
    stop: async () => {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const exit = (code: number | null): void => ended.abort(new Error(`A process of the benchmark ended with ${code}`));
  child.once("exit", exit);
  try {
    const [message] = (await once(child, "message", { signal: ended.signal })) as [unknown];
    return message;
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    child.off("exit", exit);
  }
}
