// Measures the unit tests of core: changes the exchange and the closing in hundreds of small ways, one at a time, and
// counts the changes that no test notices. `pnpm mutate`; about 20 minutes on two cores.
//
// Stryker runs in a copy of the project, since the newest one for Node.js 20 has dependencies that say they want a newer
// Node.js (they run), and is not worth a relaxed `engineStrict` for everybody.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyProject } from "./copy-project.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = mkdtempSync(join(tmpdir(), "sfbulk-mutate-"));
const left = new Set(["node_modules", "dist", ".turbo", ".git", "reports"]);
const stryker = "9.5.1";

/** @param {string[]} parameters */
function pnpm(...parameters) {
  const { status } = spawnSync("npx", ["-y", "--prefer-offline", "pnpm@12.21.0", ...parameters], {
    cwd: copy,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`pnpm ${parameters[0]} ended with ${status}`);
}

try {
  copyProject(root, copy, left);
  const workspace = join(copy, "pnpm-workspace.yaml");
  writeFileSync(workspace, readFileSync(workspace, "utf8").replace("engineStrict: true", "engineStrict: false"));
  const source = ["sfbulk-source"];
  const config = { resolve: { conditions: source }, ssr: { resolve: { conditions: [...source, "node", "module"] } } };
  writeFileSync(
    join(copy, "vitest.config.ts"),
    `export default ${JSON.stringify({ ...config, test: { include: ["packages/core/test/**/*.test.ts"], testTimeout: 2000 } })};\n`,
  );
  writeFileSync(
    join(copy, "stryker.config.json"),
    JSON.stringify({
      testRunner: "vitest",
      plugins: ["@stryker-mutator/vitest-runner"],
      vitest: { configFile: "vitest.config.ts", related: false },
      mutate: [
        "packages/core/src/exchange/*.ts",
        "packages/core/src/operations/jobs/{settle-close,close-job,abort-job,get-job}.ts",
        "packages/core/src/requests/{job-requests,api-request}.ts",
      ],
      coverageAnalysis: "perTest",
      ignoreStatic: true,
      concurrency: 2,
      timeoutMS: 2000,
      // Below this, the run has failed.
      thresholds: { high: 95, low: 90, break: 80 },
      reporters: ["clear-text", "progress-append-only"],
      // There is none of this name: TypeScript 7 lacks the interface by which Stryker would rewrite it.
      tsconfigFile: "none.json",
    }),
  );
  pnpm(
    "add",
    "-w",
    "-D",
    "--save-catalog",
    `@stryker-mutator/core@${stryker}`,
    `@stryker-mutator/vitest-runner@${stryker}`,
  );
  pnpm("exec", "stryker", "run");
} finally {
  rmSync(copy, { recursive: true, force: true });
}
