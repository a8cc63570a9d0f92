// Starts the one browser of a test run, for all of its files, before the tests; whoever else drives one has it first.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { lockChromium } from "./chromium-lock.mjs";
import { findChromium } from "./chromium.mjs";

/** @type {typeof import("../conformance/node_modules/playwright/index.js")} */
const { chromium } = createRequire(fileURLToPath(new URL("../conformance/package.json", import.meta.url)))(
  "playwright",
);

/** @type {Promise<{ address: string, end: () => Promise<void> }> | undefined} */
let started;
let users = 0;

async function start() {
  const found = await findChromium(true);
  if (found === undefined) throw new Error("there is no Chromium, and none for this platform in the registry");
  const release = await lockChromium();
  const server = await chromium.launchServer(found.launchOptions);
  return {
    address: server.wsEndpoint(),
    end: async () => {
      await server.close();
      release();
    },
  };
}

/**
 * Where vitest runs several projects with a browser, they share it.
 *
 * @param {import("vitest/node").TestProject} project
 */
export default async function setup(project) {
  users++;
  const { address, end } = await (started ??= start());
  project.provide("chromium", address);
  return async () => {
    if (--users > 0) return;
    started = undefined;
    await end();
  };
}
