import { commandRuntime } from "./command-runtime.ts";
import { packageFile } from "./package-file.ts";
import type { Runtime } from "./runtime.ts";

/** Deno, with the packages that are there and nothing from the network. */
export const denoRuntime: Runtime = commandRuntime(
  "Deno",
  "Deno",
  ["deno", "node"],
  async () => [process.execPath, packageFile("deno", "bin.cjs")],
  {
    options: [
      "run",
      "--no-config",
      "--no-lock",
      "--node-modules-dir=manual",
      "--no-remote",
      "--cached-only",
      "--allow-net",
    ],
    resends: true,
  },
);
