// Starts a real PostgreSQL for a test: the computer's own, or Debian's where there is apt, which is unpacked and not installed.
// It runs in a temporary folder and listens at a socket there, and nothing is left of it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { unpackDebian } from "./debian-package.mjs";

const execute = promisify(execFile);
const unpacked = fileURLToPath(new URL("../node_modules/.cache/debian-postgres/files", import.meta.url));

/** @typedef {import("./postgres.d.mts").RunningPostgres} RunningPostgres */

/**
 * Starts one, empty, for this process alone.
 *
 * @returns {Promise<RunningPostgres | string>} the database; or why there is none
 */
export async function startPostgres() {
  // Its sockets are no files there, and no user of its own is to be had.
  if (process.platform === "win32") return "PostgreSQL is not started by the tests on Windows";
  const programs = findPrograms();
  if (!programs.found) return programs.trouble;
  const owner = await findOwner();
  if (typeof owner === "string") return owner;
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-postgres-"));
  chmodSync(folder, 0o700);
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid);
  const data = join(folder, "data");
  const settings = { ...owner, cwd: folder, env: { ...process.env, ...programs.env, TZ: "UTC" } };
  try {
    const options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
    await execute(join(programs.bin, "initdb"), ["-D", data, ...options], settings);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return `PostgreSQL cannot make a database here: ${error instanceof Error ? error.message : String(error)}`;
  }

  /** @type {import("node:child_process").ChildProcess | undefined} */
  let server;
  const start = async () => {
    // Nothing of it outlives the test, so nothing need reach the disk.
    const options = ["-D", data, "-k", folder, "-F", "-c", "listen_addresses=", "-c", "max_connections=100"];
    const child = spawn(join(programs.bin, "postgres"), options, { ...settings, stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.on("data", (chunk) => (log += String(chunk)));
    server = child;
    while (!log.includes("ready to accept connections")) {
      if (child.exitCode !== null) throw new Error(`Cannot start PostgreSQL: ${log}`);
      await Promise.race([once(child.stderr, "data"), once(child, "exit"), pause(1000)]);
    }
  };
  /** @param {NodeJS.Signals} signal */
  const end = async (signal) => {
    const child = server;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill(signal);
    await exit;
  };
  await start();
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    // At once, and without a word to those who are connected.
    kill: async () => await end("SIGQUIT"),
    start,
    stop: async () => {
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @returns {{ found: true, bin: string, env: Record<string, string> } | { found: false, trouble: string }} */
function findPrograms() {
  const installed = "/usr/lib/postgresql";
  const inPath = (process.env["PATH"] ?? "").split(delimiter);
  const bin = [...versionsIn(installed), ...inPath].find((folder) => isBin(folder));
  if (bin !== undefined) return { found: true, bin, env: {} };
  const place = join(unpacked, installed);
  if (!versionsIn(place).some(isBin)) {
    const trouble = process.platform === "linux" ? unpack() : "there is no PostgreSQL, and no apt to get it from";
    if (trouble !== undefined) return { found: false, trouble };
  }
  const own = versionsIn(place).find(isBin);
  if (own === undefined) return { found: false, trouble: "Debian's PostgreSQL has no programs in it" };
  const libraries = readdirSync(join(unpacked, "usr", "lib")).filter((entry) => entry.endsWith("-linux-gnu"));
  return {
    found: true,
    bin: own,
    env: { LD_LIBRARY_PATH: libraries.map((entry) => join(unpacked, "usr", "lib", entry)).join(delimiter) },
  };
}

/** @type {(folder: string) => boolean} */
const isBin = (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"));

/** @type {(folder: string) => string[]} */
const versionsIn = (folder) =>
  existsSync(folder) ? readdirSync(folder).map((version) => join(folder, version, "bin")) : [];

/** The package `postgresql` is empty, and names the one of the version that there is. */
function unpack() {
  return unpackDebian(["postgresql"], unpacked, join("usr", "lib", "postgresql"));
}

/**
 * PostgreSQL refuses to run as root: then it is the user that its package has made, or nobody.
 *
 * @returns {Promise<{ uid?: number, gid?: number } | string>}
 */
async function findOwner() {
  if (userInfo().uid !== 0) return {};
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all(
        ["-u", "-g"].map(async (flag) => (await execute("id", [flag, name])).stdout),
      );
      return { uid: Number(uid), gid: Number(gid) };
    } catch {
      // There is no such user.
    }
  }
  return "PostgreSQL does not run as root, and there is no other user";
}
