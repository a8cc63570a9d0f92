// Proves that the packages can be used before npm has them: packs them, and does in an empty project what is printed.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.mjs";

const program = `import { closeJob } from "@sfbulk/node";
import { createEmulator } from "@sfbulk/emulator";

const emulator = createEmulator();
const { id } = await emulator.control.addJob({ object: "Account" });
console.log((await closeJob(emulator, id)).state);
`;

/**
 * @param {string} workspace whose packages are built
 * @param {string} project a folder to make, outside of the workspace
 * @returns {Promise<string>} what was installed
 */
export async function proveTarballs(workspace, project) {
  // With npm as it is configured: from the registry on this computer npm would get them by their names.
  const env = process.env;
  const output = await runCommand("npm", ["run", "--silent", "pack"], { cwd: workspace, env });
  const command = /^# sfbulk\nnpm install (.+)$/m.exec(output)?.[1];
  if (command === undefined) throw new Error(output);
  const tarballs = [...command.matchAll(/"[^"]+"/g)].map(([quoted]) => JSON.parse(quoted));
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  writeFileSync(join(project, "main.js"), program);
  await runCommand("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs], {
    cwd: project,
    env,
  });
  const state = await runCommand(process.execPath, ["main.js"], { cwd: project, env });
  assert.equal(state.trim(), "Closed");
  const help = await runCommand("npx", ["--no-install", "sfbulk", "close", "--help"], { cwd: project, env });
  assert.match(help, /Usage: sfbulk close/);
  return `${tarballs.length} tarballs`;
}
