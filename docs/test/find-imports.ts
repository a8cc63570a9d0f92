import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "rolldown/utils";

/** The folder of the repository. */
export const repository: string = fileURLToPath(new URL("../..", import.meta.url));

/** One import, of types too, or one `import()`. */
export interface FoundImport {
  /** The file that imports, from its package's `src`, with slashes. */
  readonly from: string;
  /** The file that is imported, in the same way; else the name of a package. */
  readonly to: string;
  /** Whether it is of types alone, and gone when it runs. */
  readonly isType: boolean;
}

/** Finds what the sources of a package import, by reading them as TypeScript. */
export function findImports(folder: string): FoundImport[] {
  return sourcesOf(folder).flatMap((from) => {
    const text = readFileSync(join(repository, folder, "src", from), "utf8");
    return importsIn(from, text).map(({ name, isType }) => {
      const to = name.startsWith(".") ? posix.join(posix.dirname(from), name) : name;
      return { from, to, isType };
    });
  });
}

/** Lists the files of a package's `src`, from there, with slashes. */
export function sourcesOf(folder: string): string[] {
  const source = join(repository, folder, "src");
  return readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** Lists the folders that hold sources of a package. */
export const foldersOf = (folder: string): string[] => [
  ...new Set(sourcesOf(folder).flatMap((file) => (file.includes("/") ? [dirname(file).split(sep).join("/")] : []))),
];

interface NamedImport {
  readonly name: string;
  readonly isType: boolean;
}

function importsIn(file: string, text: string): NamedImport[] {
  if (!/\.tsx?$/.test(file)) return [];
  const { program, module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`);
  const found: NamedImport[] = module.staticImports.map(({ moduleRequest, entries }) => ({
    name: moduleRequest.value,
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  for (const { moduleRequest, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest !== null) found.push({ name: moduleRequest.value, isType });
  }
  visit(program, (node) => {
    if (node.type !== "ImportExpression" && node.type !== "TSImportType") return;
    const source = node["source"] as { readonly value?: unknown } | undefined;
    if (typeof source?.value === "string") found.push({ name: source.value, isType: node.type === "TSImportType" });
  });
  return found;
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

function visit(value: unknown, look: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("type" in value && typeof value.type === "string") look(value as Node);
  for (const child of Object.values(value)) visit(child, look);
}
