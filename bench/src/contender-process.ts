import type { Contender, Parameters } from "./measurement.ts";

// One contender in a process of its own, so that neither its memory nor what it loads is another one's:
// `contender-process.js <module> <name> <url>`. It answers each message with what that turn measured.
const [module = "", name = "", url = ""] = process.argv.slice(2);
const { contenders } = (await import(module)) as { readonly contenders: Readonly<Record<string, Contender>> };
const contender = contenders[name];
if (contender === undefined) throw new Error(`There is no contender "${name}" in ${module}`);
const run = await contender(url);
process.on("message", (parameters: Parameters) => {
  run(parameters).then(
    (measured) => process.send?.(measured),
    (error: unknown) => {
      // Not one turn may be lost: without an answer the parent fails as well.
      process.stderr.write(`${name}: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
process.send?.({ ready: true });
