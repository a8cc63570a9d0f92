import { transformWithOxc } from "vite";

/** What an example may name without declaring it, and what its imports give. */
export interface Surroundings {
  readonly given: Readonly<Record<string, unknown>>;
  readonly modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Runs an example as it stands. Its imports are looked up in the surroundings; what it does not import is refused. */
export async function runExample(code: string, { given, modules }: Surroundings): Promise<void> {
  // Node.js 20 does not know `await using`; what it would do at the end is of no interest to an example.
  const text = withoutImports(code).replaceAll("await using ", "const ");
  const { code: script } = await transformWithOxc(`async function example() {\n${text}\n}`, "example.ts");
  const names = Object.keys(given);
  // oxlint-disable-next-line typescript/no-implied-eval -- running what stands in a page is what this is for
  const run = new Function("modules", ...names, `${script}\nreturn example();`) as (
    ...values: unknown[]
  ) => Promise<void>;
  await run(modules, ...names.map((name) => given[name]));
}

/** Turns imports into declarations, since a function has none: `import { a, type B } from "x"`, `import a from "x"`, `import * as a from "x"`. */
const withoutImports = (code: string): string =>
  code
    .replace(/^import \* as (\w+) from ("[^"]+");$/gm, "const $1 = modules[$2];")
    .replace(/^import (\w+) from ("[^"]+");$/gm, "const { default: $1 } = modules[$2];")
    .replace(/^import \{([^}]*)\} from "([^"]+)";$/gm, (_, list: string, module: string) => {
      const names = list.split(",").map((name) => name.trim());
      const values = names.filter((name) => name !== "" && !name.startsWith("type "));
      return `const { ${values.join(", ")} } = modules[${JSON.stringify(module)}];`;
    });
