import { commandRuntime } from "./command-runtime.ts";
import { packageFile } from "./package-file.ts";
import type { Runtime } from "./runtime.ts";

/** Bun, with the packages that are there. */
export const bunRuntime: Runtime = commandRuntime(
  "Bun",
  "Bun",
  ["bun", "node"],
  // It has this ending everywhere.
  async () => [packageFile("bun", "bin/bun.exe")],
  // A PUT is sent again by itself, a POST is not.
  { options: ["--no-install"], resends: true },
);
