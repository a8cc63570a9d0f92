// Gets a browser from Debian's archive, where there is apt, without installing it: its packages are unpacked into the user's
// cache, for all clones, and nothing else of the computer changes. Whoever wants a newer one removes it from there.
// `node tools/debian-browsers.mjs` gets both.
//
// It is for what only a whole browser can do, take an extension for one: what the npm registry has is a shell of Chromium.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackDebian } from "./debian-package.mjs";
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
    const trouble = unpackDebian(name, folder, executables[name], (files) =>
      writeFileSync(join(files, "fonts.conf"), fontSettings(folder)),
    );
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

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of /** @type {const} */ (["chromium", "firefox-esr"])) {
    const found = debianBrowser(name);
    console.log(typeof found === "string" ? found : `${name}: ${found.executablePath}`);
  }
}
