#!/usr/bin/env node
import { subscribe } from "node:diagnostics_channel";
import { letGoOfTerminals } from "./output/closed-terminals.ts";
import { runCli } from "./run-cli.ts";

// Node.js waits at its end until V8 has optimised undici's HTTP parser, which is WebAssembly: 80 ms of the 205 that a `list`
// takes in Node.js 22, a third in 20, a quarter in 24. This is said when the parser is about to be made, since V8 takes no
// builtin from its cache once a flag is changed: said at the start, it costs 20 ms of processor.
subscribe("undici:client:beforeConnect", () => {
  process.getBuiltinModule("node:v8").setFlagsFromString("--wasm-tiering-budget=1000000000");
});
letGoOfTerminals();
process.exitCode = await runCli(process.argv.slice(2));
