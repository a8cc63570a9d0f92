import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

/** The tests run on the TypeScript sources, so that they need no build. */
const source = "sfbulk-source";

const project = (name: string, folder: string, globalSetup: string[] = []): TestProjectInlineConfiguration => ({
  resolve: { conditions: [source] },
  ssr: { resolve: { conditions: [source, "node", "module"] } },
  // Generous: what a test waits for is an event, and the machine may be busy.
  test: { name, include: [`${folder}/test/**/*.test.ts`], testTimeout: 60_000, globalSetup },
});

export default defineConfig({
  test: {
    projects: [
      project("core", "packages/core"),
      project("node", "packages/node"),
      project("browser", "packages/browser"),
      project("emulator", "packages/emulator"),
      project("cli", "packages/cli", ["packages/cli/test/build-cli.ts"]),
      project("conformance", "conformance"),
      project("docs", "docs"),
      project("quickstart", "apps/quickstart"),
      project("demo", "apps/demo"),
    ],
  },
});
