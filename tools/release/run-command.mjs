// Runs a command to its end and gives what it printed; where it fails, that is the error.
import { spawn } from "node:child_process";

/**
 * @param {string} command
 * @param {readonly string[]} parameters nothing here comes from outside: on Windows a shell reads them
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, mayFail?: boolean }} options `mayFail` where the output says it all
 * @returns {Promise<string>} what it wrote to its standard output
 */
export async function runCommand(command, parameters, { cwd, env = plainEnvironment(), mayFail = false }) {
  // The commands of packages are .cmd files on Windows, which only a shell starts.
  const shell = process.platform === "win32" && command !== process.execPath;
  const child = spawn(command, parameters, { cwd, env, shell, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let everything = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    everything += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => (everything += text));
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code === 0 || mayFail) return output;
  const end = everything.trim().split("\n").slice(-40).join("\n");
  throw new Error(
    `${[command === process.execPath ? "node" : command, ...parameters].join(" ")} ended with ${code}\n${end}`,
  );
}

/**
 * The environment without what npm and pnpm hand to their scripts: it names their own registry and settings.
 *
 * @param {Record<string, string>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function plainEnvironment(more = {}) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:npm|pnpm|bun)_(?!home$)/i.test(name));
  return { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1", ...more };
}
