#!/usr/bin/env node
import { letGoOfTerminals } from "./output/closed-terminals.ts";
import { runCli } from "./run-cli.ts";

if (process.versions.node.startsWith("20.")) {
  // This Node.js waits at its end until V8 has optimised undici's HTTP parser, a third of the time of a command.
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--wasm-tiering-budget=1000000000");
}
letGoOfTerminals();
process.exitCode = await runCli(process.argv.slice(2));
