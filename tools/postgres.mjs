// Starts a real PostgreSQL for a test: the computer's own, or Debian's where there is apt, which is unpacked and not installed.
// It runs in a temporary folder and listens at a socket there, and nothing is left of it.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { basename, delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { unpackDebian } from "./debian-package.mjs";

const execute = promisify(execFile);
const unpacked = fileURLToPath(new URL("../node_modules/.cache/debian-postgres/files", import.meta.url));
const installed = "/usr/lib/postgresql";

const nothingToEnd = async () => await Promise.resolve();

/** @typedef {import("./postgres.d.mts").RunningPostgres} RunningPostgres */

/**
 * Starts one, empty, for this process alone.
 *
 * @returns {Promise<RunningPostgres | string>} the database; or why there is none
 */
export async function startPostgres() {
  // Its sockets are no files there, and no user of its own is to be had.
  if (process.platform === "win32") return "PostgreSQL is not started by the tests on Windows";
  const found = findPrograms();
  if (!found.found) return found.trouble;
  const owner = await findOwner();
  if (typeof owner === "string") return owner;
  const folder = mkdtempSync(join(tmpdir(), "sfbulk-postgres-"));
  chmodSync(folder, 0o700);
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid);
  const data = join(folder, "data");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  /** @type {Programs & { found: true }} */
  let programs;
  try {
    programs = await withinReach(found, owner, folder);
  } catch (error) {
    remove();
    return `PostgreSQL's programs cannot be run by another user than root: ${error instanceof Error ? error.message : String(error)}`;
  }
  const settings = { ...owner, cwd: folder, env: { ...process.env, ...programs.env, TZ: "UTC" } };
  try {
    const options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"];
    await execute(join(programs.bin, "initdb"), ["-D", data, ...options], settings);
  } catch (error) {
    remove();
    return `PostgreSQL cannot make a database here: ${error instanceof Error ? error.message : String(error)}`;
  }

  /** @type {(signal: "SIGQUIT" | "SIGINT") => Promise<void>} */
  let end = nothingToEnd;
  const start = async () => {
    // Nothing of it outlives the test, so nothing need reach the disk.
    const options = ["-D", data, "-k", folder, "-F", "-c", "listen_addresses=", "-c", "max_connections=100"];
    const child = spawn(join(programs.bin, "postgres"), options, { ...settings, stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.on("data", (chunk) => (log += String(chunk)));
    end = async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, "exit");
      child.kill(signal);
      await exit;
    };
    while (!log.includes("ready to accept connections")) {
      if (child.exitCode !== null) throw new Error(`Cannot start PostgreSQL: ${log}`);
      await Promise.race([once(child.stderr, "data"), once(child, "exit"), pause(1000)]);
    }
  };
  await start();
  return {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    // At once, and without a word to those who are connected.
    kill: async () => await end("SIGQUIT"),
    start,
    stop: async () => {
      await end("SIGINT");
      remove();
    },
  };
}

/**
 * Leaves out PostgreSQL's compiler of queries, which is most of it, and which it does without where the module is missing.
 *
 * @type {(file: string) => boolean}
 */
const isNeeded = (file) => !/^(?:bitcode|llvmjit|libLLVM)/.test(basename(file));

/** @typedef {{ found: true, bin: string, env: Record<string, string> } | { found: false, trouble: string }} Programs */

/** @returns {Programs} */
function findPrograms() {
  const inPath = (process.env["PATH"] ?? "").split(delimiter);
  const bin = [...versionsIn(installed), ...inPath].find((folder) => isBin(folder));
  if (bin !== undefined) return { found: true, bin, env: {} };
  if (!versionsIn(join(unpacked, installed)).some(isBin)) {
    const trouble = process.platform === "linux" ? unpack() : "there is no PostgreSQL, and no apt to get it from";
    if (trouble !== undefined) return { found: false, trouble };
  }
  return unpackedPrograms(unpacked);
}

/** @type {(files: string) => Programs} */
function unpackedPrograms(files) {
  const own = versionsIn(join(files, installed)).find(isBin);
  if (own === undefined) return { found: false, trouble: "Debian's PostgreSQL has no programs in it" };
  const libraries = readdirSync(join(files, "usr", "lib")).filter((entry) => entry.endsWith("-linux-gnu"));
  return {
    found: true,
    bin: own,
    env: { LD_LIBRARY_PATH: libraries.map((entry) => join(files, "usr", "lib", entry)).join(delimiter) },
  };
}

/**
 * A clone in a folder that others may not enter, as root's own is, has programs that the database's user cannot run: then it
 * gets a copy of them. It gives what that user can run.
 *
 * @param {Programs & { found: true }} found
 * @param {{ uid?: number, gid?: number }} owner
 * @param {string} folder
 */
async function withinReach(found, owner, folder) {
  if (owner.uid === undefined) return found;
  /** @param {Programs & { found: true }} programs */
  const tryOut = async ({ bin, env }) =>
    void (await execute(join(bin, "postgres"), ["--version"], {
      ...owner,
      cwd: folder,
      env: { ...process.env, ...env },
    }));
  try {
    await tryOut(found);
    return found;
  } catch (error) {
    if (!found.bin.startsWith(unpacked)) throw error;
  }
  const files = join(folder, "files");
  cpSync(unpacked, files, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
  const copied = unpackedPrograms(files);
  if (!copied.found) throw new Error(copied.trouble);
  await tryOut(copied);
  return copied;
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
