import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Builds a workspace and what it needs, and ends this process where that fails. What is built already is not built again.
 *
 * @param {string} name
 */
export function buildApp(name) {
  const { status } = spawnSync("turbo", ["run", "build", `--filter=${name}`, "--output-logs=errors-only"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  });
  if (status !== 0) process.exit(status ?? 1);
}
