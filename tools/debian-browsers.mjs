// Gets a browser from Debian's archive, where there is apt, without installing it: its packages are unpacked into the user's
// cache, for all clones, and nothing else of the computer changes. Whoever wants a newer one removes it from there.
// `node tools/debian-browsers.mjs` gets them all.
//
// It is for what only a whole browser can do, take an extension for one: what the npm registry has is a shell of Chromium.
import { existsSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { unpackDebian } from "./debian-package.mjs";
import { userCache } from "./user-cache.mjs";

/** @typedef {{ executablePath: string, env: Record<string, string | undefined> }} DebianBrowser */
/** @typedef {"chromium" | "firefox-esr" | "webkit"} DebianBrowserName */

const cache = join(userCache, "debian-browsers");

/** @type {Readonly<Record<DebianBrowserName, { readonly packages: readonly string[], readonly executable: string }>>} */
const browsers = {
  chromium: { packages: ["chromium"], executable: "usr/lib/chromium/chromium" },
  "firefox-esr": { packages: ["firefox-esr"], executable: "usr/lib/firefox-esr/firefox-esr" },
  // It needs a screen, and what drives it starts it.
  webkit: { packages: ["webkit2gtk-driver", "xvfb"], executable: "usr/bin/WebKitWebDriver" },
};

/**
 * Gives a browser, got before or now.
 *
 * @param {DebianBrowserName} name
 * @returns {DebianBrowser | string} the browser; or why it cannot be had
 */
export function debianBrowser(name) {
  if (process.platform !== "linux") return "there is no apt on this system";
  const folder = join(cache, name);
  const { packages, executable } = browsers[name];
  const executablePath = join(folder, executable);
  if (!existsSync(executablePath)) {
    const trouble = unpackDebian(packages, folder, executable, (files) => {
      writeFileSync(join(files, "fonts.conf"), fontSettings(folder));
      if (name === "webkit") nameRelatively(files);
    });
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

/**
 * Has WebKit and its screen look for their other programs beside themselves: they know them by the place where they are
 * installed as a rule, and have no setting for it. They are started where those are: `tools/start-webkit.mjs`.
 *
 * @param {string} files
 */
function nameRelatively(files) {
  const [own = ""] = librariesIn(files);
  // What was installed already is not here, and is where it is looked for.
  if (existsSync(join(own, "webkit2gtk-4.1"))) {
    const programs = join("/", relative(files, own), "webkit2gtk-4.1");
    replaceBytes(join(own, "libwebkit2gtk-4.1.so.0"), programs, `.${"/".repeat(programs.length - 15)}webkit2gtk-4.1`);
  }
  const bin = join(files, "usr", "bin");
  if (existsSync(join(bin, "xkbcomp"))) replaceBytes(join(bin, "Xvfb"), "/usr/bin\0", "./././.\0\0");
}

/**
 * @param {string} name
 * @param {string} from
 * @param {string} to of the same length
 */
function replaceBytes(name, from, to) {
  const file = realpathSync(name);
  const bytes = readFileSync(file);
  let count = 0;
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + 1)) {
    bytes.write(to, at, "latin1");
    count++;
  }
  if (count === 0) throw new Error(`there is no ${JSON.stringify(from)} in ${file}`);
  writeFileSync(file, bytes);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const name of /** @type {DebianBrowserName[]} */ (Object.keys(browsers))) {
    const found = debianBrowser(name);
    console.log(typeof found === "string" ? found : `${name}: ${found.executablePath}`);
  }
}
