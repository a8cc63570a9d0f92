import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { isLong } from "./tools/is-long.mjs";

/** The tests run on the TypeScript sources, so that they need no build. */
const source = "sfbulk-source";

const project = (name: string, folder: string, globalSetup: string[] = []): TestProjectInlineConfiguration => ({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, "node", "module"] } },
  test: {
    name,
    include: [`${folder}/test/**/*.test.ts`],
    // What a test waits for is an event, and the machine may be busy: this ends only what hangs.
    testTimeout: isLong ? 7_200_000 : 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 60_000 } },
    // The clock and what waits for it. Who lets others have their turn (`setImmediate`) waits for no clock.
    fakeTimers: { toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"] },
    // The files of a project share their modules, which is half of the time; none leaves anything behind.
    isolate: false,
    globalSetup,
  },
});

/** What an import leads to, which is not to be seen in the file that imports: what is installed, and what packages export. */
const exported = createHash("sha256").update(readFileSync(new URL("pnpm-lock.yaml", import.meta.url)));
for (const name of readdirSync(new URL("packages", import.meta.url))) {
  const manifest = new URL(`packages/${name}/package.json`, import.meta.url);
  if (existsSync(manifest)) exported.update(readFileSync(manifest));
}

export default defineConfig({
  test: {
    experimental: {
      // All projects have the sources of core and of the emulator: they are compiled once for all of them.
      fsModuleCache: true,
      fsModuleCachePath: `node_modules/.cache/vitest/${exported.digest("hex").slice(0, 8)}`,
    },
    projects: [
      project("core", "packages/core"),
      project("node", "packages/node"),
      project("browser", "packages/browser", ["tools/one-chromium.mjs"]),
      project("emulator", "packages/emulator"),
      project("cli", "packages/cli", ["packages/cli/test/build-cli.ts"]),
      project("sf-plugin", "packages/sf-plugin"),
      project("conformance", "conformance"),
      project("docs", "docs"),
      project("quickstart", "apps/quickstart"),
      project("queue", "apps/queue"),
      project("demo", "apps/demo", ["tools/one-chromium.mjs"]),
      project("extension", "apps/extension", ["apps/extension/test/get-browsers.ts", "tools/browser-turn.mjs"]),
    ],
  },
});
