// Builds what the quick start needs and runs it. Arguments go to it: `npm run quickstart -- --yes`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { buildApp } from "./build-app.mjs";

buildApp("quickstart");
const { status } = spawnSync(process.execPath, ["apps/quickstart/dist/main.js", ...process.argv.slice(2)], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
});
process.exitCode = status ?? 1;
