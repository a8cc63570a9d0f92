// Gets a browser from Debian's archive, where there is apt, without installing it: its packages are unpacked into the user's
// cache, for all clones, and nothing else of the computer changes. Whoever wants a newer one removes it from there. `node tools/debian-browsers.mjs` gets both.
//
// It is for what only a whole browser can do, take an extension for one: what the npm registry has is a shell of Chromium.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { arch } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { userCache } from "./user-cache.mjs";

/** @typedef {{ executablePath: string, env: Record<string, string | undefined> }} DebianBrowser */
/** @typedef {"chromium" | "firefox-esr"} DebianBrowserName */

const cache = join(userCache, "debian-browsers");

/** @type {Readonly<Record<DebianBrowserName, string>>} */
const executables = { chromium: "usr/lib/chromium/chromium", "firefox-esr": "usr/lib/firefox-esr/firefox-esr" };

/**
 * Gives a browser, got before or now.
 *
 * @param {DebianBrowserName} name
 * @returns {DebianBrowser | string} the browser; or why it cannot be had
 */
export function debianBrowser(name) {
  if (process.platform !== "linux") return "there is no apt on this system";
  const folder = join(cache, name);
  const executablePath = join(folder, executables[name]);
  if (!existsSync(executablePath)) {
    const trouble = unpack(name, folder);
    if (trouble !== undefined) return trouble;
  }
  const libraries = librariesIn(folder);
  return {
    executablePath,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: [...libraries, process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(delimiter),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

/**
 * Gives the Firefox that FIREFOX_PATH names, and where it names none that of Debian's archive.
 *
 * @returns {DebianBrowser | string} the browser; or why it cannot be had
 */
export function findFirefox() {
  const executablePath = process.env["FIREFOX_PATH"];
  return executablePath ? { executablePath, env: process.env } : debianBrowser("firefox-esr");
}

/** @param {string} folder */
function librariesIn(folder) {
  const base = join(folder, "usr", "lib");
  const triplet = existsSync(base) ? readdirSync(base).find((entry) => entry.endsWith("-linux-gnu")) : undefined;
  if (triplet === undefined) return [];
  const own = join(base, triplet);
  // Some libraries have a folder of their own, which they name by the place where they are installed as a rule.
  return [own, ...["pulseaudio", "nss"].map((sub) => join(own, sub)).filter((path) => existsSync(path))];
}

/**
 * @param {DebianBrowserName} name
 * @param {string} folder
 * @returns {string | undefined} why it did not work
 */
function unpack(name, folder) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "fetch-"));
  try {
    const packages = missingPackages(name) ?? (updateLists(), missingPackages(name));
    if (packages === undefined) return `apt knows no package ${name}`;
    run("apt-get", ["download", "-qq", ...packages], work);
    const files = join(work, "files");
    mkdirSync(files);
    for (const file of readdirSync(work).filter((entry) => entry.endsWith(".deb"))) {
      run("dpkg-deb", ["--extract", file, files], work);
    }
    if (!existsSync(join(files, executables[name]))) return `Debian's package ${name} has no browser in it`;
    writeFileSync(join(files, "fonts.conf"), fontSettings(folder));
    // Others may be doing the same: it is there whole, or not at all.
    if (!existsSync(folder)) renameSync(files, folder);
    return undefined;
  } catch (error) {
    return `Debian's package ${name} cannot be had here (architecture ${arch()}): ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The computer's own fonts as it has set them, and those that came with the browser where it has none.
 *
 * @param {string} folder
 */
const fontSettings = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir><dir>${folder}/usr/share/fonts</dir><cachedir>${folder}/font-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family></prefer></alias>
</fontconfig>
`;

/**
 * Lists what would have to be installed for it, itself included. Where it is installed already, itself alone.
 *
 * @param {DebianBrowserName} name
 */
function missingPackages(name) {
  try {
    const plan = run("apt-get", ["install", "--simulate", "--no-install-recommends", "--reinstall", name], cache);
    const packages = [...plan.matchAll(/^Inst (\S+)/gm)].map(([, found = ""]) => found);
    return packages.length === 0 ? undefined : packages;
  } catch {
    // The lists of packages are missing, or apt itself: the next step says which.
    return undefined;
  }
}

/** A computer that was only just set up has no lists; only root may get them. */
const updateLists = () => void run("apt-get", ["update", "-qq"], cache);

/** @type {(command: string, args: string[], cwd: string) => string} */
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 600_000 });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of /** @type {const} */ (["chromium", "firefox-esr"])) {
    const found = debianBrowser(name);
    console.log(typeof found === "string" ? found : `${name}: ${found.executablePath}`);
  }
}
