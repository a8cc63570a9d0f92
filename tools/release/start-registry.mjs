// Starts a registry on this computer: it keeps the packages of the workspace, and hands on what others ask of npm's.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.mjs";

/**
 * @typedef {object} Registry
 * @property {string} url
 * @property {string} settings an .npmrc that names it, with a token that lets publish
 * @property {() => void} stop
 */

/**
 * @param {object} options
 * @param {string} options.tools where `fetchTools` put verdaccio
 * @param {string} options.folder a temporary one
 * @param {string} options.cache where to keep what npm's registry gave, so that the next run needs no network
 * @param {readonly string[]} options.names packages that come from nowhere but here
 * @returns {Promise<Registry>}
 */
export async function startRegistry({ tools, folder, cache, names }) {
  const storage = join(folder, "storage");
  const kept = join(cache, "storage");
  mkdirSync(storage, { recursive: true });
  if (existsSync(kept)) cpSync(kept, storage, { recursive: true });
  for (const name of names) rmSync(join(storage, name), { recursive: true, force: true });

  // Asked of npm at every run: where it is stays out of all files but the temporary one.
  const upstream = (await runCommand("npm", ["config", "get", "registry"], { cwd: folder, env: process.env })).trim();
  const authorities = (await runCommand("npm", ["config", "get", "cafile"], { cwd: folder, env: process.env })).trim();
  const everybody = ["$all"];
  const ours = { access: everybody, publish: everybody };
  const config = {
    storage,
    self_path: folder,
    web: { enable: false },
    uplinks: { upstream: { url: upstream, maxage: "24h", max_fails: 20 } },
    packages: {
      ...Object.fromEntries(names.map((name) => [name, ours])),
      "**": { access: everybody, proxy: ["upstream"] },
    },
    auth: {},
    security: {},
    server: {},
    max_body_size: "50mb",
    log: { type: "file", path: join(folder, "registry.log"), level: "warn", format: "json" },
  };
  const configFile = join(folder, "registry.json");
  writeFileSync(configFile, JSON.stringify(config));

  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("serve-registry.mjs", import.meta.url)), tools, configFile],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: authorities === "null" ? process.env : { NODE_EXTRA_CA_CERTS: authorities, ...process.env },
    },
  );
  let trouble = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (trouble += text));
  const port = await new Promise((resolve, reject) => {
    child.stdout.setEncoding("utf8").once("data", (text) => resolve(Number(text)));
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the local registry ended with ${code}: ${trouble}`)));
  });

  const url = `http://127.0.0.1:${port}/`;
  const settings = join(folder, "registry.npmrc");
  writeFileSync(settings, `registry=${url}\n//127.0.0.1:${port}/:_authToken=anybody\n`);
  return {
    url,
    settings,
    stop: () => {
      child.kill();
      for (const name of names) rmSync(join(storage, name), { recursive: true, force: true });
      cpSync(storage, kept, { recursive: true });
    },
  };
}
