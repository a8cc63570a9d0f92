// Starts WebKit for what is to run in a page of it: Debian's browser for tests, on a screen that nobody sees. It is asked by
// WebDriver, of which this needs five calls.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { debianBrowser } from "../debian-browsers.mjs";

/** How long a page may take for what it is asked, in milliseconds. Whoever asks has given up by then. */
const limit = 900_000;

/** The key under which WebDriver names an element. */
const elementKey = "element-6066-11e4-a52e-4f735466cecf";

/** @returns {Promise<import("./page-browser.d.mts").PageBrowser | string>} the browser; or why there is none */
export async function startWebKit() {
  const found = debianBrowser("webkit");
  if (typeof found === "string") return found;
  const home = mkdtempSync(join(tmpdir(), "sfbulk-webkit-"));
  const bin = dirname(found.executablePath);
  const root = join(bin, "..", "..");
  const screen = await startScreen(bin, found.env);
  // Its programs look for one another beside themselves: `tools/debian-browsers.mjs`.
  const triplet = readdirSync(join(root, "usr", "lib")).find((name) => name.endsWith("-linux-gnu")) ?? "";
  const own = join(root, "usr", "lib", triplet);
  const installed = join("/usr/lib", triplet);
  const binary = join(existsSync(join(own, "webkit2gtk-4.1")) ? own : installed, "webkit2gtk-4.1", "MiniBrowser");
  const port = await freePort();
  const driver = spawn(found.executablePath, [`--port=${port}`], {
    cwd: own,
    stdio: "ignore",
    env: {
      ...found.env,
      DISPLAY: screen.display,
      GDK_BACKEND: "x11",
      GIO_MODULE_DIR: join(own, "gio", "modules"),
      GSETTINGS_BACKEND: "memory",
      HOME: home,
      LIBGL_ALWAYS_SOFTWARE: "1",
      NO_AT_BRIDGE: "1",
      WEBKIT_DISABLE_COMPOSITING_MODE: "1",
      // What is not installed cannot have the sandbox's helper, which must belong to root.
      WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
      XDG_DATA_DIRS: [join(root, "usr", "share"), "/usr/local/share", "/usr/share"].join(":"),
      XDG_RUNTIME_DIR: home,
    },
  });
  const end = async () => {
    await stop(driver);
    await stop(screen.process);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  const ask = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`Cannot have WebKit do ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  try {
    const options = { binary, args: ["--automation"] };
    const alwaysMatch = { "webkitgtk:browserOptions": options, timeouts: { script: limit } };
    const { sessionId, capabilities } = await firstAnswer(() =>
      ask("POST", "/session", { capabilities: { alwaysMatch } }),
    );
    const session = `/session/${sessionId}`;
    await ask("POST", `${session}/window/rect`, { x: 0, y: 0, width: 1440, height: 900 });
    /** @param {string} expression */
    const find = async (expression) => {
      const element = await ask("POST", `${session}/execute/sync`, { script: `return (${expression})`, args: [] });
      if (element === null) throw new Error(`Cannot find an element: there is no ${expression}`);
      return `${session}/element/${element[elementKey]}`;
    };
    return {
      version: capabilities.browserVersion,
      openTab: async (address) => {
        await ask("POST", `${session}/url`, { url: address });
        return {
          evaluate: async (expression) => {
            // As text, since WebDriver has a form of its own for data, and none for what a promise was rejected with.
            const script = `const done = arguments[0]; Promise.resolve().then(() => (${expression})).then(
              (value) => done(JSON.stringify({ value })), (error) => done(JSON.stringify({ error: String(error) })));`;
            const result = JSON.parse(await ask("POST", `${session}/execute/async`, { script, args: [] }));
            if ("error" in result) throw new Error(result.error);
            return result.value;
          },
          press: async (expression) => void (await ask("POST", `${await find(expression)}/click`, {})),
          choose: async (expression, file) =>
            void (await ask("POST", `${await find(expression)}/value`, { text: file })),
          reload: async () => void (await ask("POST", `${session}/refresh`, {})),
        };
      },
      close: async () => {
        await ask("DELETE", session).catch(() => undefined);
        await end();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/**
 * Starts a screen that nobody sees, under a number that nobody has.
 *
 * @param {string} bin
 * @param {Record<string, string | undefined>} env
 */
async function startScreen(bin, env) {
  // It starts a program that is beside it, and says by a pipe which number it has got.
  const keyboards = join(bin, "..", "share", "X11", "xkb");
  const parameters = ["-displayfd", "3", "-screen", "0", "1440x900x24", "-nolisten", "tcp"];
  if (existsSync(keyboards)) parameters.push("-xkbdir", keyboards);
  const child = spawn(join(bin, "Xvfb"), parameters, {
    cwd: bin,
    env,
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = /** @type {import("node:stream").Readable} */ (child.stdio[3]);
  const said = await Promise.race([once(number, "data"), once(child, "exit").then(() => undefined)]);
  if (said === undefined) throw new Error("Cannot start WebKit: Xvfb ended at once");
  return { display: `:${String(said[0]).trim()}`, process: child };
}

/** @param {import("node:child_process").ChildProcess} child */
async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

/** @returns {Promise<number>} a port that was free just now */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  server.close();
  await once(server, "close");
  return port;
}

/**
 * Asks until somebody listens.
 *
 * @template T
 * @param {() => Promise<T>} ask
 */
async function firstAnswer(ask) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TypeError) || attempt === 100) throw error;
      await pause(100);
    }
  }
}
