import { vi } from "vitest";
import { runCli } from "../src/run-cli.ts";
import type { Done } from "./run-in-pipe.ts";

/**
 * Runs `sfbulk` in this process, its streams pipes: for what is logic, a process of its own takes ten times as long. Paths
 * among the arguments are absolute, since the folder is that of the tests.
 */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Done> {
  const before = new Map(Object.keys(env).map((name) => [name, process.env[name]]));
  Object.assign(process.env, env);
  const streams = [process.stdout, process.stderr] as const;
  const said = ["", ""];
  const listeners = streams.map((stream) => stream.listeners("error"));
  const spies = streams.map((stream, index) =>
    vi.spyOn(stream, "write").mockImplementation((chunk: string | Uint8Array, ...more: unknown[]) => {
      said[index] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      const done = more.find((one): one is () => void => typeof one === "function");
      if (done !== undefined) queueMicrotask(done);
      return true;
    }),
  );
  try {
    const code = await runCli(args);
    const [stdout = "", stderr = ""] = said;
    return { code, stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
    for (const [index, stream] of streams.entries()) {
      for (const one of stream.listeners("error")) {
        if (!(listeners[index] ?? []).includes(one)) stream.off("error", one as () => void);
      }
    }
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
