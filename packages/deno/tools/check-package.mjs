// Checks what JSR would check of this package, and that what npm gets can be loaded by a runtime that is not Deno.
import { deno } from "./deno.mjs";

const checks = {
  // Core comes from npm, as for JSR, so what it exports is not judged here.
  "deno doc --lint": () => deno(["doc", "--lint", "src/index.ts"], { conditions: "" }),
  // Types, slow types, and the list of files. In a workspace, Deno finds the types of core in its sources only.
  "deno publish --dry-run": () => deno(["publish", "--dry-run", "--allow-dirty"]),
};
for (const [name, check] of Object.entries(checks)) {
  const { ok, output } = check();
  console.log(`${name}: ${ok ? "fine" : "failed"}`);
  if (ok) continue;
  console.log(output);
  process.exitCode = 1;
}

const { closeJob, denoAdapter } = await import("@sfbulk/deno");
let message = "";
try {
  denoAdapter();
} catch (error) {
  message = String(error);
}
const loads = typeof closeJob === "function" && message.startsWith("TypeError: Cannot use denoAdapter: it needs Deno");
console.log(`on Node.js: ${loads ? "fine" : `failed: ${message}`}`);
if (!loads) process.exitCode = 1;
