import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** An emulated org in another process. */
export interface RunningEmulator {
  readonly url: string;
  readonly accessToken: string;
  readonly stop: () => Promise<void>;
}

/** Starts an emulated org in another process, and waits until it listens. */
export async function startEmulator(): Promise<RunningEmulator> {
  const child = fork(fileURLToPath(new URL("emulator-process.js", import.meta.url)));
  const [message] = (await once(child, "message")) as [{ readonly url: string; readonly accessToken: string }];
  return {
    ...message,
    stop: async () => {
      const exit = once(child, "exit");
      child.disconnect();
      await exit;
    },
  };
}
