// Builds the web console and what it needs, and serves it. PORT chooses the port, RELAY_INSTANCES adds orgs to the relay.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const build = spawnSync("turbo", ["run", "build", "--filter=demo", "--output-logs=errors-only"], {
  cwd: root,
  stdio: ["ignore", "ignore", "inherit"],
  shell: process.platform === "win32",
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
});
if (build.status !== 0) process.exit(build.status ?? 1);
const server = spawn(process.execPath, ["apps/demo/dist-server/main.js"], { cwd: root, stdio: "inherit" });
// Ctrl-C is for the server, which ends by it; this one goes with it.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => server.kill());
server.on("exit", (code) => process.exit(code ?? 0));
