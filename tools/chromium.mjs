// Finds a Chromium that Playwright can drive, without asking the user anything. `node tools/chromium.mjs` fetches one
// where there is none, and sees that it starts.
//
// What is there already comes first: CHROMIUM_PATH, `playwright install`, Chrome, Edge, a Chromium on the PATH. Last
// comes the one that the npm registry has, @sparticuz/chromium: Linux on x64 only, but it brings its own libraries, so
// that it starts on a machine with nothing but Node.js. CHROMIUM_FROM=npm (or another name) takes that one only.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { userCache as cache } from "./user-cache.mjs";

/** @typedef {{ executablePath?: string, channel?: string, args: string[], env?: Record<string, string> }} LaunchOptions */

const root = fileURLToPath(new URL("..", import.meta.url));
const npmVersion = "147.0.0"; // the newest that runs on Node 20

// The root depends on no browser; the conformance cases do.
/** @type {typeof import("../conformance/node_modules/playwright/index.js")} */
const { chromium } = createRequire(join(root, "conformance", "package.json"))("playwright");

const args = [
  // Chromium does not start as root with its sandbox; containers have no room for its shared memory.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--disable-dev-shm-usage",
  // It is to talk to nobody but us.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** @type {Record<string, (install: boolean) => LaunchOptions | undefined>} */
const sources = {
  env: () => {
    const executablePath = process.env["CHROMIUM_PATH"];
    return executablePath ? { executablePath, args } : undefined;
  },
  playwright: () => (existsSync(chromium.executablePath()) ? { args } : undefined),
  chrome: () => (chromePaths().some((file) => existsSync(file)) ? { channel: "chrome", args } : undefined),
  edge: () => (process.platform === "win32" ? { channel: "msedge", args } : undefined),
  path: () => {
    const executablePath = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    return executablePath === undefined ? undefined : { executablePath, args };
  },
  npm: (install) => (process.platform === "linux" && process.arch === "x64" ? fromNpm(install) : undefined),
};

/**
 * Finds a Chromium.
 *
 * @param {boolean} [install] fetches one from the npm registry where there is none. Default: false.
 * @returns {Promise<{ via: string, launchOptions: LaunchOptions } | undefined>} where it is from and the options for
 *   `chromium.launch`; nothing where there is none.
 */
export async function findChromium(install = false) {
  const only = process.env["CHROMIUM_FROM"];
  for (const [via, find] of Object.entries(sources)) {
    if (only && only !== via) continue;
    const launchOptions = find(install);
    if (launchOptions !== undefined) return { via, launchOptions };
  }
  return undefined;
}

function chromePaths() {
  const { env, platform } = process;
  if (platform === "darwin") return ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
  if (platform !== "win32") return ["/opt/google/chrome/chrome"];
  return ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) =>
    env[name] ? [join(env[name], "Google/Chrome/Application/chrome.exe")] : [],
  );
}

/** @param {string[]} names */
function onPath(...names) {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
}

/** @param {boolean} install */
function fromNpm(install) {
  const folder = join(cache, `chromium-${npmVersion}-fonts`);
  if (!existsSync(folder)) {
    if (!install) return undefined;
    unpack(folder);
  }
  const libraries = [join(folder, "al2023", "lib"), process.env["LD_LIBRARY_PATH"]].filter(Boolean).join(":");
  const env = /** @type {Record<string, string>} */ ({
    ...process.env,
    // Its own fonts alone, wherever it runs: it crashes where there are none. And a locale that pages understand: of a
    // machine without one it makes the language "en-US@posix".
    FONTCONFIG_PATH: join(folder, "fonts"),
    LC_ALL: "en_US.UTF-8",
    LD_LIBRARY_PATH: libraries,
  });
  return { executablePath: join(folder, "chromium"), args: [...args, "--disable-gpu"], env };
}

/**
 * Fetches and unpacks beside the folder, and moves it there when it is whole: others may be doing the same.
 *
 * @param {string} folder
 */
function unpack(folder) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, "fetch-chromium-"));
  try {
    const name = `@sparticuz/chromium@${npmVersion}`;
    const install = ["install", "--prefix", work, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", name];
    execFileSync("npm", install, { stdio: ["ignore", "ignore", "inherit"] });
    // It unpacks itself where the temporary files are, and its libraries only where it believes to be in a lambda.
    const script = 'import("@sparticuz/chromium").then((module) => module.default.executablePath())';
    const files = join(work, "files");
    mkdirSync(files);
    execFileSync(process.execPath, ["--eval", script], {
      cwd: work,
      stdio: ["ignore", "ignore", "inherit"],
      env: { ...process.env, TMPDIR: files, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" },
    });
    writeFontSettings(join(files, "fonts"), join(folder, "fonts"));
    if (!existsSync(folder)) renameSync(files, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * The settings that come with it look for the fonts where a lambda has them.
 *
 * @param {string} fonts the folder with the settings and the fonts
 * @param {string} later where that will be
 */
function writeFontSettings(fonts, later) {
  const settings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(later, "fonts")}</dir><cachedir>${join(later, "cache")}</cachedir></fontconfig>
`;
  writeFileSync(join(fonts, "fonts.conf"), settings);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await findChromium(true);
  if (found === undefined) {
    throw new Error("There is no Chromium here; install Chrome, or run: npx playwright install chromium");
  }
  const { via, launchOptions } = found;
  const browser = await chromium.launch(launchOptions);
  const from = launchOptions.executablePath ?? launchOptions.channel ?? chromium.executablePath();
  console.log(`Chromium ${browser.version()} from ${via}: ${from}`);
  await browser.close();
}
