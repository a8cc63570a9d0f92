#!/usr/bin/env node
import { closeSync } from "node:fs";
import { isatty } from "node:tty";
import { runCli } from "./run-cli.ts";

if (process.versions.node.startsWith("20.")) {
  // This Node.js waits at its end until V8 has optimised undici's HTTP parser, a third of the time of a command.
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--wasm-tiering-budget=1000000000");
}
// Node.js aborts, with 134 and a core, where it cannot reset a terminal at its end: one that is closed by then is let go.
const terminals = [0, 1, 2].filter((stream) => isatty(stream));
process.once("exit", () => {
  for (const stream of terminals) if (!isatty(stream)) closeSync(stream);
});
process.exitCode = await runCli(process.argv.slice(2));
