// Builds the web console and what it needs, and serves it. PORT chooses the port, RELAY_INSTANCES adds orgs to the relay.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildApp } from "./build-app.mjs";

buildApp("demo");
const server = spawn(process.execPath, ["apps/demo/dist-server/main.js"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
});
// Ctrl-C is for the server, which ends by it; this one goes with it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => server.kill());
server.on("exit", (code) => process.exit(code ?? 0));
