import { bunRuntime } from "./bun-runtime.ts";
import { chromiumRuntimes } from "./chromium-runtimes.ts";
import { denoRuntime } from "./deno-runtime.ts";
import { pageRuntimes } from "./page-runtimes.ts";
import { nodeRuntimes } from "./node-runtimes.ts";
import type { Runtime } from "./runtime.ts";
import { workerdRuntime } from "./workerd-runtime.ts";

/** Every runtime that sfbulk is for. */
export const runtimes: readonly Runtime[] = [
  ...nodeRuntimes,
  denoRuntime,
  bunRuntime,
  workerdRuntime,
  ...chromiumRuntimes,
  ...pageRuntimes,
];
