import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** `@sfbulk/browser/jobs-element` with all that it needs as one file, which a page of the tests loads. */
export const jobsElementFile: Promise<string> = build({
  absWorkingDir: fileURLToPath(new URL("..", import.meta.url)),
  entryPoints: ["src/define-jobs-element.ts"],
  conditions: ["sfbulk-source"],
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  write: false,
}).then(({ outputFiles: [file] }) => file?.text ?? "");
